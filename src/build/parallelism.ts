/** `max-parallel: auto`. Pure. */

const BYTES_FOR_ONE = 3e9;

/**
 * One build for every two cores, from two to eight: most of a build's time goes to the network and to
 * single-threaded installers. Never more than memory allows: a resolver or a compiler takes gigabytes.
 */
export function chooseParallelism(cpus: number, memoryBytes: number): number {
  const byCores = Math.min(8, Math.max(2, Math.floor(cpus / 2)));
  return Math.max(1, Math.min(byCores, Math.floor(memoryBytes / BYTES_FOR_ONE)));
}
