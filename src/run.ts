/** The story of each mode, in order. */
import { buildPlan } from "./build/build-plan.ts";
import { type BuilderSurvey, surveyBuilders, withBuilder } from "./build/open-builder.ts";
import { chooseParallelism } from "./build/parallelism.ts";
import { refuseMissingSecrets } from "./build/refuse-missing-secrets.ts";
import { chooseCache } from "./cache/choose-cache.ts";
import { refuseBeyondLimit } from "./cache/gha-limits.ts";
import { openLayerCaches } from "./cache/layer-caches.ts";
import { openMountShelf } from "./cache/open-mount-shelf.ts";
import { isLeftToPost } from "./cache/rescue.ts";
import { parseCleanInputs } from "./clean/clean-inputs.ts";
import { runClean } from "./clean/run-clean.ts";
import { parseDeployInputs } from "./deploy/deploy-inputs.ts";
import { runDeploy } from "./deploy/run-deploy.ts";
import { loadImages } from "./images/find.ts";
import { findForeignInputs } from "./input-modes.ts";
import { type InputName, type Inputs, inputVariable, parseInputs } from "./inputs.ts";
import { findKnownSizes } from "./known-sizes.ts";
import { confineToLeg, readLeg } from "./legs/build-leg.ts";
import { reportLegs } from "./legs/report-legs.ts";
import { makePlan } from "./make-plan.ts";
import type { ImageName, Outcome, Platform, Trigger } from "./model.ts";
import { makeLegs } from "./plan/legs.ts";
import { chooseRunner } from "./plan/runners.ts";
import { readEventPayload } from "./read-event.ts";
import { type ImageRecords, readRecords } from "./registry/read-records.ts";
import {
  announceDefinitions,
  announcePlan,
  publishLeg,
  publishOutcomes,
  publishPlan,
} from "./report/publish.ts";
import { findPrice } from "./report/runner-price.ts";
import { openSession, type Session } from "./session.ts";
import type { World } from "./shell/world.ts";
import { readTrigger } from "./trigger.ts";

/** `true` when every wanted image ended built or reused. Throws UserError for input that cannot be run. */
export async function run(world: World): Promise<boolean> {
  const read = (name: InputName): string => world.env[inputVariable(name)] ?? "";
  if (read("mode").trim() === "deploy") return deploy(world, read);
  if (read("mode").trim() === "clean") return clean(world, read);
  const inputs = parseInputs(read);
  const payload = await readEventPayload(world);
  const trigger = readTrigger(world.env, payload);
  const push = decidePush(inputs, trigger);
  if (inputs.mode === "report") return reportLegs(world, { inputs, trigger, push });
  const leg = inputs.mode === "build" ? await readLeg(world, inputs) : undefined;
  await using session = await openSession(world, inputs.registry);
  await using survey = inputs.mode === "plan" ? undefined : surveyBuilders(world, session.env);

  const definitions = await loadImages(world, {
    root: session.root,
    repositoryFiles: async () => (await session.tree).listPaths(),
    imagesFiles: inputs.imagesFiles,
    images: leg?.leg.images ?? inputs.images,
    rebuild: inputs.rebuild.kind === "named" ? inputs.rebuild.names : [],
    registry: inputs.registry,
    platforms: inputs.platforms,
  });
  announceDefinitions(world, definitions, trigger, push);

  const wanted = leg === undefined ? inputs : { ...inputs, images: leg.leg.images };
  const request = { specs: definitions.specs, inputs: wanted, trigger, push, nonce: leg?.stored.nonce };
  const made = await makePlan(world, session, request);
  announcePlan(world, made.plan, made.notices);
  if (survey === undefined) {
    const runnerOf = (platform: Platform): string => chooseRunner(inputs.runners, platform);
    const legs = makeLegs(made.plan, { runnerOf, expected: made.expected });
    return publishPlan(world, { ...made, legs }, inputs.registry);
  }
  if (leg !== undefined) {
    const { plan, parts } = confineToLeg(made.plan, leg);
    const { outcomes } = await carryOut(world, session, inputs, { ...made, plan }, { push, parts, survey });
    return publishLeg(world, leg.leg, plan, outcomes, inputs.registry);
  }
  const options = { push, parts: new Map(), survey };
  const { outcomes, records } = await carryOut(world, session, inputs, made, options);
  const runnerPrice = findPrice(world.env, world.platform.cpus, payload);
  return publishOutcomes(world, { plan: made.plan, outcomes, records, inputs, runnerPrice });
}

async function deploy(world: World, read: (name: InputName) => string): Promise<boolean> {
  const inputs = parseDeployInputs(read, findForeignInputs("deploy", read));
  return runDeploy(world, inputs, readTrigger(world.env, await readEventPayload(world)));
}

async function clean(world: World, read: (name: InputName) => string): Promise<boolean> {
  const event = world.env.GITHUB_EVENT_NAME ?? "local";
  return runClean(world, parseCleanInputs(read, event, await readEventPayload(world)));
}

/** A fork's pull request has no credentials, and what it builds must not be kept by default. */
function decidePush(inputs: Inputs, trigger: Trigger): boolean {
  switch (inputs.push) {
    case "always":
      return true;
    case "never":
      return false;
    case "auto":
      return inputs.registry !== undefined && !trigger.isFork;
  }
}

interface CarryOptions {
  readonly push: boolean;
  /** Images of which a leg builds one platform of several. */
  readonly parts: ReadonlyMap<ImageName, Platform>;
  readonly survey: BuilderSurvey;
}

async function carryOut(
  world: World,
  session: Session,
  inputs: Inputs,
  { plan, argsToSet, pins, findMounts, linked }: Awaited<ReturnType<typeof makePlan>>,
  { push, parts, survey }: CarryOptions,
): Promise<{
  readonly outcomes: ReadonlyMap<ImageName, Outcome>;
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
}> {
  await refuseMissingSecrets(world, plan, session.root);
  const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build").length;
  const options = {
    survey,
    registryHost: push ? inputs.registry?.host : undefined,
    env: session.env,
    buildkitImage: inputs.buildkitImage,
    isLeftToPost: () => isLeftToPost(world, session.scratch),
  };
  const { ACTIONS_RUNTIME_TOKEN: token, ACTIONS_RESULTS_URL: results } = world.env;
  const choice = chooseCache(inputs.cache, {
    hasRegistry: inputs.registry !== undefined,
    pushes: push,
    hasGithubCache: Boolean(token && results),
  });
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
  const shelf = await openMountShelf(world, builds > 0 ? inputs.cacheMounts : "none", {
    choice: chooseCache(inputs.cacheMounts, {
      hasRegistry: inputs.registry !== undefined,
      pushes: push,
      // A run that pushes nothing still reads what is in the registry.
      hasGithubCache: false,
    }),
    store: session.store,
    repository: inputs.cacheRepository,
    createRepositories: inputs.createRepositories,
  });
  const records = await readRecords(world, session.store, plan);
  const outcomes = await withBuilder(world, builds > 0, options, (builder) =>
    buildPlan(world, plan, {
      root: session.root,
      builder,
      env: session.env,
      store: session.store,
      push,
      scratch: session.scratch,
      maxParallel: inputs.maxParallel ?? chooseParallelism(world.platform.cpus, world.platform.memoryBytes),
      timeoutMinutes: inputs.timeoutMinutes ?? 0,
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
      checkpointMinutes: inputs.checkpointMinutes,
      parts,
      records,
    }),
  );
  return { outcomes, records };
}
