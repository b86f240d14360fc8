/** The stack after an update that is known to have ended: read again while the answer is older than the update. */
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import { hasValue } from "./choose-parameters.ts";
import type { StackState, WantedParameter } from "./model.ts";
import { pollDelayMs } from "./poll-schedule.ts";
import { describeStack } from "./stack.ts";

const LOOKS = 5;

/**
 * The end was told by an event, and DescribeStacks may still show the values and outputs from before, under the
 * same UPDATE_COMPLETE. `since`: when the change set was made, by Amazon's clock. Asks a few times, then takes
 * what there is. Never throws an `AwsError`.
 */
export async function readSettled(
  world: World,
  aws: AwsClients,
  stack: StackState,
  since: number,
  wanted: readonly WantedParameter[],
): Promise<StackState> {
  let latest = stack;
  for (let look = 0; look < LOOKS && !world.cancelled.aborted; look += 1) {
    if (latest.updatedAt >= since && wanted.every((one) => hasValue(latest, one))) return latest;
    await world.clock.sleep(pollDelayMs(look, Math.random()), world.cancelled);
    try {
      latest = (await describeStack(aws, stack.id)) ?? latest;
    } catch (error) {
      if (!isAwsError(error, "cancelled", "denied", "expired", "refused", "transient")) throw error;
      return latest;
    }
  }
  return latest;
}
