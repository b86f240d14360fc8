// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
import { describe, expect, test } from "vitest";
import { contextKey } from "../../../src/dockerfile/context-name.ts";
import { analyzeText, readsOf } from "./analyze-text.ts";

describe("names", () => {
  test("the target by name in any case, by index, or the last stage", () => {
    const text = "FROM scratch AS one\nCOPY a /\nFROM scratch AS two\nCOPY b /\n";
    expect(readsOf(text, { target: "ONE" })).toEqual(["a"]);
    expect(readsOf(text, { target: "0" })).toEqual(["a"]);
    expect(readsOf(text)).toEqual(["b"]);
    expect(analyzeText(text, { target: "three" }).problems).toHaveLength(1);
  });

  test("COPY --from takes a stage by name or index; a mount by name only", () => {
    const text =
      "FROM scratch AS a\nCOPY a /\nFROM scratch\nCOPY b /\nFROM scratch\nCOPY --from=A x /\nRUN --mount=from=1 true\n";
    const analysis = analyzeText(text);
    expect(analysis.stages.map(({ reachable }) => reachable)).toEqual([true, false, true]);
    expect(analysis.references.map(({ reference, instruction }) => [reference, instruction])).toEqual([
      ["1", "RUN"],
    ]);
    expect(readsOf(text.replace("--mount=from=1", "--mount=type=tmpfs,target=/t"))).toEqual(["a"]);
    expect(readsOf(text.replace("--from=A", "--from=1"))).toEqual(["b"]);
  });

  test("a stage comes before a context, a context before an image", () => {
    const text =
      "FROM base\nCOPY --from=models:latest /weights /\nRUN --mount=from=tools,source=bin,target=/t true\n";
    const analysis = analyzeText(text, { contexts: ["base", "models", "other"] });
    expect(analysis.namedContexts).toEqual(["base", "models"]);
    expect(analysis.reads.map(({ context, source }) => [context, source])).toEqual([
      ["base", ""],
      ["models", "weights"],
    ]);
    expect(analysis.references.map(({ reference }) => reference)).toEqual(["tools"]);
    expect(readsOf(`FROM scratch AS base\nCOPY a /\n${text}`, { contexts: ["models"] })).toEqual([
      "a",
      "models:weights",
    ]);
  });

  test("a context of a stage's name takes the stage's place", () => {
    const text = "FROM scratch AS build\nCOPY a /\nFROM scratch\nCOPY --from=build /out /\n";
    expect(readsOf(text, { contexts: ["build"] })).toEqual(["build:out"]);
  });

  test.each([
    ["docker.io/library/base:latest", "base"],
    ["index.docker.io/library/base", "base"],
    ["team/base", "team/base"],
    ["localhost/base:1", "localhost/base:1"],
    ["r.io:5000/base:latest", "r.io:5000/base"],
  ])("context %s is known as %s", (name, key) => expect(contextKey(name)).toBe(key));

  test("scratch is no image, unless a stage has that name", () => {
    expect(analyzeText("FROM scratch\n").references).toEqual([]);
    expect(readsOf("FROM alpine AS scratch\nCOPY a /\nFROM scratch\n")).toEqual(["a"]);
  });
});

describe("variables", () => {
  test("a global ARG is seen by FROM, and by a stage that declares it again", () => {
    const text = "ARG D=src\nARG V=1\nFROM img:$V\nCOPY $D /a\nARG D\nCOPY $D /b\n";
    const baseEnvironment = new Map([["img:1", new Map<string, string>()]]);
    expect(readsOf(text, { baseEnvironment })).toEqual([".", "src"]);
    expect(analyzeText(text).references[0]?.reference).toBe("img:1");
  });

  test("ARG and ENV of a stage are inherited, ENV over ARG", () => {
    const text = "FROM scratch AS a\nENV X=env\nARG X=arg Y=y\nCOPY $X /\nFROM a\nCOPY $X $Y /\n";
    expect(readsOf(text)).toEqual(["arg", "env", "y"]);
  });

  test("platform ARGs differ by platform; reads are the union", () => {
    const text =
      "FROM scratch AS build-amd64\nCOPY x86 /\nFROM scratch AS build-arm64\nCOPY arm /\nFROM build-$TARGETARCH\nARG TARGETPLATFORM\nCOPY $TARGETPLATFORM /\n";
    expect(readsOf(text, { platforms: ["linux/amd64", "linux/arm64/v8"] })).toEqual([
      "x86",
      "linux/amd64",
      "arm",
      "linux/arm64",
    ]);
  });

  test("--platform is told as build, target or by name", () => {
    const text =
      "FROM --platform=$BUILDPLATFORM a AS a\nFROM --platform=${TARGETPLATFORM} b AS b\nFROM --platform=linux/arm64 c AS c\nFROM d\nCOPY --from=a x /\nCOPY --from=b x /\nCOPY --from=c x /\n";
    const { references } = analyzeText(text, { platforms: ["linux/amd64", "linux/arm64"] });
    expect(references.map(({ reference, platform }) => [reference, platform])).toEqual([
      ["a", "build"],
      ["b", ""],
      ["c", "linux/arm64"],
      ["d", ""],
    ]);
    expect(references[0]?.targetPlatforms).toEqual(["linux/amd64", "linux/arm64"]);
  });

  test("a build arg wins over a default", () => {
    expect(readsOf("FROM scratch\nARG D=a\nCOPY $D /\n", { args: { D: "b", E: "c" } })).toEqual(["b"]);
  });
});

test("all problems at once, each with its line", () => {
  const text =
    "RUN early\nFROM a b\nFRO c\nCOPY one\nCOPY --form=x a b\nRUN --mount=from=$X true\nFROM $NOTHING\n";
  expect(analyzeText(text).problems.map(({ line }) => line)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test("stages that need each other are a problem, not a hang", () => {
  const text = "FROM scratch AS a\nCOPY --from=b x /\nFROM scratch AS b\nCOPY --from=a x /\n";
  expect(analyzeText(text).problems.map(({ message }) => message)).toEqual([
    expect.stringContaining("circular dependency"),
    expect.stringContaining("needs to be defined before"),
  ]);
});
