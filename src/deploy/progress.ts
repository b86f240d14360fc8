/** Whether an update that was started has ended: told from statuses and events that may be stale. Pure. */
import type { StackEvent, StackState } from "./model.ts";
import { endOf, type OperationEnd } from "./states.ts";

/** What is known of the operation before the first look. */
export interface Watch {
  readonly stackId: string;
  readonly token: string;
  /** When its change set was made, by Amazon's clock: older events are of other operations. */
  readonly since: number;
  readonly waitForCleanup: boolean;
}

/** What the looks so far came to. */
export interface Progress {
  /** That this operation ran, not merely that the stack has a status. */
  readonly hasEvidence: boolean;
  readonly lastStatus: string;
  /** Looks in a row with that status, since there is evidence. */
  readonly sameStatus: number;
}

export const noProgress: Progress = { hasEvidence: false, lastStatus: "", sameStatus: 0 };

export interface Look {
  readonly stack: StackState;
  /** All events of the operation so far, oldest first. */
  readonly events: readonly StackEvent[];
  readonly canReadEvents: boolean;
}

export interface Judged {
  readonly progress: Progress;
  readonly end: OperationEnd;
}

/** Without an event that confirms it, a status counts when it was read this often in a row… */
const CONFIRMING_LOOKS = 3;
/** …and where events can be read, about five minutes: a stack's end always has one, so without it the status is stale. */
const CONFIRMING_LOOKS_BESIDE_EVENTS = 35;

/**
 * DescribeStacks may answer with the state before the update, also after it told the new one (facts B6, D8:
 * a stale UPDATE_COMPLETE was taken for success). So an end counts only after evidence of this operation, and
 * when the stack's own event says the same or the status stays.
 */
export function judgeProgress(watch: Watch, before: Progress, look: Look): Judged {
  const { stack, events, canReadEvents } = look;
  const own = events.filter((event) => event.physicalId === watch.stackId && event.at >= watch.since);
  const hasEvidence =
    before.hasEvidence ||
    events.some(({ token }) => token === watch.token) ||
    own.some(({ status }) => isRunning(status)) ||
    (isRunning(stack.status) && !canReadEvents);
  const sameStatus = hasEvidence && stack.status === before.lastStatus ? before.sameStatus + 1 : 1;
  const progress: Progress = { hasEvidence, lastStatus: stack.status, sameStatus };
  const end = endOf(stack.status);
  const isWaiting = "isCleaningUp" in end && end.isCleaningUp && watch.waitForCleanup;
  const enough = canReadEvents ? CONFIRMING_LOOKS_BESIDE_EVENTS : CONFIRMING_LOOKS;
  const isConfirmed = own.some(({ status }) => status === stack.status) || sameStatus >= enough;
  if (end.kind === "running" || isWaiting || !hasEvidence || !isConfirmed) {
    return { progress, end: { kind: "running" } };
  }
  return { progress, end };
}

/** A stack is in REVIEW_IN_PROGRESS as soon as its first change set is made, before anything runs. */
function isRunning(status: string): boolean {
  return status !== "REVIEW_IN_PROGRESS" && endOf(status).kind === "running";
}
