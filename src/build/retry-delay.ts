/** How long to wait before a build is tried again. Pure. */

const FIRST_SECONDS = 5;
const LONGEST_SECONDS = 60;

/** `tried`: 0 after the first failure. `random`: 0 to 1; jobs of a matrix must not come back together. */
export function retryDelaySeconds(tried: number, random: number): number {
  return Math.min(FIRST_SECONDS * 3 ** tried, LONGEST_SECONDS) * (1 + random / 2);
}
