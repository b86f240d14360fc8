/** A deploy that had nothing to change: still, what runs must be what was asked for. */
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import type { DeployReport, StackState, WantedParameter } from "./model.ts";
import type { ReportMaker } from "./start-report.ts";
import { verifyStack } from "./verify.ts";

/** `failed` where a function or service was changed past the stack: no change set would ever mend that. */
export async function verifyNothingChanged(
  world: World,
  aws: AwsClients,
  report: ReportMaker,
  { stack, notices }: { readonly stack: StackState; readonly notices: readonly string[] },
  wanted: readonly WantedParameter[],
): Promise<DeployReport> {
  const verdicts = await verifyStack(world, aws, stack, wanted);
  const textsOf = (kind: string): readonly string[] =>
    verdicts.filter((one) => one.kind === kind).map(({ text }) => text);
  const problems = textsOf("different");
  const facts = {
    status: stack.status,
    outputs: stack.outputs,
    verified: textsOf("same"),
    notices: [...notices, ...textsOf("unknown")],
    problems,
  };
  return problems.length === 0
    ? report("none", "the stack has these values already", facts)
    : report("failed", "the stack has these values, but something else runs", facts);
}
