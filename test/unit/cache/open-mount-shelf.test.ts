import { expect, it } from "vitest";
import { type CacheWish, chooseCache } from "../../../src/cache/choose-cache.ts";
import { whyNotKept } from "../../../src/cache/open-mount-shelf.ts";

const noRegistry = "they are kept in a registry, and the input registry is empty";

it.each<[CacheWish, string]>([
  ["auto", noRegistry],
  ["registry", noRegistry],
  ["gha", "this version keeps them in the registry only (cache-mounts: registry)"],
])("cache-mounts: %s without a registry: %s", (wish, because) => {
  const choice = chooseCache(wish, { hasRegistry: false, pushes: false, hasGithubCache: false });
  expect(whyNotKept(wish, choice)).toBe(because);
});
