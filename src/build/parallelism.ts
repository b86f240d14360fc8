/** `max-parallel: auto`. Pure. */

/**
 * One build for every two cores, from two to eight: most of a build's time goes to the network and to
 * single-threaded installers, and each needs disk for its layers.
 */
export function chooseParallelism(cpus: number): number {
  return Math.min(8, Math.max(2, Math.floor(cpus / 2)));
}
