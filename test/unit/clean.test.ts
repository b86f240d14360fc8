import { expect, test } from "vitest";
import { isCacheTagOf, isImageTagOf } from "../../src/clean/pull-request-tags.ts";

const hash = "0123456789abcdef0123";

test.each([
  [`pr7-src-${hash}`, true],
  [`pr7-fork-src-${hash}`, true],
  ["pr7-record-last", true],
  [`src-${hash}`, false],
  [`pr70-src-${hash}`, false],
  [`pr7-src-${hash}0`, false],
  [`xpr7-src-${hash}`, false],
  ["pr7-demo", false],
  ["pr7-src-latest", false],
  ["record-last", false],
])("the image tag %s is of pull request 7: %s", (tag, expected) => {
  expect(isImageTagOf(7, tag)).toBe(expected);
});

test.each([
  ["pr7-app-linux-amd64-01234567", true],
  ["pr7-app-linux-amd64-01234567-partial", true],
  ["pr7-fork-app-linux-arm64-v8-01234567-mounts", true],
  ["trusted-app-linux-amd64-01234567", false],
  ["branch-pr7-app-linux-amd64-01234567", false],
  ["pr77-app-linux-amd64-01234567", false],
  ["pr7-notes", false],
])("the cache tag %s is of pull request 7: %s", (tag, expected) => {
  expect(isCacheTagOf(7, tag)).toBe(expected);
});
