/** One set of images, built in every way that layers can be read, each on a builder with nothing in it. */
import { execFileSync } from "node:child_process";
import { expect } from "vitest";
import { type ActionRun, runAction } from "../../../support/action.ts";
import { coldBuilders } from "../../../support/cold-builder.ts";
import type { Machine } from "../../../support/environment.ts";
import { flattenImage } from "../../../support/flatten-image.ts";
import { createRepository } from "../../../support/git-repository.ts";
import { startProxy } from "../../../support/registry-proxy.ts";
import { type CorpusImage, EDITED } from "./corpus-image.ts";

/** Which cache a way reads and writes, whether it reads it on demand, and what it has to equal. */
export const WAYS = {
  eager: { told: "all steps, plain", cache: "plain", isLazy: false, equals: undefined },
  cold: { told: "all steps, lazy", cache: "lazy", isLazy: true, equals: "eager" },
  edit: { told: "an edit, plain, on a plain cache", cache: "plain", isLazy: false, equals: undefined },
  lazy: { told: "an edit, lazy, on a lazy cache", cache: "lazy", isLazy: true, equals: "edit" },
  lazyAgain: { told: "another, on what the lazy edit left", cache: "lazy", isLazy: true, equals: "edit" },
  eagerOnLazy: { told: "an edit, plain, on a lazy cache", cache: "lazy", isLazy: false, equals: "edit" },
  lazyOnEager: { told: "an edit, lazy, on a plain cache", cache: "plain", isLazy: true, equals: "edit" },
} as const;
export type Way = keyof typeof WAYS;

export interface BuiltWays {
  /** Path and entry of each, but of what an edit is. */
  files(way: Way, image: string): Promise<readonly string[]>;
  readonly runs: ReadonlyMap<Way, ActionRun>;
  /** How many parts of layers a way asked the registry for. */
  readonly parts: ReadonlyMap<Way, number>;
}

export async function buildWays(
  machine: Machine,
  images: readonly CorpusImage[],
  prefix: string,
  withAgain: boolean,
): Promise<BuiltWays> {
  const { containerBuilder } = machine;
  const image = execFileSync(
    "docker",
    ["inspect", "--format", "{{.Config.Image}}", `buildx_buildkit_${String(containerBuilder)}0`],
    { encoding: "utf8" },
  ).trim();
  let ranges = 0;
  const proxy = await startProxy({
    upstream: machine.registry,
    handle(exchange) {
      if (exchange.url.includes("/blobs/") && exchange.request.headers.range !== undefined) ranges += 1;
      exchange.forward();
    },
  });
  const plain = coldBuilders(machine).find(({ driver }) => driver === "docker-container");
  if (plain === undefined) throw new Error("there is no driver docker-container");
  using repository = createRepository({
    ".github/ml-images.yml": `images:\n${images.map(({ name }) => `  ${name}: { context: ${name} }\n`).join("")}`,
    ...Object.fromEntries(
      images.flatMap(({ name, files }) =>
        Object.entries(files).map(([path, text]) => [`${name}/${path}`, text]),
      ),
    ),
  });
  const runs = new Map<Way, ActionRun>();
  const parts = new Map<Way, number>();
  const build = async (way: Way): Promise<void> => {
    const { cache, isLazy } = WAYS[way];
    if (!isLazy) await plain.renew();
    ranges = 0;
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      env: isLazy ? { BUILDX_BUILDER: "" } : plain.env(),
      timeoutMs: 900_000,
      inputs: {
        registry: `${proxy.host}/${prefix}/${cache}`,
        lazy: String(isLazy),
        "buildkit-image": image,
        "max-parallel": "4",
      },
    });
    for (const { name } of images) expect(run.images[name]?.status, `${way}: ${run.log}`).toBe("built");
    runs.set(way, run);
    parts.set(way, ranges);
  };
  const edit = (text: string): void => {
    repository.commit(Object.fromEntries(images.map(({ name }) => [`${name}/${EDITED}`, text])));
  };
  try {
    await build("cold");
    await build("eager");
    // Another edit for each: of two builds of one commit the second would find all steps in the cache.
    edit("2\n");
    await build("lazy");
    await build("edit");
    edit("3\n");
    if (withAgain) await build("lazyAgain");
    await build("lazyOnEager");
    edit("4\n");
    await build("eagerOnLazy");
  } finally {
    await plain.remove();
    await proxy.stop();
  }
  return {
    runs,
    parts,
    files: remember(async (way, name) => {
      const digest = runs.get(way)?.images[name]?.digest ?? "";
      const entries = await flattenImage(machine.registry, `${prefix}/${WAYS[way].cache}/${name}`, digest);
      return [...entries]
        .filter(([path]) => path !== `/${EDITED}`)
        .map(([path, entry]) => `${path} ${entry}`);
    }),
  };
}

function remember(read: BuiltWays["files"]): BuiltWays["files"] {
  const known = new Map<string, Promise<readonly string[]>>();
  return (way, name) => {
    const key = `${way} ${name}`;
    const found = known.get(key) ?? read(way, name);
    known.set(key, found);
    return found;
  };
}
