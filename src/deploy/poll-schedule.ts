/** When to ask again. Pure. */

/** Seconds. Lambda swaps an image in about 25 s, ECS in minutes: early answers first, then a calm rhythm. */
const STEPS = [0.5, 1, 2, 2, 3, 5, 8, 10] as const;

/**
 * Milliseconds before poll number `count` (from 0). The SDK's waiters start at 30 s and swallow
 * throttling (facts D10). `random` in [0, 1) spreads the stacks of a matrix apart.
 */
export function pollDelayMs(count: number, random: number): number {
  const seconds = STEPS[Math.min(count, STEPS.length - 1)] ?? 10;
  return seconds * 1000 * (0.9 + random * 0.2);
}
