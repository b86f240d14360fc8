/** A change set of an earlier run, looked at again before it is executed. Starts nothing. */
import type { World } from "../shell/world.ts";
import { awaitReady } from "./await-ready.ts";
import type { AwsClients } from "./aws-clients.ts";
import { imageOf } from "./check-images.ts";
import { findImageProblems } from "./find-image-problems.ts";
import type { WantedParameter } from "./model.ts";
import type { Prepared } from "./prepare.ts";
import { describeChangeSet } from "./read-change-set.ts";

export interface ReopenRequest {
  readonly stack: string;
  /** Name or ARN. */
  readonly changeSet: string;
  /** Milliseconds since the epoch: so long another operation is waited for. */
  readonly deadline: number;
}

/** Its images may be gone since it was made: they are checked like those of a new one. Throws `AwsError`. */
export async function reopenChangeSet(
  world: World,
  aws: AwsClients,
  request: ReopenRequest,
): Promise<Prepared> {
  const gate = await awaitReady(world, aws, request.stack, request.deadline);
  if (gate.kind === "cancelled") return gate;
  if (gate.kind === "blocked") return { kind: "blocked", status: gate.status, problems: [gate.problem] };
  const changeSet = await describeChangeSet(aws, request.changeSet, request.stack);
  const status = gate.kind === "ready" ? gate.stack.status : gate.status;
  if (nameOf(changeSet.stackId) !== nameOf(request.stack)) {
    const problem = `input change-set: it is one of the stack ${nameOf(changeSet.stackId)}, not of ${nameOf(request.stack)}`;
    return { kind: "blocked", status, problems: [problem] };
  }
  if (changeSet.status !== "CREATE_COMPLETE" || changeSet.executionStatus !== "AVAILABLE") {
    const found = `${changeSet.status}, ${changeSet.executionStatus} ${changeSet.reason}`.trim();
    const problem = `input change-set: expected one that can be executed, found ${found}; make a new one with execute: false`;
    return { kind: "blocked", status, problems: [problem] };
  }
  const current = gate.kind === "ready" ? gate.stack.parameters : new Map<string, string>();
  const wanted = [...changeSet.parameters].flatMap(([name, value]): WantedParameter[] => {
    const image = imageOf(name, value);
    // A NoEcho value reads as asterisks; others that stay as they are need no look.
    const isPlain = current.get(name) !== value && !/^\*+$/.test(value);
    return image === undefined && !isPlain ? [] : [{ name, value, image, from: "the change set" }];
  });
  const template = { kind: "change-set", id: changeSet.id } as const;
  const images = await findImageProblems(world, aws, { stackId: changeSet.stackId, template, wanted });
  return images.problems.length > 0
    ? { kind: "blocked", status, problems: images.problems }
    : { kind: "made", status, changeSet, wanted, notices: images.notices };
}

/** `arn:aws:cloudformation:…:stack/NAME/UUID`, or the name itself. */
function nameOf(stack: string): string {
  return stack.split("/")[1] ?? stack;
}
