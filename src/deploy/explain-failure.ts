/** A failed update in sentences: the cause, what blocks the roll-back, the state and the way out. Pure. */
import type { RootCause, StackEvent, StackState } from "./model.ts";
import { findRollbackFailure, findRootCause } from "./root-cause.ts";
import { endOf, wayOutOf } from "./states.ts";

export interface Failure {
  readonly cause: RootCause | undefined;
  readonly problems: readonly string[];
}

/** `name`: the stack's, as the user gave it. */
export function explainFailure(
  events: readonly StackEvent[],
  stack: StackState | undefined,
  name: string,
): Failure {
  const status = stack?.status ?? "an unknown state";
  const cause = findRootCause(events) ?? fromStatus(stack, name);
  const isBack = endOf(status).kind === "rolled-back";
  const rollback = isBack ? undefined : findRollbackFailure(events);
  const isNew = rollback !== undefined && rollback.reason !== cause?.reason;
  const wayOut = wayOutOf(status, name);
  const state = [
    `the stack is in ${status}`,
    // After a failed creation nothing ran before.
    status.startsWith("UPDATE_ROLLBACK_COMPLETE") ? " and runs what it ran before" : "",
    wayOut === undefined ? "" : `. The way out: ${wayOut}`,
  ];
  return {
    cause,
    problems: [
      ...(cause === undefined ? [] : [describeCause(cause)]),
      ...(isNew ? [`the roll-back failed at ${describeCause(rollback)}`] : []),
      state.join(""),
    ],
  };
}

/** `ChordDetector (AWS::Lambda::Function): reason. Remedy`. */
function describeCause({ logicalId, type, reason, remedy }: RootCause): string {
  const helps = remedy === undefined ? "" : ` What helps: ${remedy}`;
  return `${logicalId} (${type}): ${reason}${/[.!?]$/.test(reason) ? "" : "."}${helps}`;
}

/** Where events may not be read, the stack's own reason at least names the resource. */
function fromStatus(stack: StackState | undefined, name: string): RootCause | undefined {
  if (stack?.reason === undefined || stack.reason === "") return undefined;
  return {
    logicalId: name,
    type: "AWS::CloudFormation::Stack",
    stackName: name,
    status: stack.status,
    reason: stack.reason,
    remedy: "allow cloudformation:DescribeStackEvents to see the cause",
  };
}
