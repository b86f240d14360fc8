/** What reading layers on demand saved, as far as earlier builds tell. Pure. */
import { coveredSeconds, mergeIntervals } from "../build/intervals.ts";
import type { OnDemand, StepTime } from "../build/step-time.ts";
import type { ReadOnDemand } from "./read-fetched.ts";

/** Whole layers that a build pulled and unpacked, and in which time. */
export interface Pulls {
  readonly bytes: number;
  readonly seconds: number;
}

/** Of less than this, the seconds are those of the requests. */
const TELLING_BYTES = 20_000_000;

/** Of bases, and of cached layers that later steps needed; `undefined`: too little to tell. */
export function measurePulls(steps: readonly StepTime[]): Pulls | undefined {
  const pulling = steps.filter(
    ({ kind, cached, bytesIn = 0, intervals }) =>
      bytesIn > 0 && intervals !== undefined && (kind === "base" || (kind === "instruction" && cached)),
  );
  const bytes = pulling.reduce((sum, { bytesIn = 0 }) => sum + bytesIn, 0);
  const spans = pulling.flatMap(({ intervals = [] }) => intervals.map(([from, to]) => ({ from, to })));
  const seconds = coveredSeconds(mergeIntervals(spans));
  return bytes < TELLING_BYTES || seconds === 0 ? undefined : { bytes, seconds };
}

/** `pulls`: the last that are known of this image; without them nothing is said of seconds. */
export function describeSaved({ read, whole }: ReadOnDemand, pulls: Pulls | undefined): OnDemand {
  const known = { readBytes: read, plainBytes: whole };
  if (pulls === undefined) return known;
  const savedSeconds = Math.round(((whole - read) * pulls.seconds * 10) / pulls.bytes) / 10;
  return { ...known, savedSeconds };
}
