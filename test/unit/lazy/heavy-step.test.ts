import { expect, test } from "vitest";
import { isKnownHeavy, isWatched, secondsLeft } from "../../../src/lazy/heavy-step.ts";
import type { StepTime } from "../../../src/model.ts";

const took = (name: string, seconds: number, cached = false): StepTime => ({
  name,
  cached,
  seconds,
  error: undefined,
});

test.each<[string, readonly StepTime[], boolean]>([
  ["[3/5] RUN pip install torch", [took("[3/5] RUN pip install torch", 300)], true],
  ["[3/5] RUN pip install torch", [took("[3/5] RUN pip install torch", 3)], false],
  ["[3/5] RUN pip install torch", [took("[3/5] RUN pip install torch", 300, true)], false],
  ["[3/5] RUN pip install torch", [], false],
  ["[3/5] RUN --mount=type=cache,target=/root/.cache pip install torch", [], true],
  ["[3/5] RUN --mount=target=/c,type=cache pip install torch", [], true],
  ["[3/5] RUN --mount=type=bind,source=.,target=/c make", [], false],
  ["[1/5] FROM python", [took("[1/5] FROM python", 300)], false],
])("%s after %j: %s", (step, expected, heavy) => {
  expect(isKnownHeavy(step, expected)).toBe(heavy);
});

test("pulls and what BuildKit does itself are not watched", () => {
  expect(
    ["[2/3] RUN x", "[1/3] FROM x", "[internal] load build context", "exporting to image"].map(isWatched),
  ).toEqual([true, false, false, false]);
});

test.each([
  [[], 30],
  [["done", 12], 18],
  [["done", 12, "done", 20], 0],
  [["done", 12, "running", 20], 18],
])("after %j there are %d seconds left", (ended, left) => {
  const states = ended.flatMap((state, at) =>
    typeof state === "string" ? [{ ...took(`[${at}/9] RUN x`, Number(ended[at + 1])), state }] : [],
  );
  const others = [
    { ...took("[1/9] RUN y", 50, true), state: "done" },
    { ...took("[1/9] FROM y", 50), state: "done" },
  ];
  expect(secondsLeft([...states, ...others])).toBe(left);
});
