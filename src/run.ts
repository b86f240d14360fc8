/** The story of each mode, in order. */
import { buildPlan } from "./build/build-plan.ts";
import { withBuilder } from "./build/open-builder.ts";
import { chooseParallelism } from "./build/parallelism.ts";
import { loadImages } from "./images/find.ts";
import { type Inputs, inputVariable, parseInputs } from "./inputs.ts";
import { makePlan } from "./make-plan.ts";
import type { ImageName, Outcome, Trigger } from "./model.ts";
import { readEventPayload } from "./read-event.ts";
import { announceDefinitions, announcePlan, publishOutcomes, publishPlan } from "./report/publish.ts";
import { openSession, type Session } from "./session.ts";
import type { World } from "./shell/world.ts";
import { readTrigger } from "./trigger.ts";

/** `true` when every wanted image ended built or reused. Throws UserError for input that cannot be run. */
export async function run(world: World): Promise<boolean> {
  const inputs = parseInputs((name) => world.env[inputVariable(name)] ?? "");
  const trigger = readTrigger(world.env, await readEventPayload(world));
  const push = decidePush(inputs, trigger);
  await using session = await openSession(world, inputs.registry);

  const definitions = await loadImages(world, {
    root: session.root,
    repositoryFiles: session.tree.entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path),
    imagesFiles: inputs.imagesFiles,
    images: inputs.images,
    rebuild: inputs.rebuild.kind === "named" ? inputs.rebuild.names : [],
    registry: inputs.registry,
    platforms: inputs.platforms,
  });
  announceDefinitions(world, definitions, trigger, push);

  const made = await makePlan(world, session, { specs: definitions.specs, inputs, trigger, push });
  announcePlan(world, made.plan, made.notices);
  if (inputs.mode === "plan") return publishPlan(world, made.plan, inputs.registry);

  const outcomes = await carryOut(world, session, inputs, made, push);
  return publishOutcomes(world, made.plan, outcomes, inputs.registry);
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
  { plan, argsToSet }: Awaited<ReturnType<typeof makePlan>>,
  push: boolean,
): Promise<ReadonlyMap<ImageName, Outcome>> {
  const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build").length;
  const options = {
    registryHost: push ? inputs.registry?.host : undefined,
    env: session.env,
    buildkitImage: inputs.buildkitImage,
  };
  return withBuilder(world, builds > 0, options, (builder) =>
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
    }),
  );
}
