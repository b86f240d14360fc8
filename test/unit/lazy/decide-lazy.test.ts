import { describe, expect, test } from "vitest";
import { decideLazy, type LazyFacts, looksLarge } from "../../../src/lazy/decide-lazy.ts";

const asked: LazyFacts = {
  wish: "true",
  isOwnWish: false,
  runtime: "container",
  lambdaChild: undefined,
  builderProblem: undefined,
  cache: "registry",
  layers: { lazy: 60, plain: 0 },
  state: { kind: "exact" },
  sizeBytes: undefined,
  isCacheOld: false,
  looksLarge: false,
  thresholdBytes: 200,
};
const differing = { kind: "differs", because: "/a has a name", at: "" } as const;
const auto: LazyFacts = { ...asked, wish: "auto", layers: undefined };

describe("what it comes to", () => {
  test.each<[string, LazyFacts, string]>([
    ["asked for, and the cache is eStargz", asked, "read"],
    ["edits run what the cache has not: it is kept now", { ...asked, isCacheOld: true }, "write"],
    ["asked for, nothing cached yet", { ...asked, layers: undefined }, "write"],
    ["asked for, a plain cache", { ...asked, layers: { lazy: 0, plain: 900 } }, "write"],
    [
      "asked for, mostly plain: a plain base lets all be pulled",
      { ...asked, layers: { lazy: 90, plain: 900 } },
      "write",
    ],
    ["asked for, and nobody has looked at the layers", { ...asked, state: { kind: "unseen" } }, "write"],
    ["asked for, and a layer would differ", { ...asked, state: differing }, "plain"],
    ["not wanted", { ...asked, wish: "false" }, "plain"],
    ["auto: never built, and nothing looks large", auto, "plain"],
    ["auto: never built, and installs packages", { ...auto, looksLarge: true }, "write"],
    [
      "auto: the record says small, whatever it looks like",
      { ...auto, sizeBytes: 199, looksLarge: true },
      "plain",
    ],
    ["auto: the record says large", { ...auto, sizeBytes: 200 }, "write"],
    [
      "auto: a small image of large stages",
      { ...auto, sizeBytes: 10, layers: { lazy: 0, plain: 300 } },
      "write",
    ],
    ["auto: a large cache in eStargz", { ...auto, layers: { lazy: 200, plain: 3 } }, "read"],
    ["auto: a large plain cache is pulled anyway", { ...auto, layers: { lazy: 3, plain: 200 } }, "write"],
    ["auto: a small cache in eStargz", { ...auto, sizeBytes: 190, layers: { lazy: 190, plain: 0 } }, "plain"],
    [
      "auto: large, of which little is cached",
      { ...auto, sizeBytes: 900, layers: { lazy: 100, plain: 0 } },
      "write",
    ],
    ["lambda, by the image's own key", { ...asked, isOwnWish: true, runtime: "lambda" }, "read"],
    ["a base of lambda images, by its own key", { ...asked, isOwnWish: true, lambdaChild: "f" }, "read"],
  ])("%s", (_, facts, kind) => {
    expect(decideLazy(facts).kind).toBe(kind);
  });
});

describe("why not", () => {
  test.each<[string, LazyFacts, RegExp | undefined]>([
    ["lambda", { ...asked, runtime: "lambda" }, /lambda is built plainly/],
    ["lambda's base", { ...asked, lambdaChild: "handler" }, /handler, which is built on it/],
    ["GitHub's cache", { ...asked, cache: "gha" }, /registry cache only/],
    ["no cache", { ...asked, cache: "none" }, /writes none/],
    ["a layer", { ...asked, state: differing }, /cached layer would differ: \/a has a name/],
    ["a layer, and it is small: silent", { ...auto, sizeBytes: 1, state: differing }, undefined],
    ["the builder", { ...asked, builderProblem: "no FUSE" }, /no FUSE/],
    ["auto and large: said", { ...auto, sizeBytes: 300, builderProblem: "no FUSE" }, /no FUSE/],
    ["auto and small: silent", { ...auto, sizeBytes: 100, builderProblem: "no FUSE" }, undefined],
    ["auto and unknown: silent", { ...auto, looksLarge: true, builderProblem: "no FUSE" }, undefined],
    ["not wanted: silent", { ...asked, wish: "false", builderProblem: "no FUSE" }, undefined],
  ])("%s", (_, facts, because) => {
    const mode = decideLazy(facts);
    expect(mode.kind).toBe("plain");
    const said = mode.kind === "plain" ? mode.because : "";
    if (because === undefined) expect(said).toBeUndefined();
    else expect(said).toMatch(because);
  });
});

test.each<[string, boolean]>([
  ["FROM python\nRUN pip install torch", true],
  ["FROM python\nRUN python -m pip \\\n  install --no-cache-dir -r requirements.txt", true],
  ["FROM python\nRUN uv sync --frozen", true],
  ["FROM debian\nRUN apt-get update && apt-get install -y ffmpeg", true],
  ["FROM debian\nADD x /\nRUN curl -L https://x.org/model.bin -o /model.bin", true],
  ["FROM scratch\nCOPY server /server", false],
  ["FROM busybox\nRUN mkdir /data\nCOPY . /app", false],
])("looksLarge %#", (text, expected) => {
  expect(looksLarge(text)).toBe(expected);
});
