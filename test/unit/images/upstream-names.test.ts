import { expect, it } from "vitest";
import { buildGraph } from "../../../src/images/graph.ts";
import { analyses, images, registry } from "./specs.ts";

const specs = images(
  "  python: { context: python }\n  node: { context: node, tags: [gpu] }\n" +
    "  a: { context: a }\n  b: { context: b }\n  c: { context: c }\n",
);

it("a name that everybody knows means the upstream image, but for the image's own tags and its name alone", () => {
  const dockerfiles = {
    a: ["python:3.11-slim", "node:20", "localhost:5000/team/python:3.11"],
    b: ["python", "node:gpu"],
    c: "ARG HUB=docker.io\nFROM $HUB/python:3.11",
  };
  const { graph, notices } = buildGraph(specs, analyses(specs, dockerfiles), registry);
  const parents = [...graph.parents].map(([name, edges]) => [name, edges.map((edge) => edge.contextName)]);
  expect(Object.fromEntries(parents)).toEqual({
    python: [],
    node: [],
    a: ["localhost:5000/team/python:3.11"],
    b: ["python", "node:gpu"],
    c: [],
  });
  const because = "because everybody knows another image by that name";
  expect(notices).toEqual([
    `a/Dockerfile:1: FROM python:3.11-slim: taken for an image outside this run, ${because}; to mean "python", name it in this image's contexts as image:python`,
    `a/Dockerfile:2: COPY from=node:20: taken for an image outside this run, ${because}; to mean "node", name it in this image's contexts as image:node`,
    `c/Dockerfile:2: FROM $HUB/python:3.11: taken for an image outside this run, ${because}; to mean "python", name it in this image's contexts as image:python`,
  ]);
});

it("where images are called after their folders, nobody chose the name", () => {
  const found = specs.map((spec) => ({ ...spec, definedAt: `${spec.name}/Dockerfile`, tags: [] }));
  const { graph } = buildGraph(found, analyses(found, { b: ["python", "node"] }), registry);
  expect([...graph.parents.values()].flat()).toEqual([]);
});
