/** From a started update to the report: wait, name the cause of a failure, read back a success. */
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import { explainFailure } from "./explain-failure.ts";
import type { DeployReport, DeployRequest, WantedParameter } from "./model.ts";
import type { ChangeSetState } from "./read-change-set.ts";
import { readSettled } from "./read-settled.ts";
import type { ReportFacts, ReportMaker } from "./start-report.ts";
import { verifyStack } from "./verify.ts";
import { type Waited, waitForUpdate } from "./wait-for-update.ts";

export interface StartedUpdate {
  readonly changeSet: ChangeSetState;
  readonly token: string;
  readonly wanted: readonly WantedParameter[];
  /** What the report knows so far. */
  readonly made: ReportFacts;
}

/** Never throws an `AwsError`: the update is under way, and "nothing was started" would be wrong. */
export async function finishUpdate(
  world: World,
  aws: AwsClients,
  request: DeployRequest,
  { changeSet, token, wanted, made }: StartedUpdate,
  report: ReportMaker,
): Promise<DeployReport> {
  const { stackId, createdAt: since } = changeSet;
  world.log.info(`${request.stack}: the change set is executed; its events:`);
  const watch = { stackId, token, since, waitForCleanup: request.waitForCleanup };
  let waited: Waited;
  try {
    waited = await waitForUpdate(world, aws, watch, request.updateLimitMs);
  } catch (error) {
    if (!isAwsError(error, "refused", "denied", "transient")) throw error;
    waited = { kind: "lost", because: error.message, events: [], stack: undefined };
  }
  const { stack } = waited;
  const facts: ReportFacts = { ...made, status: stack?.status, outputs: stack?.outputs ?? new Map() };
  const still = `the stack is still in ${stack?.status ?? "an unknown state"} and goes on by itself; the next deploy waits for it`;
  switch (waited.kind) {
    case "cancelled": {
      const text = await cancelUpdate(world, aws, request, stackId);
      return report("cancelled", "the run was cancelled", { ...facts, problems: [text] });
    }
    case "timeout": {
      const problem = `the time limit (timeout-minutes) struck: ${still}`;
      return report("timeout", "the time limit struck", { ...facts, problems: [problem] });
    }
    case "lost":
      return report("timeout", "how it ends is not known", {
        ...facts,
        problems: [`${waited.because}; ${still}`],
      });
    case "ended":
      break;
  }
  const { end } = waited;
  if (end.kind === "succeeded" && waited.stack !== undefined) {
    const stack = await readSettled(world, aws, waited.stack, since, wanted);
    const verdicts = await verifyStack(world, aws, stack, wanted);
    const textsOf = (kind: string): readonly string[] =>
      verdicts.filter((one) => one.kind === kind).map(({ text }) => text);
    const problems = textsOf("different");
    const notices = [...(made.notices ?? []), ...textsOf("unknown")];
    const all = {
      ...facts,
      status: stack.status,
      outputs: stack.outputs,
      verified: textsOf("same"),
      notices,
      problems,
    };
    return problems.length === 0
      ? report("updated", "the new values are live", all)
      : report("failed", "the stack has the new values, but something else runs", all);
  }
  const failure = explainFailure(waited.events, stack, request.stack);
  return end.kind === "rolled-back"
    ? report("rolled-back", "the update failed and was rolled back", { ...facts, ...failure })
    : report("failed", "the stack needs a person", { ...facts, ...failure });
}

/** An update that was started this moment cannot be cancelled yet; a runner kills after ten seconds. */
const CANCEL_TRIES = 4;

/** Only when the user chose it, because it rolls the stack back. */
async function cancelUpdate(
  world: World,
  aws: AwsClients,
  request: DeployRequest,
  stackId: string,
): Promise<string> {
  if (!request.cancelUpdate) {
    return `the run was cancelled; ${request.stack} goes on updating by itself (cancel-update: true would roll it back)`;
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await aws.cloudFormation(
        "cloudformation:CancelUpdateStack",
        (sdk, options) => sdk.cancelUpdateStack({ StackName: stackId }, options),
        false,
      );
      return `the run was cancelled; the update of ${request.stack} is cancelled too, and rolls back`;
    } catch (error) {
      if (!isAwsError(error, "refused", "denied", "expired", "transient")) throw error;
      if (isAwsError(error, "refused") && attempt < CANCEL_TRIES) {
        await world.clock.sleep(1000);
        continue;
      }
      return `the run was cancelled; the update of ${request.stack} goes on, it could not be cancelled: ${error.message}`;
    }
  }
}
