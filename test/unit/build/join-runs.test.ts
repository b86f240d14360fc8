import { expect, test } from "vitest";
import type { BuildRun } from "../../../src/build/build-image.ts";
import { joinRuns } from "../../../src/build/join-runs.ts";
import { countHits } from "../../../src/build/step-lines.ts";
import type { StepTime } from "../../../src/model.ts";

const run = (seconds: number, ...timeline: readonly StepTime[]): BuildRun => ({
  succeeded: true,
  ended: "exit",
  exitCode: 0,
  seconds,
  steps: timeline,
  timeline,
  metadata: { digest: undefined, materials: new Map() },
  text: "",
  output: [],
  failedOutput: [],
});
const step = (name: string, cached = false, error?: string): StepTime => ({
  name,
  cached,
  seconds: 1,
  error,
});
const heavy = "[1/2] RUN make";
const push = "exporting to image";

test("the timeline of a build that was tried again has all tries, and only the last one counts", () => {
  const first = run(10, step(heavy), step(push, false, "500"));
  const second = run(3, step(heavy, true), step(push, false, "500"));
  const third = run(2, step(heavy, true), step(push));
  const { seconds, timeline, steps } = joinRuns(joinRuns(first, second), third);
  expect(seconds).toBe(15);
  expect(timeline.map(({ name, earlierTry }) => [name, earlierTry])).toEqual([
    [heavy, 1],
    [push, 1],
    [heavy, 2],
    [push, 2],
    [heavy, undefined],
    [push, undefined],
  ]);
  expect(countHits(timeline)).toEqual({ cached: 1, total: 1 });
  // What the first one ran is new for the cache.
  expect(steps.filter(({ name, cached }) => name === heavy && !cached)).toHaveLength(1);
});
