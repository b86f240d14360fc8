import { describe, expect, test } from "vitest";
import { cutAfterMounts } from "../../../src/cache/cut-after-mounts.ts";
import { chooseMounts } from "../../../src/cache/kept-mount.ts";
import { findTools, saveDockerfile } from "../../../src/cache/mount-dockerfile.ts";
import { parseStates } from "../../../src/cache/mount-script.ts";
import type { CacheMount } from "../../../src/dockerfile/analysis.ts";

const mount = (given: Partial<CacheMount>): CacheMount => ({
  id: "/pip",
  target: "/pip",
  sharing: "shared",
  uid: undefined,
  gid: undefined,
  mode: undefined,
  from: undefined,
  source: undefined,
  line: 3,
  ...given,
});

describe("which mounts are kept", () => {
  test("what BuildKit tells apart is told apart, and locked anywhere is locked", () => {
    const { mounts } = chooseMounts([
      mount({}),
      mount({ sharing: "locked", line: 5 }),
      mount({ uid: 0 }),
      mount({ mode: 0o700 }),
      mount({ id: "other" }),
    ]);
    expect(new Set(mounts.map(({ key }) => key)).size).toBe(4);
    expect(mounts[0]?.sharing).toBe("locked");
  });

  test.each([
    [mount({ from: "seed" }), /line 3: .*begins with from=seed/],
    [mount({ id: 'a"b' }), /line 3: .*not kept because of its name/],
    [mount({ id: "a,b" }), /not kept because of its name/],
    [mount({ id: "a$b" }), /not kept because of its name/],
  ])("%o is left out", (one, said) => {
    const { mounts, notices } = chooseMounts([one]);
    expect(mounts).toEqual([]);
    expect(notices.join()).toMatch(said);
  });
});

describe("whose shell", () => {
  test("the stage's own, with the FROM lines before it and none of their instructions", () => {
    const text =
      "# syntax=docker/dockerfile:1\nARG V=3\nFROM --platform=$BUILDPLATFORM python:$V AS base\nRUN x\nFROM base\nUSER 1000\nRUN --mount=type=cache,target=/pip pip\nFROM scratch\n";
    expect(findTools(text, [7])).toBe(
      "ARG V=3\nFROM --platform=$BUILDPLATFORM python:$V AS base\nFROM base AS ml-image-build-stage-1\nFROM ml-image-build-stage-1 AS ml-image-build-tools\nUSER 0\n",
    );
  });

  test.each([
    ["made from nothing", "FROM scratch\nRUN --mount=type=cache,target=/pip x\n", [2], undefined],
    [
      "made from nothing by way of a stage",
      "FROM scratch AS a\nFROM a\nRUN --mount=type=cache,target=/pip x\n",
      [3],
      undefined,
    ],
    ["another stage's", "FROM scratch\nRUN x\nFROM debian AS d\nRUN y\n", [2, 4], "FROM d AS"],
  ])("%s", (_, text, lines, expected) => {
    const tools = findTools(text, lines);
    if (expected === undefined) expect(tools).toBeUndefined();
    else expect(tools).toContain(expected);
  });
});

test("owner and mode are repeated to the letter, and a save is alone with the mount", () => {
  const { mounts } = chooseMounts([
    mount({ uid: 1000, mode: 0o700 }),
    mount({ id: "p", sharing: "private" }),
  ]);
  const text = saveDockerfile("FROM x AS tools\n", mounts, "n", 5);
  expect(text).toContain(
    "--mount=type=cache,id=/pip,target=/ml-image-build/mount,sharing=locked,uid=1000,mode=0700 ",
  );
  expect(text).toContain("--mount=type=cache,id=p,target=/ml-image-build/mount,sharing=private ");
});

test("steps end with the last mount of each stage, and later stages are not read", () => {
  const text =
    "FROM a AS one\nCOPY lock /\nRUN --mount=type=cache,target=/c \\\n  x\nCOPY code /\nFROM b\nCOPY --from=one / /\n";
  expect(cutAfterMounts(text, [3])).toBe(
    "FROM a AS one\nCOPY lock /\nRUN --mount=type=cache,target=/c \\\n  x\nFROM b\nCOPY --from=one / /\n\nFROM scratch AS ml-image-build-mount-steps\nCOPY --from=one /ml-image-build /\n",
  );
  expect(cutAfterMounts(text, [])).toBeUndefined();
});

test("what the scripts print is read, and nothing else", () => {
  const key = "0123456789abcdef";
  const states = parseStates(
    `ml-image-build-mount ${key} 12 abc 3:40\nx ml-image-build-mount ${key.replace("0", "f")} 1 a 0:0\n`,
  );
  expect([...states.values()]).toEqual([
    { key, kilobytes: 12, sum: "abc", evicted: { files: 3, kilobytes: 40 }, change: undefined },
  ]);
});
