/**
 * When a build that reads layers on demand is not the small edit it was taken for. Such a build can leave no
 * complete cache (docs/decisions/0080-lazy-layers.md), so what takes long is better done by one that can.
 */
import { parseStepName, secondsRun } from "../cache/build-step.ts";
import type { StepTime } from "../model.ts";

/** Steps that take longer, together, are worth keeping. */
export const HEAVY_SECONDS = 30;

/** Known before it ran: it took long the last time, or it wants what an earlier build left in a cache mount. Pure. */
export function isKnownHeavy(step: string, expected: readonly StepTime[]): boolean {
  const keyword = parseStepName(step)?.keyword;
  if (keyword === undefined || keyword === "FROM") return false;
  if (/--mount=\S*type=cache/.test(step)) return true;
  return expected.some(({ name, cached, seconds }) => name === step && !cached && seconds >= HEAVY_SECONDS);
}

/** For a step that begins now, after those that have ended: how long until all of them together are heavy. Pure. */
export function secondsLeft(states: readonly (StepTime & { readonly state: string })[]): number {
  return Math.max(0, HEAVY_SECONDS - secondsRun(states.filter(({ state }) => state === "done")));
}

/** Steps of the Dockerfile count: pulling a base does not. Pure. */
export function isWatched(step: string): boolean {
  const keyword = parseStepName(step)?.keyword;
  return keyword !== undefined && keyword !== "FROM";
}
