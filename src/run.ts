/** The story of each mode, in order. */
import { buildPlan } from "./build/build-plan.ts";
import { withBuilder } from "./build/open-builder.ts";
import { chooseParallelism } from "./build/parallelism.ts";
import { chooseCache } from "./cache/choose-cache.ts";
import { openLayerCaches } from "./cache/layer-caches.ts";
import { isLeftToPost } from "./cache/rescue.ts";
import { parseDeployInputs } from "./deploy/deploy-inputs.ts";
import { runDeploy } from "./deploy/run-deploy.ts";
import { loadImages } from "./images/find.ts";
import { findForeignInputs } from "./input-modes.ts";
import { type InputName, type Inputs, inputVariable, parseInputs } from "./inputs.ts";
import { makePlan } from "./make-plan.ts";
import type { ImageName, Outcome, Trigger } from "./model.ts";
import { readEventPayload } from "./read-event.ts";
import { type ImageRecords, readRecords } from "./registry/read-records.ts";
import { announceDefinitions, announcePlan, publishOutcomes, publishPlan } from "./report/publish.ts";
import { findPrice } from "./report/runner-price.ts";
import { openSession, type Session } from "./session.ts";
import type { World } from "./shell/world.ts";
import { readTrigger } from "./trigger.ts";

/** `true` when every wanted image ended built or reused. Throws UserError for input that cannot be run. */
export async function run(world: World): Promise<boolean> {
  const read = (name: InputName): string => world.env[inputVariable(name)] ?? "";
  if (read("mode").trim() === "deploy") return deploy(world, read);
  const inputs = parseInputs(read);
  const payload = await readEventPayload(world);
  const trigger = readTrigger(world.env, payload);
  const push = decidePush(inputs, trigger);
  await using session = await openSession(world, inputs.registry);

  const definitions = await loadImages(world, {
    root: session.root,
    repositoryFiles: async () => (await session.tree).listPaths(),
    imagesFiles: inputs.imagesFiles,
    images: inputs.images,
    rebuild: inputs.rebuild.kind === "named" ? inputs.rebuild.names : [],
    registry: inputs.registry,
    platforms: inputs.platforms,
  });
  announceDefinitions(world, definitions, trigger, push);

  const made = await makePlan(world, session, { specs: definitions.specs, inputs, trigger, push });
  announcePlan(world, made.plan, made.notices);
  if (inputs.mode === "plan") return publishPlan(world, made, inputs.registry);

  const { outcomes, records } = await carryOut(world, session, inputs, made, push);
  const runnerPrice = findPrice(world.env, world.platform.cpus, payload);
  return publishOutcomes(world, { plan: made.plan, outcomes, records, inputs, runnerPrice });
}

async function deploy(world: World, read: (name: InputName) => string): Promise<boolean> {
  const inputs = parseDeployInputs(read, findForeignInputs("deploy", read));
  return runDeploy(world, inputs, readTrigger(world.env, await readEventPayload(world)));
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

async function carryOut(
  world: World,
  session: Session,
  inputs: Inputs,
  { plan, argsToSet, pins }: Awaited<ReturnType<typeof makePlan>>,
  push: boolean,
): Promise<{
  readonly outcomes: ReadonlyMap<ImageName, Outcome>;
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
}> {
  const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build").length;
  const options = {
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
    },
  );
  const records = await readRecords(world, session.store, plan);
  const outcomes = await withBuilder(world, builds > 0, options, (builder) =>
    buildPlan(world, plan, {
      root: session.root,
      builder,
      env: session.env,
      store: session.store,
      push,
      scratch: session.scratch,
      maxParallel: inputs.maxParallel ?? chooseParallelism(world.platform.cpus),
      timeoutMinutes: inputs.timeoutMinutes ?? 0,
      inputTags: inputs.tags,
      createRepositories: inputs.createRepositories,
      noCache: inputs.noCache,
      argsToSet,
      pins,
      caches,
      checkpointMinutes: inputs.checkpointMinutes,
      records,
    }),
  );
  return { outcomes, records };
}
