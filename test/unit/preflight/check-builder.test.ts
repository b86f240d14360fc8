import { expect, test } from "vitest";
import type { BuilderChoice } from "../../../src/build/builder.ts";
import { analyzeDockerfile } from "../../../src/dockerfile/analyze.ts";
import type { ImageName, PlannedImage, Platform } from "../../../src/model.ts";
import { findBuilderProblems } from "../../../src/preflight/check-builder.ts";

const name = "app" as ImageName;
const image = { spec: { name, platforms: ["linux/amd64", "linux/arm64"] } } as unknown as PlannedImage;
const use = (driver: string): BuilderChoice => ({ kind: "use", name: "b", driver, because: "" });
const find = (
  text: string,
  choice: BuilderChoice,
  platforms: readonly string[],
  rest: Partial<Parameters<typeof findBuilderProblems>[2]> = {},
): readonly string[] => {
  const builders = [
    { name: "b", driver: "docker-container", isCurrent: true, network: undefined, platforms },
  ];
  const analyses = new Map([
    [name, analyzeDockerfile(text, { args: new Map(), platforms: [], contexts: new Set() })],
  ]);
  const wishes = {
    choice,
    builders,
    engineStore: undefined,
    cache: "registry",
    parts: new Map(),
    ...rest,
  } as const;
  return findBuilderProblems([image], analyses, wishes).map(({ level, message }) => `${level} ${message}`);
};
const runs = "FROM x\nRUN true\n";

test("a platform that the builder cannot run is a warning", () => {
  expect(find(runs, use("docker-container"), ["linux/amd64", "linux/386"])).toEqual([
    expect.stringMatching(
      /^warning app: expected a builder for linux\/arm64, found that b runs linux\/amd64, /,
    ),
  ]);
  expect(find(runs, use("docker-container"), ["linux/amd64*", "linux/arm64"])).toEqual([]);
});

test.each([
  ["not started: nobody knows", runs, []],
  ["only files are copied", "FROM x\nCOPY a /\n", ["linux/amd64"]],
  [
    "what runs, runs on the builder's own platform",
    "FROM --platform=$BUILDPLATFORM x AS a\nRUN a\nFROM a AS b\nRUN b\nFROM x\nCOPY --from=b /x /x\n",
    ["linux/amd64"],
  ],
])("%s: no warning", (_, text, platforms) => {
  expect(find(text, use("docker-container"), platforms)).toEqual([]);
});

test.each([
  "FROM --platform=$BUILDPLATFORM x AS a\nRUN a\nFROM x\nCOPY --from=a /x /x\nRUN b\n",
  "FROM --platform=$TARGETPLATFORM x\nRUN a\n",
])("a step on the target's platform after one on the builder's", (text) => {
  expect(find(text, use("docker-container"), ["linux/amd64"])).toHaveLength(1);
});

test("a leg builds its own platform only", () => {
  const parts = new Map([[name, "linux/amd64" as Platform]]);
  expect(find(runs, use("docker-container"), ["linux/amd64"], { parts })).toEqual([]);
});

test("an engine's own builder that exports no caches is refused where one is to be written", () => {
  const engine = { engineStore: "graph-driver" } as const;
  expect(find(runs, use("docker"), [], engine)).toEqual([
    expect.stringMatching(/^error .*containerd image store/),
  ]);
  expect(find(runs, use("docker"), [], { ...engine, cache: "none" })).toEqual([]);
  expect(find(runs, use("docker"), [], { engineStore: "containerd" })).toEqual([]);
});

test("an impossible choice is one problem", () => {
  expect(find(runs, { kind: "impossible", because: "no engine" }, [])).toEqual(["error no engine"]);
});
