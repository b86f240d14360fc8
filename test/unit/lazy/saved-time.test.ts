import { expect, test } from "vitest";
import { describeSaved, measurePulls } from "../../../src/lazy/saved-time.ts";
import type { StepTime } from "../../../src/model.ts";
import { findPulls, parseRecord } from "../../../src/registry/record.ts";

const step = (
  kind: NonNullable<StepTime["kind"]>,
  cached: boolean,
  bytesIn: number,
  ...intervals: readonly (readonly [number, number])[]
): StepTime => ({ name: kind, kind, cached, bytesIn, intervals, seconds: 1, error: undefined });

test.each<[string, readonly StepTime[], ReturnType<typeof measurePulls>]>([
  ["nothing", [], undefined],
  ["a cached layer", [step("instruction", true, 90e6, [0, 3000])], { bytes: 90e6, seconds: 3 }],
  [
    "two at once count their time once",
    [step("base", false, 30e6, [0, 2000]), step("instruction", true, 30e6, [1000, 4000])],
    { bytes: 60e6, seconds: 4 },
  ],
  ["what a step itself downloads", [step("instruction", false, 90e6, [0, 3000])], undefined],
  ["a context", [step("transfer", false, 90e6, [0, 3000])], undefined],
  ["too little to tell", [step("base", false, 19e6, [0, 3000])], undefined],
  ["an old record", [{ ...step("base", false, 90e6), intervals: [] }], undefined],
])("pulls are measured: %s", (_, steps, pulls) => {
  expect(measurePulls(steps)).toEqual(pulls);
});

test("seconds are told only where a pull is known", () => {
  const read = { read: 20e6, whole: 620e6 };
  expect(describeSaved(read, undefined)).toEqual({ readBytes: 20e6, plainBytes: 620e6 });
  expect(describeSaved(read, { bytes: 100e6, seconds: 2 })).toMatchObject({ savedSeconds: 12 });
});

test("a record keeps both, and odd ones are left out", () => {
  const record = (more: object) => parseRecord({ version: 1, components: [], ...more });
  const onDemand = { readBytes: 1, plainBytes: 2, savedSeconds: 3 };
  const pulls = { bytes: 90e6, seconds: 3 };
  const known = record({ onDemand, pulls });
  expect(known).toMatchObject({ onDemand, pulls });
  expect(findPulls({ last: undefined, baseline: known })).toEqual(pulls);
  // Of an earlier version: its steps tell.
  const steps = [step("instruction", true, 90e6, [0, 3000])];
  expect(findPulls({ last: record({ steps }), baseline: undefined })).toEqual(pulls);
  const odd = record({ onDemand: { readBytes: 3, plainBytes: 2 }, pulls: { bytes: "1", seconds: 0 } });
  expect(odd).not.toHaveProperty("onDemand");
  expect(odd).not.toHaveProperty("pulls");
  expect(record({ onDemand: { readBytes: 1, plainBytes: 2, savedSeconds: null } })?.onDemand).toEqual({
    readBytes: 1,
    plainBytes: 2,
  });
});
