/** Which images of a run are read on demand; asks the registry only where the answer can be yes. */
import type { BuilderChoice } from "../build/builder.ts";
import type { CacheRepository } from "../cache/layer-caches.ts";
import type { ImageName, Plan, PlannedImage } from "../model.ts";
import { readDockerfile } from "../read-dockerfile.ts";
import type { ImageRecords } from "../registry/read-records.ts";
import type { World } from "../shell/world.ts";
import { findCacheLayers } from "./cache-layers.ts";
import { decideLazy, type LazyMode, type LazyWish, looksLarge } from "./decide-lazy.ts";
import { isTooMuch } from "./unkept.ts";

export interface LazyOptions {
  readonly wish: LazyWish;
  readonly thresholdBytes: number;
  readonly root: string;
  /** Where this run is going to keep layer caches. */
  readonly caches: CacheRepository | { readonly kind: "gha" | "none" };
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
  readonly choice: BuilderChoice;
  /** With `rebuild` no cache is read. */
  readonly noCache: boolean;
}

/** One entry for each image that is built. Logs the reasons of images that stay plain, where they matter. */
export async function planLazy(
  world: World,
  plan: Plan,
  options: LazyOptions,
): Promise<ReadonlyMap<ImageName, LazyMode>> {
  const built = [...plan.images.values()].filter(({ decision }) => decision.action === "build");
  if (built.every(({ spec }) => wishOf(spec.lazy, options.wish) === "false")) return new Map();
  const builderProblem = await findBuilderProblem(world, options.choice);
  const modes = await Promise.all(
    built.map(async (image) => {
      const mode = await planOne(world, plan, image, builderProblem, options);
      const { name } = image.spec;
      if (mode.kind === "plain" && mode.because !== undefined)
        world.log.info(`${name} │ lazy: not here: ${mode.because}`);
      return [name, mode] as const;
    }),
  );
  return new Map(modes);
}

/** An image's own key goes before the input. */
export function wishOf(own: LazyWish | undefined, input: LazyWish): LazyWish {
  return own ?? input;
}

async function planOne(
  world: World,
  plan: Plan,
  image: PlannedImage,
  builderProblem: string | undefined,
  { wish, thresholdBytes, root, caches, records, noCache }: LazyOptions,
): Promise<LazyMode> {
  const { spec, decision } = image;
  const record = records.get(spec.name);
  const facts = {
    wish: wishOf(spec.lazy, wish),
    isOwnWish: spec.lazy !== undefined,
    runtime: spec.runtime,
    lambdaChild: findLambdaChild(plan, spec.name),
    builderProblem,
    cache: caches.kind === "registry" && !caches.canWrite ? ("none" as const) : caches.kind,
    layers: undefined,
    state: { kind: "unseen" } as const,
    sizeBytes: (record?.last ?? record?.baseline)?.sizeBytes,
    isCacheOld: isTooMuch((record?.last ?? record?.baseline)?.unkept),
    looksLarge: true,
    thresholdBytes,
  };
  // A small image may be made of large stages, which only its cache tells.
  const isPossible = decideLazy({ ...facts, sizeBytes: undefined }).kind !== "plain";
  if (!isPossible || caches.kind !== "registry") return decideLazy(facts);
  const isCacheRead = !(noCache && decision.action === "build" && decision.isAskedFor);
  const found = isCacheRead ? await findCacheLayers(world, caches, plan.trigger, image) : undefined;
  const { layers, state } = found ?? facts;
  const source = await readDockerfile(world, root, spec);
  return decideLazy({
    ...facts,
    layers,
    state,
    looksLarge: source.kind === "text" && looksLarge(source.text),
  });
}

/** Only a builder that we make is made this way. */
async function findBuilderProblem(world: World, choice: BuilderChoice): Promise<string | undefined> {
  switch (choice.kind) {
    case "impossible":
      return "there is no builder";
    case "use":
      if (choice.driver === "docker")
        return "the engine's own builder cannot read layers on demand; `lazy: true` lets the action make one that can";
      if (choice.hasSeveralNodes === true)
        return `the builder ${choice.name} has several nodes, whose logs would have to tell which layers could not be read`;
      return choice.snapshotter === "stargz" && choice.driver === "docker-container"
        ? undefined
        : `the builder ${choice.name} is not the action's own, and its snapshotter is ${choice.snapshotter ?? "not known"}: only stargz reads layers on demand`;
    case "create":
      return (await world.files.stat("/dev/fuse")) === undefined
        ? "this machine has no /dev/fuse, through which layers are read on demand"
        : undefined;
  }
}

/** Its layers go to Lambda, and nobody asked for it by name to have them in eStargz. */
export function isForLambda(plan: Plan, { spec }: PlannedImage): boolean {
  if (spec.lazy === "true") return false;
  return spec.runtime === "lambda" || findLambdaChild(plan, spec.name) !== undefined;
}

/** Also a child's child: its layers are in the image. */
function findLambdaChild(plan: Plan, name: ImageName): ImageName | undefined {
  for (const { spec, parents } of plan.images.values()) {
    if (!parents.some(({ parent }) => parent === name)) continue;
    if (spec.runtime === "lambda") return spec.name;
    const further = findLambdaChild(plan, spec.name);
    if (further !== undefined) return further;
  }
  return undefined;
}
