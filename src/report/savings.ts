/** What reuse saved: the time that the reused images took when they were last built, and its price. Pure. */
import { formatSeconds } from "../build/describe-step.ts";

export interface Savings {
  /** Sum over the reused images whose build time is known. */
  readonly seconds: number;
  readonly images: number;
  /** Reused images of whose build nothing is known. */
  readonly unknown: number;
  /** US dollars for `seconds` on one runner; absent without a rate. */
  readonly dollars?: number;
}

export function countSavings(
  reused: readonly (number | undefined)[],
  costPerMinute: number | undefined,
): Savings {
  const known = reused.filter((seconds) => seconds !== undefined);
  const seconds = Math.round(known.reduce((sum, one) => sum + one, 0) * 10) / 10;
  const dollars = costPerMinute === undefined ? {} : { dollars: (seconds / 60) * costPerMinute };
  return { seconds, images: known.length, unknown: reused.length - known.length, ...dollars };
}

/** "" where nothing is known to be saved. */
export function describeSavings({ seconds, images, unknown, dollars }: Savings): string {
  if (images === 0) return "";
  const what = images === 1 ? "The reused image" : `The ${images} reused images`;
  const money = dollars === undefined ? "" : ` (USD ${dollars.toFixed(2)} at this runner's rate)`;
  const rest = unknown === 0 ? "" : `; of ${unknown} more no build time is known`;
  return `${what} took ${formatSeconds(seconds)} when last built: ${(seconds / 60).toFixed(1)} runner minutes not spent${money}${rest}.`;
}
