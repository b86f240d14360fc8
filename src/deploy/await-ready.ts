/** The gate before a deploy: a stack that can be updated now, or the reason why not. */
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import type { StackState } from "./model.ts";
import { pollDelayMs } from "./poll-schedule.ts";
import { describeStack } from "./stack.ts";
import { gateOf } from "./states.ts";

export type Ready =
  | { readonly kind: "ready"; readonly stack: StackState }
  /** A stack in REVIEW_IN_PROGRESS only ever had a change set: it is created like one that is absent. */
  | { readonly kind: "absent"; readonly status: string | undefined }
  | { readonly kind: "blocked"; readonly status: string; readonly problem: string }
  | { readonly kind: "cancelled" };

/** Waits for somebody else's operation, until `deadline` (milliseconds since the epoch). */
export async function awaitReady(
  world: World,
  aws: AwsClients,
  name: string,
  deadline: number,
): Promise<Ready> {
  let told = "";
  for (let poll = 0; !world.cancelled.aborted; poll += 1) {
    const stack = await describeStack(aws, name);
    const gate = gateOf(stack?.status, name);
    if (stack === undefined || gate.kind === "absent") return { kind: "absent", status: stack?.status };
    const { status } = stack;
    switch (gate.kind) {
      case "ready":
        return { kind: "ready", stack };
      case "blocked":
        return {
          kind: "blocked",
          status,
          problem: `stack ${name} is in ${status}: ${gate.because}. The way out: ${gate.wayOut}`,
        };
      case "busy":
        break;
    }
    const wait = pollDelayMs(poll, Math.random());
    if (world.clock.now() + wait > deadline) {
      return {
        kind: "blocked",
        status,
        problem: `stack ${name} is still in ${status}: another operation runs on it. Wait for it and run this job again, or raise wait-minutes`,
      };
    }
    if (status !== told) world.log.info(`${name} is in ${status}: waiting for that operation to end`);
    told = status;
    await world.clock.sleep(wait, world.cancelled);
  }
  return { kind: "cancelled" };
}
