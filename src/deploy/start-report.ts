/** Builds the report of a deploy from whatever is known when it ends. */
import type { World } from "../shell/world.ts";
import type { ChangeWord, DeployReport, DeployRequest, WantedParameter } from "./model.ts";

export type ReportFacts = Partial<Omit<DeployReport, "stack" | "change" | "headline" | "seconds">>;

export type ReportMaker = (change: ChangeWord, headline: string, facts?: ReportFacts) => DeployReport;

/** The clock starts now. */
export function startReport(
  world: World,
  { stack }: DeployRequest,
  asked: readonly WantedParameter[],
): ReportMaker {
  const started = world.clock.now();
  return (change, headline, facts = {}) => ({
    stack,
    change,
    headline,
    status: undefined,
    problems: [],
    notices: [],
    parameters: asked,
    changes: [],
    changeSet: undefined,
    cause: undefined,
    verified: [],
    outputs: new Map(),
    ...facts,
    seconds: (world.clock.now() - started) / 1000,
  });
}
