import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildGraph, selectImages } from "../../../src/images/graph.ts";
import type { RegistryTarget } from "../../../src/model.ts";
import { analyses, images, registry } from "./specs.ts";

const two = images(
  "  ml-base: { context: base, repositories: [ml-base, shared/base] }\n  app: { context: app }\n",
);

/** The context names by which `app` is built from `ml-base`. */
function edgesOf(dockerfile: string, target: RegistryTarget | undefined = registry): readonly string[] {
  const { graph } = buildGraph(two, analyses(two, { app: dockerfile }), target);
  return [...graph.parents].flatMap(([name, edges]) =>
    edges.map((edge) => (name === "app" && edge.parent === "ml-base" ? edge.contextName : "another edge")),
  );
}

describe("a reference to an image of this run", () => {
  it.each<[string, string, string]>([
    ["by its name", "FROM ml-base", "ml-base"],
    ["by its name and latest", "FROM ml-base:latest", "ml-base:latest"],
    ["by its name and any tag", "FROM ml-base:1.2", "ml-base:1.2"],
    ["by a repository", "FROM shared/base:3", "shared/base:3"],
    ["in a COPY", "FROM scratch\nCOPY --from=ml-base:1 /x /x", "ml-base:1"],
    ["in a mount", "FROM alpine\nRUN --mount=from=ml-base,target=/x ls", "ml-base"],
    ["at the registry", "FROM localhost:5000/team/ml-base:1", "localhost:5000/team/ml-base:1"],
    [
      "at the registry, by a repository",
      "FROM localhost:5000/team/shared/base",
      "localhost:5000/team/shared/base",
    ],
    ["behind a variable", "ARG REGISTRY=docker.io/org\nFROM $REGISTRY/ml-base:1", "docker.io/org/ml-base:1"],
    [
      "behind a variable with a default",
      `ARG REGISTRY\nFROM ${braces("REGISTRY:-ghcr.io/org")}/ml-base`,
      "ghcr.io/org/ml-base",
    ],
    [
      "behind a variable and folders",
      `ARG ECR=1.dkr.ecr.eu-west-1.amazonaws.com\nFROM ${braces("ECR")}/prod/ml-base:1`,
      "1.dkr.ecr.eu-west-1.amazonaws.com/prod/ml-base:1",
    ],
    [
      "behind a variable, with the registry's prefix",
      "ARG HOST=localhost:5000\nFROM $HOST/team/ml-base:1",
      "localhost:5000/team/ml-base:1",
    ],
    ["as the whole of a variable", `ARG BASE=ml-base:1.0-cuda\nFROM ${braces("BASE")}`, "ml-base:1.0-cuda"],
  ])("%s makes it a parent", (_, dockerfile, contextName) => {
    expect(edgesOf(dockerfile)).toEqual([contextName]);
  });

  it.each<[string, string]>([
    ["another image", "FROM python:3.11"],
    ["another host", "FROM ghcr.io/org/ml-base:1"],
    ["another prefix at the registry", "FROM localhost:5000/other/ml-base:1"],
    ["a folder that no image has", "FROM org/ml-base"],
    ["a digest, which is no build of this run", `FROM ml-base@sha256:${"0".repeat(64)}`],
    ["an official image behind a mirror", "ARG MIRROR=mirror.example\nFROM $MIRROR/library/ml-base"],
    ["one behind a mirror's folder", "ARG MIRROR=public.ecr.aws/docker/library\nFROM $MIRROR/ml-base"],
    ["an image of NVIDIA's", "ARG NGC=nvcr.io/nvidia\nFROM $NGC/ml-base:24.01-py3"],
    ["a folder of the same name", "ARG HUB=docker.io\nFROM $HUB/ml-base/ml-base:1"],
    ["a variable for a whole image elsewhere", "ARG BASE=ghcr.io/org/ml-base:1\nFROM $BASE"],
    ["the end of another name", "ARG REGISTRY=x.io\nFROM $REGISTRY/my-ml-base"],
    ["a stage of that name", "FROM scratch AS ml-base\nFROM ml-base"],
    ["a stage that nobody needs", "FROM ml-base AS unused\nFROM scratch"],
  ])("%s is none", (_, dockerfile) => {
    expect(edgesOf(dockerfile)).toEqual([]);
  });

  it("is never the image itself", () => {
    const { graph, notices } = buildGraph(
      two,
      analyses(two, { "ml-base": ["ml-base:1", "localhost:5000/team/ml-base:latest"] }),
      registry,
    );
    expect(Object.fromEntries(graph.parents)).toEqual({ "ml-base": [], app: [] });
    expect(notices).toEqual([]);
  });

  it("is not meant where the image is itself built FROM that name", () => {
    const specs = images("  redis: { context: redis }\n  app: { context: . }\n  web: { context: web }\n");
    const { graph, notices } = buildGraph(
      specs,
      analyses(specs, { redis: ["redis:7"], app: ["redis:7", "redis"], web: ["localhost:5000/team/redis"] }),
      registry,
    );
    expect(Object.fromEntries(graph.parents)).toEqual({
      redis: [],
      app: [],
      web: [{ parent: "redis", contextName: "localhost:5000/team/redis" }],
    });
    expect(notices).toEqual([
      'Dockerfile:1: FROM redis:7: taken for an image outside this run, because the image "redis" is itself built FROM that name; to mean "redis", name it in this image\'s contexts as image:redis',
      'Dockerfile:2: COPY from=redis: taken for an image outside this run, because the image "redis" is itself built FROM that name; to mean "redis", name it in this image\'s contexts as image:redis',
    ]);
  });

  it("is told apart from its variants by the tag", () => {
    const specs = images(
      "  cpu: { context: cpu, repositories: [base], tags: [cpu, latest] }\n" +
        "  gpu: { context: gpu, repositories: [base], tags: [gpu] }\n" +
        "  a: { context: a }\n  b: { context: b }\n  c: { context: c }\n",
    );
    const { graph, notices } = buildGraph(
      specs,
      analyses(specs, { a: ["base:gpu"], b: ["base"], c: ["base:other"] }),
      registry,
    );
    const parentOf = (name: string) =>
      [...graph.parents].find(([one]) => one === name)?.[1].map((edge) => edge.parent);
    expect([parentOf("a"), parentOf("b"), parentOf("c")]).toEqual([["gpu"], ["cpu"], []]);
    expect(notices).toEqual([
      "c/Dockerfile:1: FROM base:other: the images cpu, gpu go to this repository, but none has this tag; it is taken for an image outside this run",
    ]);
  });
});

it("finds a parent that is only visible in a build arg, by another image's tag", () => {
  const specs = images(
    "  cpu: { context: ., target: cpu, repositories: [runpod/base], tags: [1.0.7-cpu] }\n" +
      "  cuda: { context: ., target: cuda, repositories: [runpod/base], tags: [1.0.7-cuda1281-ubuntu2204] }\n" +
      "  pytorch: { context: p, args: { BASE_IMAGE: runpod/base:1.0.7-cuda1281-ubuntu2204 } }\n",
  );
  const { graph } = buildGraph(
    specs,
    analyses(specs, { pytorch: "ARG BASE_IMAGE\nFROM $BASE_IMAGE" }),
    undefined,
  );
  expect(Object.fromEntries(graph.parents)).toEqual({
    cpu: [],
    cuda: [],
    pytorch: [{ parent: "cuda", contextName: "runpod/base:1.0.7-cuda1281-ubuntu2204" }],
  });
});

describe("a prefix variable that is empty", () => {
  const dockerfile = `ARG REGISTRY\nFROM ${braces("REGISTRY")}/ml-base:1`;
  it.each<[string, RegistryTarget | undefined, string]>([
    ["the registry and its prefix", registry, "localhost:5000/team"],
    ["the registry alone", { ...registry, prefix: "" }, "localhost:5000"],
    ["a host that nobody has", undefined, "ml-image-build.local"],
  ])("is set to %s", (_, target, value) => {
    const { graph, argsToSet } = buildGraph(two, analyses(two, { app: dockerfile }), target);
    expect([...argsToSet].map(([name, args]) => [name, ...args])).toEqual([["app", ["REGISTRY", value]]]);
    expect([...graph.parents.values()].flat()).toEqual([
      { parent: "ml-base", contextName: `${value}/ml-base:1` },
    ]);
  });

  it("is left alone where the reference is legal without it", () => {
    const { argsToSet, graph } = buildGraph(
      two,
      analyses(two, { app: `ARG PREFIX\nFROM ${braces("PREFIX")}ml-base` }),
      registry,
    );
    expect(argsToSet.size).toBe(0);
    expect([...graph.parents.values()].flat()).toEqual([{ parent: "ml-base", contextName: "ml-base" }]);
  });
});

describe("contexts", () => {
  const specs = images(
    '  ml-base: { context: base }\n  app: { context: app, contexts: { base: "image:ml-base" } }\n',
  );

  it("make a parent where the Dockerfile uses them", () => {
    const { graph } = buildGraph(specs, analyses(specs, { app: ["base"] }), registry);
    expect([...graph.parents.values()]).toEqual([[], [{ parent: "ml-base", contextName: "base" }]]);
  });

  it("make none where it does not", () => {
    const unused = analyses(specs, { app: ["alpine"] });
    expect([...buildGraph(specs, unused, registry).graph.parents.values()]).toEqual([[], []]);
  });

  it("make a parent where the Dockerfile cannot be read for certain", () => {
    const unknown = analyses(specs, { app: "# syntax=example.com/other\nFROM alpine" });
    expect([...buildGraph(specs, unknown, registry).graph.parents.values()].flat()).toHaveLength(1);
    expect([...buildGraph(specs, new Map(), registry).graph.parents.values()].flat()).toHaveLength(1);
  });
});

describe("the order", () => {
  const chain = images(["d", "a", "c", "b", "e"].map((name) => `  ${name}: { context: ${name} }\n`).join(""));
  const references = { d: ["c"], c: ["b"], a: ["b"] };

  it("has parents before children, otherwise as defined", () => {
    const { graph } = buildGraph(chain, analyses(chain, references), registry);
    expect(graph.order).toEqual(["b", "c", "d", "a", "e"]);
  });

  it("selects wanted images with their ancestors", () => {
    const { graph } = buildGraph(chain, analyses(chain, references), registry);
    expect(selectImages(graph, [])).toEqual(graph.order);
    expect(selectImages(graph, ["a"])).toEqual(["b", "a"]);
    expect(selectImages(graph, ["e", "c"])).toEqual(["b", "c", "e"]);
  });

  it.each<[string, Readonly<Record<string, readonly string[]>>, string]>([
    [
      "two images",
      { a: ["b"], b: ["a:1"] },
      "images are built from each other: a → b → a\n  a/Dockerfile:1: FROM b\n  b/Dockerfile:1: FROM a:1",
    ],
    [
      "a cycle behind an image",
      { d: ["c"], c: ["b"], b: ["e"], e: ["c"] },
      "images are built from each other: c → b → e → c\n  c/Dockerfile:1: FROM b\n  b/Dockerfile:1: FROM e\n  e/Dockerfile:1: FROM c",
    ],
  ])("refuses %s", (_, from, message) => {
    expect(() => buildGraph(chain, analyses(chain, from), registry)).toThrow(message);
  });

  it("holds for any graph without cycles", () => {
    const names = Array.from({ length: 8 }, (__, index) => `i${index}`);
    const specs = images(names.map((name) => `  ${name}: { context: ${name} }\n`).join(""));
    const edge = fc.tuple(fc.nat(7), fc.nat(7)).filter(([child, parent]) => child > parent);
    const shuffled = fc.shuffledSubarray([...specs], { minLength: 8 });
    fc.assert(
      fc.property(fc.array(edge), shuffled, (edges, order) => {
        const from: Record<string, string[]> = {};
        for (const [child, parent] of edges) from[`i${child}`] = [...(from[`i${child}`] ?? []), `i${parent}`];
        const { graph } = buildGraph(order, analyses(order, from), undefined);
        expect(new Set(graph.order).size).toBe(8);
        const place = new Map<string, number>(graph.order.map((name, index) => [name, index]));
        return edges.every(
          ([child, parent]) => (place.get(`i${parent}`) ?? 8) < (place.get(`i${child}`) ?? -1),
        );
      }),
    );
  });
});

/** A variable as Dockerfiles have it, which linters take for a forgotten template. */
function braces(variable: string): string {
  return `$\{${variable}}`;
}
