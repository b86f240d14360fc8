/** Waits for an update by the stack's ARN, streams its events, and ends with evidence or with the reason why not. */
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import type { StackEvent, StackState } from "./model.ts";
import { pollDelayMs } from "./poll-schedule.ts";
import { judgeProgress, noProgress, type Watch } from "./progress.ts";
import { openEvents } from "./read-events.ts";
import { describeStack } from "./stack.ts";
import type { OperationEnd } from "./states.ts";

export type Waited = { readonly events: readonly StackEvent[]; readonly stack: StackState | undefined } & (
  | { readonly kind: "ended"; readonly end: OperationEnd }
  | { readonly kind: "timeout" }
  | { readonly kind: "cancelled" }
  /** The stack can be read no more: credentials ran out, or nobody answered for long. */
  | { readonly kind: "lost"; readonly because: string }
);

/** Nobody answers for so long: then it is not a hiccup. */
const SILENCE_LIMIT_MS = 10 * 60_000;
/** A quick look never starts an operation; one that never begins is not waited for without end. */
const NO_EVIDENCE_LIMIT_MS = 5 * 60_000;

/** `limitMs`: `undefined` for none. The update goes on whatever this returns. */
export async function waitForUpdate(
  world: World,
  aws: AwsClients,
  watch: Watch,
  limitMs: number | undefined,
): Promise<Waited> {
  const reader = openEvents(aws, watch.stackId, watch.since);
  const events: StackEvent[] = [];
  const started = world.clock.now();
  let answeredAt = started;
  let progress = noProgress;
  let stack: StackState | undefined;
  let canReadEvents = true;
  let hasReadEvents = true;

  for (let poll = 0; ; poll += 1) {
    await world.clock.sleep(
      limited(pollDelayMs(poll, Math.random()), started, limitMs, world),
      world.cancelled,
    );
    if (world.cancelled.aborted) return { kind: "cancelled", events, stack };
    try {
      stack = (await describeStack(aws, watch.stackId)) ?? stack;
      if (canReadEvents) {
        const fresh = await reader.read();
        events.push(...fresh.events);
        for (const event of fresh.events) world.log.info(describeEvent(event));
        hasReadEvents = fresh.isComplete;
        if (fresh.denied !== undefined) {
          canReadEvents = false;
          world.log.warning(`the update is watched by its status only: ${fresh.denied}`);
        }
      }
      answeredAt = world.clock.now();
    } catch (error) {
      if (isAwsError(error, "cancelled")) return { kind: "cancelled", events, stack };
      if (isAwsError(error, "expired", "denied"))
        return { kind: "lost", because: error.message, events, stack };
      if (!isAwsError(error, "transient")) throw error;
      world.log.info(`no answer, asking again: ${error.message}`);
      if (world.clock.now() - answeredAt > SILENCE_LIMIT_MS) {
        return { kind: "lost", because: error.message, events, stack };
      }
    }
    if (stack !== undefined) {
      const judged = judgeProgress(watch, progress, {
        stack,
        events,
        canReadEvents: canReadEvents && hasReadEvents,
      });
      progress = judged.progress;
      if (judged.end.kind !== "running") return { kind: "ended", end: judged.end, events, stack };
    }
    const elapsed = world.clock.now() - started;
    if (limitMs !== undefined && elapsed >= limitMs) return { kind: "timeout", events, stack };
    if (!progress.hasEvidence && elapsed > NO_EVIDENCE_LIMIT_MS) {
      const because = `no sign of this update within 5 minutes; the stack says ${stack?.status ?? "nothing"}`;
      return { kind: "lost", because, events, stack };
    }
  }
}

/** Never sleeps past the limit: the last look is at the limit itself. */
function limited(delay: number, started: number, limitMs: number | undefined, world: World): number {
  if (limitMs === undefined) return delay;
  return Math.max(0, Math.min(delay, started + limitMs - world.clock.now()));
}

/** `12:03:11  UPDATE_IN_PROGRESS  ChordDetector (AWS::Lambda::Function)  reason`. */
export function describeEvent({ at, status, logicalId, type, stackName, reason }: StackEvent): string {
  const time = new Date(at).toISOString().slice(11, 19);
  const why = reason === undefined ? "" : `  ${reason}`;
  return `${time}  ${status.padEnd(28)}  ${stackName}/${logicalId} (${type})${why}`;
}
