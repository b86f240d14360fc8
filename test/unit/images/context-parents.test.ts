import { describe, expect, it } from "vitest";
import { buildGraph } from "../../../src/images/graph.ts";
import { analyses, images, registry } from "./specs.ts";

describe("docker-image:// contexts", () => {
  /** The parents of `app`, whose context `tool` is this image. */
  function read(reference: string, app: string, others = "  ml-base: { context: base }\n") {
    const specs = images(
      `${others}  app: { context: app, contexts: { tool: "docker-image://${reference}" } }\n`,
    );
    const { graph, notices } = buildGraph(specs, analyses(specs, { app }), registry);
    return { parents: [...graph.parents].flatMap(([name, edges]) => (name === "app" ? edges : [])), notices };
  }

  it.each([
    "localhost:5000/team/ml-base:latest",
    "localhost:5000/team/ml-base",
    "ml-base",
    "ml-base:1",
  ])("%s makes a parent", (reference) => {
    const edge = { parent: "ml-base", contextName: "tool" };
    expect(read(reference, "FROM tool").parents).toEqual([edge]);
    expect(read(reference, "FROM scratch\nCOPY --from=tool /x /x").parents).toEqual([edge]);
    expect(read(reference, "FROM alpine\nRUN --mount=from=tool,target=/x ls").parents).toEqual([edge]);
  });

  it.each([
    "ghcr.io/org/ml-base:1",
    "localhost:5000/other/ml-base",
    `ml-base@sha256:${"0".repeat(64)}`,
    "localhost:5000/team/app:latest",
  ])("%s makes none", (reference) => {
    expect(read(reference, "FROM tool")).toEqual({ parents: [], notices: [] });
  });

  it("make none where the Dockerfile does not use them", () => {
    expect(read("ml-base", "FROM alpine").parents).toEqual([]);
  });

  it("mean the upstream image by a name that everybody knows", () => {
    const { parents, notices } = read("redis:7", "FROM tool", "  redis: { context: redis }\n");
    expect(parents).toEqual([]);
    expect(notices).toEqual([
      expect.stringMatching(
        /^ml-images\.yml: images\.app: context tool: taken for an image outside this run/,
      ),
    ]);
  });

  it("name one place of a cycle", () => {
    const specs = images(
      '  a: { context: a, contexts: { x: "docker-image://b" } }\n  b: { context: b, contexts: { x: "docker-image://a" } }\n',
    );
    expect(() => buildGraph(specs, analyses(specs, { a: ["x"], b: ["x"] }), registry)).toThrow(
      "ml-images.yml: images.a: context x",
    );
  });
});
