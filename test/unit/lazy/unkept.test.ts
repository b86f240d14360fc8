import { expect, test } from "vitest";
import { addUnkept, forgetUnkept, isTooMuch, parseUnkept, type Unkept } from "../../../src/lazy/unkept.ts";

/** Seconds that builds ran one after the other; "plain": one that keeps what it runs. */
test.each<[readonly (number | "plain")[], Unkept | undefined, boolean]>([
  [["plain"], undefined, false],
  [[6], { seconds: 6, usual: 6 }, false],
  // The step behind the edited file runs each time, and would with any cache.
  [Array.from({ length: 50 }, () => 6), { seconds: 6, usual: 6 }, false],
  // A base has moved: 25 s run again in each edit.
  [[6, 31, 31], { seconds: 56, usual: 6 }, false],
  [[6, 31, 31, 31], { seconds: 81, usual: 6 }, true],
  [[6, 31, 31, 31, "plain"], { seconds: 0, usual: 6 }, false],
  [[6, 31, 31, 31, "plain", 7, 5], { seconds: 1, usual: 5 }, false],
  // It had moved before the first edit.
  [[31, 31], { seconds: 47, usual: 15 }, false],
  [[31, 31, 31], { seconds: 63, usual: 15 }, true],
])("after %j: %j", (builds, unkept, isLate) => {
  const after = builds.reduce<Unkept | undefined>(
    (before, ran) => (ran === "plain" ? forgetUnkept(before) : addUnkept(before, ran)),
    undefined,
  );
  expect(after).toEqual(unkept);
  expect(isTooMuch(after)).toBe(isLate);
});

test.each<[unknown, unknown]>([
  [{ unkept: { seconds: 3, usual: 1 } }, { unkept: { seconds: 3, usual: 1 } }],
  [{ unkept: { seconds: -3, usual: 1 } }, {}],
  [{ unkept: { seconds: "3", usual: 1 } }, {}],
  [{ unkept: 3 }, {}],
  [{}, {}],
])("of a record: %j", (json, parsed) => {
  expect(parseUnkept(json as Record<string, unknown>)).toEqual(parsed);
});
