/** Signs of life of long steps, with the rest to expect where an earlier build's record tells. */
import type { StepTime } from "../model.ts";
import type { World } from "../shell/world.ts";
import { formatSeconds } from "./describe-step.ts";
import type { Progress } from "./progress.ts";

const LOOK_MS = 30_000;

/** Tells until `ended`; the log of a run of hours gains some lines an hour, not some a minute. */
export async function tellLongSteps(
  world: World,
  image: string,
  progress: Progress,
  expected: readonly StepTime[],
  ended: AbortSignal,
): Promise<void> {
  const told = new Map<string, number>();
  while (!ended.aborted) {
    await world.clock.sleep(LOOK_MS, ended);
    if (ended.aborted) return;
    for (const line of dueLines(progress.running(world.clock.now()), expected, told)) {
      world.log.info(`${image} │ ${line}`);
    }
  }
}

/** A line for each step that has run a minute, two, five, ten, and then each further ten. Notes them in `told`. */
export function dueLines(
  running: readonly { readonly name: string; readonly seconds: number }[],
  expected: readonly StepTime[],
  told: Map<string, number>,
): readonly string[] {
  return running.flatMap(({ name, seconds }) => {
    const mark = markBelow(seconds);
    if (mark === 0 || mark === told.get(name)) return [];
    told.set(name, mark);
    const before = expected.find((step) => step.name === name && !step.cached && step.error === undefined);
    const about =
      before === undefined || before.seconds < 30 ? "" : ` of about ${formatSeconds(before.seconds)}`;
    return [`… ${name.replace(/\s+/g, " ").slice(0, 120)} · ${formatSeconds(seconds)}${about}`];
  });
}

function markBelow(seconds: number): number {
  if (seconds >= 600) return Math.floor(seconds / 600) * 600;
  return [300, 120, 60].find((mark) => seconds >= mark) ?? 0;
}
