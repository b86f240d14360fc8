import { describe, expect, test } from "vitest";
import { refuseBeyondLimit } from "../../../src/cache/gha-limits.ts";
import type { ImageName } from "../../../src/model.ts";

const size = (name: string, gigabytes: number | undefined) => ({
  name: name as ImageName,
  bytes: gigabytes === undefined ? undefined : gigabytes * 1e9,
  from: "its last build",
});

describe("images beyond the limits of GitHub's cache", () => {
  test.each([
    ["one that fits", [size("a", 9.9)], []],
    ["one that does not", [size("a", 10.1)], ["a"]],
    ["two that do not fit together", [size("a", 6), size("b", 5), size("c", 3)], ["b"]],
    ["unknown sizes", [size("a", undefined), size("b", 9)], []],
  ])("%s", (_, sizes, refused) => {
    expect([...refuseBeyondLimit(sizes, 10).keys()]).toEqual(refused);
  });

  test("the reason has the sizes, where they are from, and what to do", () => {
    const refused = refuseBeyondLimit([size("a", 6), size("b", 5)], 10);
    expect(refused.get("b" as ImageName)).toBe(
      "it has 5.0 GB (its last build), a 6.0 GB, and GitHub's cache has 10 GB for the whole repository (input github-cache-gb); cache: registry has no such limit",
    );
  });
});
