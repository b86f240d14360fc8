/** Tells what was planned: log, and the outputs and summary of `mode: plan`. Light: a run with nothing to build ends here. */
import type { ImageName, Plan, RegistryTarget, Trigger } from "../model.ts";
import type { World } from "../shell/world.ts";
import { planToBake } from "./bake-file.ts";
import { setOutputs, trySummary, writeReport } from "./hand-over.ts";
import { type PlanJsonOptions, planOutputs, planToJson } from "./plan-json.ts";
import { renderPlanSummary, renderPlanTable } from "./plan-table.ts";

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
