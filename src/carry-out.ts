/** From a plan to its outcomes: caches, builder, builds. Loaded only by the modes that build. */
import { buildPlan } from "./build/build-plan.ts";
import { chooseBuilder } from "./build/builder.ts";
import { openBuilders } from "./build/builders.ts";
import { checkDockerfiles } from "./build/check-dockerfiles.ts";
import { type BuilderSurvey, surveyBuilders } from "./build/open-builder.ts";
import { chooseParallelism } from "./build/parallelism.ts";
import { chooseCache, chooseMountCache } from "./cache/choose-cache.ts";
import { refuseBeyondLimit } from "./cache/gha-limits.ts";
import { openLayerCaches } from "./cache/layer-caches.ts";
import { openMountShelf } from "./cache/open-mount-shelf.ts";
import { isLeftToPost } from "./cache/rescue.ts";
import { advise } from "./findings/advise.ts";
import type { Inputs } from "./inputs.ts";
import { findKnownSizes } from "./known-sizes.ts";
import type { LazyMode } from "./lazy/decide-lazy.ts";
import { planLazy, wishOf } from "./lazy/plan-lazy.ts";
import type { MadePlan } from "./make-plan.ts";
import type { ImageName, Outcome, Plan, PlannedImage, Platform } from "./model.ts";
import { findBuilderDisk } from "./preflight/builder-disk.ts";
import { preflight } from "./preflight/preflight.ts";
import { prepareDisk } from "./preflight/prepare-disk.ts";
import { type ImageRecords, readRecords } from "./registry/read-records.ts";
import { trySummary } from "./report/hand-over.ts";
import type { Session } from "./session.ts";
import type { World } from "./shell/world.ts";

export { confineToLeg, readLeg } from "./legs/build-leg.ts";
export { publishLeg, publishOutcomes } from "./report/publish.ts";
export { findPrice } from "./report/runner-price.ts";
export { surveyBuilders };

const NO_MODES: ReadonlyMap<ImageName, LazyMode> = new Map();

interface CarryOptions {
  readonly push: boolean;
  /** Images of which a leg builds one platform of several. */
  readonly parts: ReadonlyMap<ImageName, Platform>;
  readonly survey: BuilderSurvey;
}

export async function carryOut(
  world: World,
  session: Session,
  inputs: Inputs,
  made: MadePlan,
  { push, parts, survey }: CarryOptions,
): Promise<{
  readonly outcomes: ReadonlyMap<ImageName, Outcome>;
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
}> {
  const { plan, argsToSet, pins, findMounts, linked } = made;
  const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build").length;
  const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: results } = world.env;
  const cacheFacts = {
    hasRegistry: inputs.registry !== undefined,
    pushes: push,
    hasGithubCache: Boolean(token && results),
  };
  const choice = chooseCache(inputs.cache, cacheFacts);
  // A builder of ours for nothing else would miss what the user's one has.
  const isWanted = ({ spec }: PlannedImage): boolean =>
    wishOf(spec.lazy, inputs.lazy) === "true" && (spec.runtime !== "lambda" || spec.lazy === "true");
  const options = {
    survey,
    wantsLazy: choice.kind === "registry" && choice.canWrite && builtImages(plan).some(isWanted),
    registryHost: push ? inputs.registry?.host : undefined,
    env: session.env,
    buildkitImage: inputs.buildkitImage,
    isLeftToPost: () => isLeftToPost(world, session.scratch),
  };
  const { store } = session;
  const { trigger } = plan;
  const { cpus, memoryBytes } = world.platform;
  const { tags: inputTags, createRepositories } = inputs;
  const reading = readRecords(world, store, plan);
  const foreseen = builds > 0 ? foreseeLazy() : Promise.resolve(NO_MODES);
  // Waited for further on, if nothing else ends the run before.
  foreseen.catch(() => {});
  await using builders =
    builds > 0 ? openBuilders(world, { ...options, modes: foreseen, scratch: session.scratch }) : undefined;
  await preflight(world, session, made, {
    survey,
    publication: store && push ? { store, trigger, inputTags, createRepositories, parts } : undefined,
    cache: choice,
    parts,
  });
  const disk = builds > 0 ? findBuilderDisk(world, survey) : undefined;
  const advice = await advise(world, session.root, made, async () => {
    const sizes = await findKnownSizes(world, session, plan);
    return new Map(sizes.map(({ name, bytes = 0 }) => [name, bytes] as const));
  });
  if (advice !== "") await trySummary(world, advice);
  const caches = await openLayerCaches(
    world,
    builds > 0 ? choice : { kind: "none", because: "nothing is built", isWorthAWarning: false },
    {
      store: session.store,
      repository: inputs.cacheRepository,
      createRepositories: inputs.createRepositories,
      refuse: async () => refuseBeyondLimit(await findKnownSizes(world, session, plan), inputs.githubCacheGb),
    },
  );
  const shelf =
    builds > 0 && inputs.cacheMounts !== "none"
      ? await openMountShelf(world, {
          choice: chooseMountCache(inputs.cacheMounts, cacheFacts),
          store: session.store,
          repository: inputs.cacheRepository,
          createRepositories: inputs.createRepositories,
          githubCacheGb: inputs.githubCacheGb,
          scratch: session.scratch,
        })
      : undefined;
  const records = await reading;
  const lazy = caches.kind === "registry" && caches.canWrite ? await foreseen : NO_MODES;
  const builder = await builders?.first();
  const isLocal = builder?.driver === "docker" || builder?.driver === "docker-container";
  const room = isLocal
    ? await prepareDisk(world, session, plan, { disk: await disk, records, reclaim: inputs.reclaimDisk })
    : undefined;
  // What its last build had was checked then, and a quick build would wait for the checks.
  const unchecked =
    inputs.checks && builder !== undefined
      ? builtImages(plan).filter(({ spec }) => !made.sameDockerfile.has(spec.name))
      : [];
  const checked = checkDockerfiles(world, unchecked, {
    root: session.root,
    empty: `${session.scratch}/empty`,
    builder: builder?.name ?? "",
    env: session.env,
  });
  const outcomes = await buildPlan(world, plan, {
    root: session.root,
    builders,
    env: session.env,
    store: session.store,
    push,
    scratch: session.scratch,
    maxParallel: inputs.maxParallel ?? chooseParallelism(cpus, memoryBytes, room),
    timeoutMinutes: inputs.timeoutMinutes ?? 0,
    stallMinutes: inputs.stallMinutes,
    inputTags: inputs.tags,
    createRepositories: inputs.createRepositories,
    retries: inputs.retries,
    noCache: inputs.noCache,
    argsToSet,
    pins,
    linked,
    caches,
    baseLayers: session.bases.layers,
    mounts: shelf && { shelf, find: findMounts, limitKb: inputs.cacheMountMb * 1000 },
    lazy,
    checkpointMinutes: inputs.checkpointMinutes,
    parts,
    records,
  });
  await checked;
  return { outcomes, records };

  /** Beside all else that comes before a build: its answer starts a builder. */
  async function foreseeLazy(): Promise<ReadonlyMap<ImageName, LazyMode>> {
    const { kind } = choice;
    return planLazy(world, plan, {
      wish: inputs.lazy,
      thresholdBytes: inputs.lazyMb * 1e6,
      root: session.root,
      caches:
        kind === "registry" && store !== undefined
          ? { kind, store, repository: inputs.cacheRepository, canWrite: choice.canWrite }
          : { kind: kind === "gha" ? kind : "none" },
      records: await reading,
      choice: chooseBuilder(await survey.facts, options),
      noCache: inputs.noCache,
    });
  }
}

function builtImages({ images, order }: Plan): readonly PlannedImage[] {
  return order.flatMap((name) => {
    const image = images.get(name);
    return image?.decision.action === "build" ? [image] : [];
  });
}
