import { describe, expect, test } from "vitest";
import type { Plan, Platform } from "../../../src/model.ts";
import { makeLegs } from "../../../src/plan/legs.ts";
import { chooseRunner, parseRunners } from "../../../src/plan/runners.ts";

interface Given {
  readonly on?: readonly string[];
  readonly action?: "build" | "reuse";
  readonly sameAs?: string;
  readonly platforms?: readonly string[];
}

/** As much of a plan as legs are made of. */
function planOf(images: Readonly<Record<string, Given>>): Plan {
  const entries = Object.entries(images).map(([name, { on = [], action = "build", sameAs, platforms }]) => [
    name,
    {
      spec: { platforms: platforms ?? ["linux/amd64"] },
      decision: sameAs === undefined ? { action } : { action: "share", with: sameAs },
      parents: on.map((parent) => ({ parent, contextName: parent })),
    },
  ]);
  return { images: new Map(entries as never), order: Object.keys(images) } as unknown as Plan;
}

const runnerOf = (platform: Platform): string => chooseRunner(new Map(), platform);
const legsOf = (images: Readonly<Record<string, Given>>, seconds: Record<string, number> = {}) =>
  makeLegs(planOf(images), { runnerOf, expected: new Map(Object.entries(seconds)) as never });

describe("legs", () => {
  test("images that are built on each other stay together, but not over a base that is reused", () => {
    const legs = legsOf({
      base: {},
      other: { action: "reuse" },
      a: { on: ["base"] },
      b: { on: ["other"] },
      c: { on: ["a", "other"] },
      d: { sameAs: "b" },
    });
    expect(legs.map(({ name, images }) => [name, images])).toEqual([
      ["base-linux-amd64", ["base", "a", "c"]],
      ["b-linux-amd64", ["b", "d"]],
    ]);
  });

  test("two groups become one where an image is built on both", () => {
    const legs = legsOf({ x: {}, y: {}, both: { on: ["x", "y"] } });
    expect(legs.map(({ images }) => images)).toEqual([["x", "y", "both"]]);
  });

  test("a leg for each platform, on its own runners, with the images that have it", () => {
    const two = ["linux/amd64", "linux/arm64"];
    const legs = legsOf({ base: { platforms: two }, child: { on: ["base"] } }, { base: 10, child: 5 });
    expect(legs).toEqual([
      {
        name: "base-linux-amd64",
        images: ["base", "child"],
        platform: "linux/amd64",
        runner: "ubuntu-24.04",
        expectedSeconds: 15,
      },
      {
        name: "base-linux-arm64",
        images: ["base"],
        platform: "linux/arm64",
        runner: "ubuntu-24.04-arm",
        expectedSeconds: 10,
      },
    ]);
  });

  test("nothing to build, no legs", () => expect(legsOf({ a: { action: "reuse" } })).toEqual([]));

  test.each([
    ["even times", () => 300],
    ["uneven times", (index: number) => 30 + ((index * 7919) % 1171)],
    ["unknown times", () => 0],
  ])("1,000 images of two platforms are at most 256 legs of about the same length: %s", (_, secondsOf) => {
    const names = Array.from({ length: 1000 }, (_unused, index) => `image-${index}`);
    const images = Object.fromEntries(
      names.map((name) => [name, { platforms: ["linux/amd64", "linux/arm64"] }]),
    );
    const legs = legsOf(images, Object.fromEntries(names.map((name, index) => [name, secondsOf(index)])));
    expect(legs.length).toBeLessThanOrEqual(256);
    expect(legs.length).toBeGreaterThan(200);
    const seconds = legs.map(({ expectedSeconds }) => expectedSeconds);
    expect(Math.max(...seconds) / Math.min(...seconds)).toBeLessThan(1.2);
    for (const platform of ["linux/amd64", "linux/arm64"]) {
      const built = legs
        .filter((leg) => leg.platform === platform)
        .flatMap((leg) => [...leg.images] as string[]);
      expect([...built].sort()).toEqual([...names].sort());
    }
    expect(new Set(legs.map(({ name }) => name)).size).toBe(legs.length);
  });
});

describe("runners", () => {
  test.each([
    ["", "linux/amd64", "ubuntu-24.04"],
    ["", "linux/arm64/v8", "ubuntu-24.04-arm"],
    ["linux/arm64=big-arm", "linux/arm64/v8", "big-arm"],
    ["linux/arm64=a\nlinux/arm64/v8=b", "linux/arm64/v8", "b"],
    ["linux/amd64=codebuild-ml-1-1, linux/arm64=x", "linux/amd64", "codebuild-ml-1-1"],
  ])("%j for %s: %s", (text, platform, label) => {
    expect(chooseRunner(parseRunners(text).runners, platform as Platform)).toBe(label);
  });

  test("what is no entry is told", () => {
    expect(parseRunners("arm64").problems).toEqual([
      'input runners: expected platform=label like "linux/arm64=ubuntu-24.04-arm", found "arm64"',
    ]);
  });
});
