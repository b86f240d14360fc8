/** New events of a stack and of those nested in it, each once, oldest first. */
import type { StackEvent as SdkEvent } from "@aws-sdk/client-cloudformation";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError, saysNo } from "./aws-error.ts";
import type { StackEvent } from "./model.ts";

export interface EventReader {
  /** Everything that is new. Throws `AwsError` for expired credentials and the like. */
  read(): Promise<FreshEvents>;
}

export interface FreshEvents {
  readonly events: readonly StackEvent[];
  /** The role may not read events. */
  readonly denied: string | undefined;
  /** `false`: some could not be read this time. */
  readonly isComplete: boolean;
}

/** `since`: milliseconds since the epoch by Amazon's clock; older events are of other operations. */
export function openEvents(aws: AwsClients, rootStackId: string, since: number): EventReader {
  const known = new Map<string, Set<string>>([[rootStackId, new Set()]]);

  async function readStack(stackId: string, seen: Set<string>): Promise<readonly StackEvent[]> {
    const fresh: StackEvent[] = [];
    for (let next: string | undefined; ; ) {
      const token = next;
      const page = await aws.cloudFormation("cloudformation:DescribeStackEvents", (sdk, options) =>
        sdk.describeStackEvents(
          { StackName: stackId, ...(token === undefined ? {} : { NextToken: token }) },
          options,
        ),
      );
      // Newest first: the first one that is known or too old ends it.
      for (const event of (page.StackEvents ?? []).map(readEvent)) {
        if (seen.has(event.id) || event.at < since) return fresh;
        fresh.push(event);
      }
      next = page.NextToken;
      if (next === undefined) return fresh;
    }
  }

  return {
    async read() {
      const events: StackEvent[] = [];
      let isComplete = true;
      try {
        // Nested stacks are found while reading, so the list grows under this loop.
        for (const [stackId, seen] of known) {
          const fresh = await readStack(stackId, seen).catch((error: unknown) => {
            const isNested = stackId !== rootStackId;
            // A role that may look at the stack need not see those nested in it: their parent tells the failure then.
            if (isNested && (saysNo(error, /does not exist/) || isAwsError(error, "denied"))) return [];
            throw error;
          });
          for (const event of fresh) {
            seen.add(event.id);
            const isNested =
              event.type === "AWS::CloudFormation::Stack" && event.physicalId.startsWith("arn:");
            if (isNested && !known.has(event.physicalId)) known.set(event.physicalId, new Set());
          }
          events.push(...[...fresh].reverse());
        }
      } catch (error) {
        if (isAwsError(error, "denied")) return { events, denied: error.message, isComplete: false };
        // The next look finds what this one missed.
        if (!isAwsError(error, "transient")) throw error;
        isComplete = false;
      }
      // Stable: Amazon's order decides between events of the same millisecond.
      return { events: events.sort((a, b) => a.at - b.at), denied: undefined, isComplete };
    },
  };
}

function readEvent(event: SdkEvent): StackEvent {
  return {
    id: event.EventId ?? "",
    stackId: event.StackId ?? "",
    stackName: event.StackName ?? "",
    logicalId: event.LogicalResourceId ?? "",
    physicalId: event.PhysicalResourceId ?? "",
    type: event.ResourceType ?? "",
    status: event.ResourceStatus ?? "",
    // A hook says in a field of its own what it objects to.
    reason: event.HookStatusReason ?? event.ResourceStatusReason,
    token: event.ClientRequestToken,
    at: event.Timestamp?.getTime() ?? 0,
  };
}
