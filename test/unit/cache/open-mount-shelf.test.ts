import { expect, it } from "vitest";
import { type CacheChoice, type CacheWish, chooseMountCache } from "../../../src/cache/choose-cache.ts";
import { readCacheMode } from "../../../src/cache/open-mount-shelf.ts";

const noGithubCache = expect.stringMatching(
  /^GitHub's cache is not there: this step has no ACTIONS_RUNTIME_TOKEN/,
);
const none = (because: string, isWorthAWarning: boolean) => ({ kind: "none", because, isWorthAWarning });

it.each<[CacheWish, string, unknown]>([
  ["auto", "registry pushes github", { kind: "registry", canWrite: true }],
  ["auto", "registry github", { kind: "registry", canWrite: false }],
  ["auto", "github", { kind: "gha" }],
  ["auto", "", none("there is no registry, and this run has no GitHub cache", false)],
  ["registry", "registry pushes", { kind: "registry", canWrite: true }],
  ["registry", "github", none("cache-mounts: registry needs the input registry, which is empty", true)],
  ["gha", "registry pushes github", { kind: "gha" }],
  ["gha", "registry pushes", none(noGithubCache, true)],
  ["none", "registry pushes github", none("the input cache-mounts says so", false)],
])("cache-mounts: %s with %j", (wish, has, expected) => {
  const choice: CacheChoice = chooseMountCache(wish, {
    hasRegistry: has.includes("registry"),
    pushes: has.includes("pushes"),
    hasGithubCache: has.includes("github"),
  });
  expect(choice).toEqual(expected);
});

it.each([
  [undefined, true, true],
  ["", true, true],
  ["write", true, true],
  ["read", true, false],
  ["Write-Only", false, false],
  ["none", false, false],
  ["something new", true, true],
])("cache-mode %j", (mode, canRead, canWrite) => expect(readCacheMode(mode)).toEqual({ canRead, canWrite }));
