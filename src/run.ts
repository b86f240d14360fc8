/** The story of each mode, in order. What a mode does not need is not loaded: a plan waits for nothing of the others. */
import { loadImages } from "./images/find.ts";
import { findForeignInputs } from "./input-modes.ts";
import { type InputName, type Inputs, inputVariable, parseInputs } from "./inputs.ts";
import { makePlan } from "./make-plan.ts";
import type { Platform, Trigger } from "./model.ts";
import { makeLegs } from "./plan/legs.ts";
import { chooseRunner } from "./plan/runners.ts";
import { readEventPayload } from "./read-event.ts";
import { announceDefinitions, announcePlan, publishPlan } from "./report/publish-plan.ts";
import { openSession } from "./session.ts";
import type { World } from "./shell/world.ts";
import { readTrigger } from "./trigger.ts";

/** `true` when every wanted image ended built or reused. Throws UserError for input that cannot be run. */
export async function run(world: World): Promise<boolean> {
  const read = (name: InputName): string => world.env[inputVariable(name)] ?? "";
  if (read("mode").trim() === "deploy") return deploy(world, read);
  if (read("mode").trim() === "clean") return clean(world, read);
  if (read("mode").trim() === "comment") return comment(world, read);
  const inputs = parseInputs(read);
  const payload = await readEventPayload(world);
  const trigger = readTrigger(world.env, payload);
  const push = decidePush(inputs, trigger);
  if (inputs.mode === "report") {
    const { reportLegs } = await import("./legs/report-legs.ts");
    return reportLegs(world, { inputs, trigger, push });
  }
  const building = inputs.mode === "plan" ? undefined : await import("./carry-out.ts");
  const leg = inputs.mode === "build" ? await building?.readLeg(world, inputs) : undefined;
  await using session = await openSession(world, inputs.registry);
  await using survey = building?.surveyBuilders(world, session.env);

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
  if (building === undefined || survey === undefined) {
    const runnerOf = (platform: Platform): string => chooseRunner(inputs.runners, platform);
    const legs = makeLegs(made.plan, { runnerOf, expected: made.expected });
    return publishPlan(world, { ...made, legs }, inputs.registry);
  }
  if (leg !== undefined) {
    const { plan, parts } = building.confineToLeg(made.plan, leg);
    const { outcomes } = await building.carryOut(
      world,
      session,
      inputs,
      { ...made, plan },
      { push, parts, survey },
    );
    return building.publishLeg(world, leg.leg, plan, outcomes, inputs.registry);
  }
  const options = { push, parts: new Map(), survey };
  const { outcomes, records } = await building.carryOut(world, session, inputs, made, options);
  const runnerPrice = building.findPrice(world.env, world.platform.cpus, payload);
  return building.publishOutcomes(world, { plan: made.plan, outcomes, records, inputs, runnerPrice });
}

async function deploy(world: World, read: (name: InputName) => string): Promise<boolean> {
  const { parseDeployInputs, runDeploy } = await import("./deploy/run-deploy.ts");
  const inputs = parseDeployInputs(read, findForeignInputs("deploy", read));
  return runDeploy(world, inputs, readTrigger(world.env, await readEventPayload(world)));
}

async function clean(world: World, read: (name: InputName) => string): Promise<boolean> {
  const { parseCleanInputs, runClean } = await import("./clean/run-clean.ts");
  const event = world.env.GITHUB_EVENT_NAME ?? "local";
  return runClean(world, parseCleanInputs(read, event, await readEventPayload(world)));
}

async function comment(world: World, read: (name: InputName) => string): Promise<boolean> {
  const { parseCommentInputs, runComment } = await import("./comment/run-comment.ts");
  const event = world.env.GITHUB_EVENT_NAME ?? "local";
  return runComment(world, parseCommentInputs(read, event, await readEventPayload(world)));
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
