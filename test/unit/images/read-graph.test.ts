import { describe, expect, test } from "vitest";
import { externalBases } from "../../../src/fingerprint/external-bases.ts";
import type { RegistryTarget } from "../../../src/model.ts";
import { readGraph } from "../../../src/read-graph.ts";
import type { BaseImages } from "../../../src/registry/bases.ts";
import type { World } from "../../../src/shell/world.ts";
import { images, registry } from "./specs.ts";

const world = { env: {}, platform: { arch: "x64" } } as World;

/** `app` beside `ml-base`: its parents, its external bases, what it reads, and which bases were asked for. */
async function read(target: RegistryTarget | undefined, dockerfiles: Readonly<Record<string, string>>) {
  const specs = images(
    "  ml-base: { context: base }\n  redis: { context: redis }\n  app: { context: app }\n",
  );
  const asked: string[] = [];
  const bases = {
    settings: (reference: string) => {
      asked.push(reference);
      return Promise.resolve({ kind: "unknown", reason: "nobody knows" });
    },
  } as unknown as BaseImages;
  const texts = specs.map((spec) => ({
    kind: "text" as const,
    spec,
    text: dockerfiles[spec.name] ?? "FROM scratch\n",
  }));
  const { graph, analyses, argsToSet } = await readGraph(world, texts, bases, target);
  const [spec] = specs.filter(({ name }) => name === "app");
  const analysis = spec && analyses.get(spec.name);
  if (spec === undefined || analysis === undefined) throw new Error("no app");
  const parents = graph.parents.get(spec.name) ?? [];
  return {
    parents: parents.map(({ parent, contextName }) => `${parent} ${contextName}`),
    external: [...externalBases(world, { spec, analysis, parents }).keys()],
    reads: analysis.reads.map(({ source }) => source),
    args: Object.fromEntries(argsToSet.get(spec.name) ?? []),
    asked,
  };
}

const app = "ARG REGISTRY\nFROM $REGISTRY/ml-base\nCOPY main.py /\n";
const places: readonly [string, RegistryTarget | undefined, string][] = [
  ["the registry", registry, "localhost:5000/team"],
  ["no registry", undefined, "ml-image-build.local"],
];

describe.each(places)("a base behind a variable that is empty, with %s", (_, target, prefix) => {
  test("is a parent, and no external base besides", async () => {
    expect(await read(target, { app })).toEqual({
      parents: [`ml-base ${prefix}/ml-base`],
      external: [],
      reads: ["main.py"],
      args: { REGISTRY: prefix },
      asked: [],
    });
  });

  test("brings its triggers", async () => {
    const found = await read(target, { app, "ml-base": "FROM scratch\nONBUILD COPY train.py /\n" });
    expect(found).toMatchObject({ reads: ["train.py", "main.py"], external: [], args: { REGISTRY: prefix } });
  });

  test("is a parent also under a name that everybody knows", async () => {
    const found = await read(target, { app: "ARG REGISTRY\nFROM $REGISTRY/redis:7\n" });
    expect(found).toMatchObject({ parents: [`redis ${prefix}/redis:7`], external: [], asked: [] });
  });

  test("what else stands behind the variable is looked for where the build will look", async () => {
    const dockerfile = `${app}FROM $REGISTRY/other AS other\nFROM $REGISTRY/ml-base\nCOPY --from=other /x /x\n`;
    const found = await read(target, { app: dockerfile });
    expect(found).toMatchObject({ parents: [`ml-base ${prefix}/ml-base`], external: [`${prefix}/other`] });
    expect(found.asked).toEqual([`${prefix}/other`]);
  });
});
