/** Tells people and later steps what was decided and what came of it. The only file of this room with effects. */
import { formatSeconds } from "../build/describe-step.ts";
import { legToJson } from "../legs/leg-results.ts";
import type { ImageName, Outcome, Plan, RegistryTarget, Trigger } from "../model.ts";
import type { Leg } from "../plan/legs.ts";
import type { World } from "../shell/world.ts";
import { planToBake } from "./bake-file.ts";
import { buildOutputs, type Outputs } from "./outputs.ts";
import { type PlanJsonOptions, planOutputs, planToJson } from "./plan-json.ts";
import { renderPlanSummary, renderPlanTable } from "./plan-table.ts";
import { buildReport, collectResults, type ImageResult } from "./results.ts";
import { headline, renderSummary } from "./summary.ts";

export interface Definitions {
  readonly specs: readonly unknown[];
  /** Where the definitions come from, in words. */
  readonly source: string;
  readonly notices: readonly string[];
}

export function announceDefinitions(
  world: World,
  definitions: Definitions,
  trigger: Trigger,
  push: boolean,
): void {
  const { specs, source, notices } = definitions;
  world.log.info(`${specs.length} ${specs.length === 1 ? "image" : "images"} from ${source}`);
  const scope = trigger.scope.kind === "trusted" ? "trusted run" : `run of ${trigger.scope.because}`;
  world.log.info(`${trigger.event}: ${scope}; images ${push ? "are pushed" : "are not pushed"}`);
  for (const notice of notices) world.log.info(notice);
}

export function announcePlan(world: World, plan: Plan, notices: readonly string[]): void {
  world.log.group("Plan", renderPlanTable(plan));
  for (const notice of new Set(notices)) world.log.warning(notice);
}

/** Outputs and summary of `mode: plan`. */
export async function publishPlan(
  world: World,
  {
    plan,
    argsToSet,
    ...rest
  }: PlanJsonOptions & {
    readonly plan: Plan;
    readonly argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
  },
  registry: RegistryTarget | undefined,
): Promise<boolean> {
  const json = planToJson(plan, registry, rest);
  const file = await writeReport(world, "plan", json);
  const bakeFile = await writeReport(world, "plan.bake", planToBake(plan, registry, argsToSet));
  const { outputs, notices } = planOutputs(json, file);
  setOutputs(world, { ...outputs, "bake-file": bakeFile });
  for (const notice of notices) world.log.warning(notice);
  await trySummary(world, renderPlanSummary(plan));
  return true;
}

/** Outputs and summary of `mode: all`; `true` when every image ended built or reused. */
export async function publishOutcomes(
  world: World,
  plan: Plan,
  outcomes: ReadonlyMap<ImageName, Outcome>,
  registry: RegistryTarget | undefined,
): Promise<boolean> {
  const results = collectResults(plan, outcomes, registry);
  const file = await writeReport(world, "report", buildReport(plan, outcomes, registry));
  const { outputs, notices } = buildOutputs(results, registry, file);
  setOutputs(world, outputs);
  for (const notice of notices) world.log.warning(notice);
  await trySummary(world, renderSummary(plan, results, outcomes));
  world.log.info(`Images: ${headline(results)}`);
  for (const [name, result] of results) world.log.info(`  ${name}: ${describeResult(result)}`);
  return [...results.values()].every(({ status }) => status === "built" || status === "reused");
}

/** What one leg leaves for the report: a file without any registry host; `true` when its images ended built or reused. */
export async function publishLeg(
  world: World,
  leg: Leg,
  plan: Plan,
  outcomes: ReadonlyMap<ImageName, Outcome>,
  registry: RegistryTarget | undefined,
): Promise<boolean> {
  const file = await writeReport(world, "report", legToJson(leg, plan, outcomes, registry));
  setOutputs(world, { report: file });
  const own = collectResults(plan, outcomes, registry);
  await trySummary(world, renderSummary(plan, own, outcomes));
  for (const [name, result] of own) world.log.info(`  ${name}: ${describeResult(result)}`);
  return [...own.values()].every(({ status }) => status === "built" || status === "reused");
}

function describeResult(result: ImageResult): string {
  const where = result.uri ?? (result.error === undefined ? "not pushed" : result.error);
  const time = result.durationSeconds > 0 ? ` in ${formatSeconds(result.durationSeconds)}` : "";
  return `${result.status}${time}, ${where}`;
}

function setOutputs(world: World, outputs: Outputs): void {
  for (const [name, value] of Object.entries(outputs)) world.log.setOutput(name, value);
}

/** The path of a JSON file that outlives the step. */
async function writeReport(world: World, name: string, value: unknown): Promise<string> {
  const directory = await world.files.makeTemporary("ml-image-report-");
  const path = `${directory}/${name}.json`;
  await world.files.write(path, `${JSON.stringify(value, null, 2)}\n`);
  return path;
}

/** A summary that cannot be written never fails a run. */
async function trySummary(world: World, markdown: string): Promise<void> {
  try {
    await world.log.summary(markdown);
  } catch (error) {
    world.log.warning(
      `the job summary was not written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
