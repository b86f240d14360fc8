import { describe, expect, test } from "vitest";
import { canGrow, type MountChange, parseChanges } from "../../../src/cache/mount-changes.ts";
import type { MountState } from "../../../src/cache/mount-script.ts";

const key = "0123456789abcdef";
const image = { context: "docker-image://r/c@sha256:1", layers: 2, kilobytes: 90_000 };

function state(kilobytes: number, change: MountChange | undefined): ReadonlyMap<string, MountState> {
  return new Map([[key, { key, kilobytes, sum: "x", evicted: { files: 0, kilobytes: 0 }, change }]]);
}

test("what the scripts print of a change is read", () => {
  expect(parseChanges(`ml-image-build-change ${key} 7 2\nml-image-build-change short 1 1\n`)).toEqual(
    new Map([[key, { kilobytes: 7, gone: 2 }]]),
  );
});

describe("a saved image is built upon", () => {
  test.each([
    ["a little came", 110_000, { kilobytes: 10_000, gone: 0 }, image, true],
    ["half is new", 110_000, { kilobytes: 55_001, gone: 0 }, image, false],
    ["a name is gone", 110_000, { kilobytes: 10_000, gone: 1 }, image, false],
    ["nobody knows what came", 110_000, undefined, image, false],
    ["it is over the bound", 200_001, { kilobytes: 10_000, gone: 0 }, image, false],
    ["it has many layers", 110_000, { kilobytes: 10_000, gone: 0 }, { ...image, layers: 12 }, false],
    ["much in it is dead", 110_000, { kilobytes: 10_000, gone: 0 }, { ...image, kilobytes: 130_000 }, false],
  ] as const)("%s", (_, kilobytes, change, base, expected) => {
    expect(canGrow(base, [key], state(kilobytes, change), 200_000)).toBe(expected);
  });

  test("not for a mount that the image does not know", () => {
    expect(
      canGrow(image, [key, "f123456789abcdef"], state(110_000, { kilobytes: 1, gone: 0 }), 200_000),
    ).toBe(false);
  });
});
