/** Starts a change set, once, whatever happens to the answer. */
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError, saysNo } from "./aws-error.ts";
import { type ChangeSetState, describeChangeSet } from "./read-change-set.ts";

export type Started =
  | { readonly kind: "started" }
  /** Another operation came first: the change set is obsolete. */
  | { readonly kind: "superseded"; readonly because: string };

const NOT_EXECUTABLE = /^(InvalidChangeSetStatus|ChangeSetNotFound)|can ?not be updated|_IN_PROGRESS state/;

/**
 * `token` marks the events of this operation. `DisableRollback` is always sent: the documentation of its
 * default contradicts itself (facts D29). Throws `AwsError`.
 */
export async function executeChangeSet(
  aws: AwsClients,
  changeSet: ChangeSetState,
  token: string,
): Promise<Started> {
  try {
    // Not cut off by a cancellation: whether it started must be known.
    await aws.cloudFormation(
      "cloudformation:ExecuteChangeSet",
      (sdk, options) =>
        sdk.executeChangeSet(
          {
            ChangeSetName: changeSet.id,
            StackName: changeSet.stackId,
            ClientRequestToken: token,
            DisableRollback: false,
          },
          options,
        ),
      false,
    );
    return { kind: "started" };
  } catch (error) {
    if (!saysNo(error, NOT_EXECUTABLE) && !isAwsError(error, "transient")) throw error;
    // The answer may have been lost: then the change set is under way all the same.
    if (await isUnderWay(aws, changeSet)) return { kind: "started" };
    if (error.kind === "transient") throw error;
    return { kind: "superseded", because: error.said };
  }
}

/** Where it cannot be told, it is taken to be: "nothing was started" would be wrong, and the wait finds out. */
async function isUnderWay(aws: AwsClients, changeSet: ChangeSetState): Promise<boolean> {
  try {
    const { executionStatus } = await describeChangeSet(aws, changeSet.id, changeSet.stackId);
    return executionStatus === "EXECUTE_IN_PROGRESS" || executionStatus === "EXECUTE_COMPLETE";
  } catch (error) {
    if (saysNo(error, /^ChangeSetNotFound/)) return false;
    if (isAwsError(error, "cancelled", "denied", "expired", "transient")) return true;
    throw error;
  }
}
