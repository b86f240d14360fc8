/** `max-parallel: auto`. Pure. */

const BYTES_FOR_ONE = 3e9;

export interface BuildDisk {
  readonly freeBytes: number;
  /** What the build that needs most takes. */
  readonly largestBytes: number;
}

/**
 * One build for every two cores, from two to eight: most of a build's time goes to the network and to
 * single-threaded installers. Never more than memory allows: a resolver or a compiler takes gigabytes;
 * nor than the disk has room for, where that is known.
 */
export function chooseParallelism(cpus: number, memoryBytes: number, disk?: BuildDisk): number {
  const byCores = Math.min(8, Math.max(2, Math.floor(cpus / 2)));
  const byMemory = Math.floor(memoryBytes / BYTES_FOR_ONE);
  const byDisk =
    disk === undefined || disk.largestBytes <= 0 ? byCores : Math.floor(disk.freeBytes / disk.largestBytes);
  return Math.max(1, Math.min(byCores, byMemory, byDisk));
}
