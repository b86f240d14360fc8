import { describe, expect, test } from "vitest";
import { refuseBrokenDockerfiles } from "../../../src/analyze-images.ts";
import { buildGraph } from "../../../src/images/graph.ts";
import type { ImageName } from "../../../src/model.ts";
import { analyses, images, registry } from "./specs.ts";

const plain = "  base: { context: base }\n  api: { context: api }\n";

/** Throws as the plan does; `api` has this Dockerfile. */
function plan(dockerfile: string, yaml = plain, wanted = ["base", "api"]): void {
  const specs = images(yaml);
  const texts = specs.map((spec) => ({ kind: "text" as const, spec, text: "" }));
  const analysed = analyses(specs, { api: dockerfile });
  const { graph } = buildGraph(specs, analysed, registry);
  refuseBrokenDockerfiles(wanted as ImageName[], texts, analysed, graph);
}

describe("a stage with the name of a base of this run", () => {
  test.each<[string, string, number]>([
    ["of its own base", "FROM base AS base\nCOPY g /g\nFROM base AS prod\nCOPY g /prod\n", 1],
    ["with latest", "FROM base:latest AS base\nCOPY g /g\n", 1],
    ["in other letters", "FROM base AS Base\nCOPY g /g\n", 1],
    ["of another base", "FROM base AS one\nFROM alpine AS base\nFROM one\nCOPY --from=base /x /x\n", 2],
    ["of a mount's", "FROM scratch AS a\nRUN --mount=from=base:latest ls\nFROM a AS base\nRUN ls\n", 3],
    ["at a platform of its own", "FROM --platform=linux/arm64 base AS base\n", 1],
  ])("%s is refused", (_, dockerfile, line) => {
    expect(() => plan(dockerfile)).toThrow(
      new RegExp(`^api/Dockerfile:${line}: the stage "base" has the name of the image "base(:latest)?" of`),
    );
  });

  test.each<[string, string, string?]>([
    ["has nothing of its own", "FROM base AS base\nFROM base AS prod\nCOPY g /prod\n"],
    ["is not built", "FROM base AS one\nFROM alpine AS base\nRUN ls\nFROM one\n"],
    ["is told apart by a tag", "FROM base:1 AS base\nCOPY g /g\n"],
    ["is no base of this run", "FROM other AS other\nCOPY g /g\n"],
    [
      "stands for a context that the user gave",
      "FROM base AS base\nCOPY g /g\n",
      '  base: { context: base }\n  api: { context: api, contexts: { base: "image:base" } }\n',
    ],
  ])("is fine where it %s", (_, dockerfile, yaml = plain) => {
    expect(() => plan(dockerfile, yaml)).not.toThrow();
  });

  test("matters only in an image that is wanted", () => {
    expect(() => plan("FROM base AS base\nCOPY g /g\n", plain, ["base"])).not.toThrow();
  });
});
