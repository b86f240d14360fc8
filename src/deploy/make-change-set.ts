/** Makes a change set under a name of its own, and waits until it says what it would change. */
import type { CreateChangeSetInput } from "@aws-sdk/client-cloudformation";
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError, saysNo } from "./aws-error.ts";
import { pollDelayMs } from "./poll-schedule.ts";
import { type ChangeSetState, describeChangeSet } from "./read-change-set.ts";

export type MadeChangeSet =
  | { readonly kind: "made"; readonly state: ChangeSetState }
  | { readonly kind: "empty" }
  /** Another operation began meanwhile. */
  | { readonly kind: "busy" }
  | { readonly kind: "failed"; readonly problem: string }
  | { readonly kind: "cancelled" };

/** Amazon has two texts for "nothing to do" (facts D4). */
const EMPTY =
  /submitted information didn't contain changes|^(ValidationError: )?No updates are to be performed/;
const BUSY = /can ?not be updated|in .*_IN_PROGRESS state/;
const LIMIT_MS = 15 * 60_000;

/** An empty or failed change set is removed again. Throws `AwsError` when AWS refuses the request itself. */
export async function makeChangeSet(
  world: World,
  aws: AwsClients,
  request: CreateChangeSetInput & { readonly StackName: string; readonly ChangeSetName: string },
): Promise<MadeChangeSet> {
  let id: string;
  try {
    // Not cut off by a cancellation: what was made must be known, to be removed.
    const answer = await aws.cloudFormation(
      "cloudformation:CreateChangeSet",
      (sdk, options) => sdk.createChangeSet({ ...request, ClientToken: request.ChangeSetName }, options),
      false,
    );
    id = answer.Id ?? request.ChangeSetName;
  } catch (error) {
    if (saysNo(error, EMPTY)) return { kind: "empty" };
    if (saysNo(error, BUSY)) return { kind: "busy" };
    // No answer: it may have been made all the same.
    if (isAwsError(error, "transient"))
      await removeChangeSet(world, aws, request.ChangeSetName, request.StackName);
    throw error;
  }
  const state = await orRemove(world, aws, id, request.StackName, () =>
    awaitChangeSet(world, aws, id, request.StackName),
  );
  if (state === undefined) {
    await removeChangeSet(world, aws, id, request.StackName);
    return { kind: "cancelled" };
  }
  if (state.status === "CREATE_COMPLETE") return { kind: "made", state };
  const details = EMPTY.test(state.reason) ? [] : await explainFailure(world, aws, state);
  await removeChangeSet(world, aws, id, request.StackName);
  if (EMPTY.test(state.reason) && !/nested/i.test(state.reason)) return { kind: "empty" };
  if (request.IncludeNestedStacks === true && /nested change set/i.test(state.reason)) {
    // cloudformation-coverage-roadmap#759: a nested stack that takes another one's outputs cannot be previewed, but updated.
    world.log.warning(
      `the nested stacks cannot be previewed (${state.reason}); the change set is made without them`,
    );
    const ChangeSetName = `${request.ChangeSetName}-flat`;
    return makeChangeSet(world, aws, { ...request, ChangeSetName, IncludeNestedStacks: false });
  }
  const problem = [
    `the change set failed (${state.status}): ${state.reason || "no reason given"}`,
    ...details,
  ];
  return { kind: "failed", problem: problem.join("; ") };
}

/** `undefined`: cancelled. */
async function awaitChangeSet(
  world: World,
  aws: AwsClients,
  id: string,
  stack: string,
): Promise<ChangeSetState | undefined> {
  const deadline = world.clock.now() + LIMIT_MS;
  for (let poll = 0; ; poll += 1) {
    await world.clock.sleep(pollDelayMs(poll, Math.random()), world.cancelled);
    if (world.cancelled.aborted) return undefined;
    const state = await describeChangeSet(aws, id, stack);
    if (!/^CREATE_(PENDING|IN_PROGRESS)$/.test(state.status)) return state;
    if (world.clock.now() > deadline) {
      return { ...state, status: "TIMEOUT", reason: `still ${state.status} after 15 minutes` };
    }
  }
}

/** Early validation says in its events what the change set's reason only hints at (facts B5.7). */
async function explainFailure(
  world: World,
  aws: AwsClients,
  state: ChangeSetState,
): Promise<readonly string[]> {
  if (!state.reason.includes("AWS::EarlyValidation")) return [];
  try {
    const answer = await aws.cloudFormation("cloudformation:DescribeEvents", (sdk, options) =>
      sdk.describeEvents({ ChangeSetName: state.id, Filters: { FailedEvents: true } }, options),
    );
    return (answer.OperationEvents ?? []).flatMap((event) => {
      const reason = event.ValidationStatusReason ?? event.ResourceStatusReason;
      const where = event.ValidationPath ?? event.LogicalResourceId ?? "";
      return reason === undefined ? [] : [`${where}: ${reason}`];
    });
  } catch (error) {
    if (!isAwsError(error, "denied", "refused", "transient")) throw error;
    world.log.warning(`the reasons of the early validation cannot be read: ${error.message}`);
    return ["allow cloudformation:DescribeEvents to see which property is wrong"];
  }
}

/** Work on a change set of ours: when it throws, the change set is removed. */
export async function orRemove<T>(
  world: World,
  aws: AwsClients,
  id: string,
  stack: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    await removeChangeSet(world, aws, id, stack);
    throw error;
  }
}

/** Never fails a run: a change set that stays costs nothing but a place in the list. */
export async function removeChangeSet(
  world: World,
  aws: AwsClients,
  id: string,
  stack: string,
): Promise<void> {
  try {
    await aws.cloudFormation(
      "cloudformation:DeleteChangeSet",
      (sdk, options) => sdk.deleteChangeSet({ ChangeSetName: id, StackName: stack }, options),
      false,
    );
  } catch (error) {
    if (!isAwsError(error, "denied", "expired", "transient", "refused", "cancelled")) throw error;
    world.log.warning(`the change set ${id} was not removed: ${error.message}`);
  }
}
