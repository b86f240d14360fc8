/** Which event is the cause of a failure. Pure. */
import type { RootCause, StackEvent } from "./model.ts";
import { findRemedy } from "./remedies.ts";

const STACK = "AWS::CloudFormation::Stack";

/**
 * The oldest failed event of a resource that was not just cancelled because another one failed; nested
 * stacks included, whose own `AWS::CloudFormation::Stack` events only repeat it (facts B8). Not what failed
 * while rolling back, unless nothing failed before. A stack's own event is the last resort.
 */
export function findRootCause(events: readonly StackEvent[]): RootCause | undefined {
  const failed = events
    .filter((event) => event.status.endsWith("_FAILED") && !isCancelled(event))
    .sort((a, b) => a.at - b.at);
  const resources = failed.filter(({ type }) => type !== STACK);
  const forward = resources.filter(
    ({ status }) => !status.startsWith("ROLLBACK") && !status.startsWith("UPDATE_ROLLBACK"),
  );
  const rollingBack = firstRollback(events);
  const before = forward.filter(({ at }) => at <= rollingBack);
  const cause = before[0] ?? forward[0] ?? resources[0] ?? failed[0] ?? lastWords(events);
  return cause === undefined ? undefined : describeCause(cause);
}

/** What failed in the roll-back itself, which is what a person has to mend first. */
export function findRollbackFailure(events: readonly StackEvent[]): RootCause | undefined {
  const since = firstRollback(events);
  const failed = events
    .filter(
      (event) =>
        event.status.endsWith("_FAILED") && event.type !== STACK && event.at > since && !isCancelled(event),
    )
    .sort((a, b) => a.at - b.at);
  return failed[0] === undefined ? undefined : describeCause(failed[0]);
}

/** `Resource update cancelled`: another one failed. A cause may have the word too (`Transaction cancelled, …`). */
function isCancelled({ reason }: StackEvent): boolean {
  return /^Resource \w+ cancell?ed/i.test(reason ?? "");
}

function firstRollback(events: readonly StackEvent[]): number {
  const starts = events.filter(
    ({ type, status }) =>
      type === STACK && (status === "ROLLBACK_IN_PROGRESS" || status === "UPDATE_ROLLBACK_IN_PROGRESS"),
  );
  return Math.min(Number.POSITIVE_INFINITY, ...starts.map(({ at }) => at));
}

/** A stack may roll back without any failed resource: an alarm, a hook, a person. */
function lastWords(events: readonly StackEvent[]): StackEvent | undefined {
  return [...events]
    .sort((a, b) => a.at - b.at)
    .find(
      ({ type, status, reason }) =>
        type === STACK && status.endsWith("ROLLBACK_IN_PROGRESS") && reason !== undefined,
    );
}

function describeCause({
  logicalId,
  type,
  stackName,
  status,
  reason = "no reason given",
}: StackEvent): RootCause {
  return { logicalId, type, stackName, status, reason, remedy: findRemedy(reason) };
}
