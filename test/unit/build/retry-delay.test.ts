import { expect, test } from "vitest";
import { readRetryAfter, retryDelaySeconds } from "../../../src/build/retry-delay.ts";

test.each([
  [0, 0, undefined, 5],
  [1, 0, undefined, 15],
  [9, 1, undefined, 90],
  [0, 0, 42, 42],
  [0, 0, 1, 5],
  [0, 0, 9999, 300],
])("try %d, chance %d, asked %s: %d s", (tried, random, asked, seconds) => {
  expect(retryDelaySeconds(tried, random, asked)).toBe(seconds);
});

test.each([
  ["429 Too Many Requests - Retry-After: 30", 30],
  ["toomanyrequests: retry-after: 719.9ms, allowed: 44000/minute", 0.7199],
  ["slow down, retry after 2 minutes", 120],
  ["Retry after 5s", 5],
  ['{"retry-after":"12"}', 12],
  ["429 Too Many Requests", undefined],
  ["pip: will retry afterwards 3 times", undefined],
])("%s", (log, seconds) => {
  const found = readRetryAfter(log);
  expect(found === undefined ? undefined : Math.round(found * 10_000) / 10_000).toBe(seconds);
});
