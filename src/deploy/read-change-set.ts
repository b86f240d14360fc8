/** A change set as Amazon describes it: all pages, nested ones included. */
import type { Change } from "@aws-sdk/client-cloudformation";
import type { AwsClients } from "./aws-clients.ts";
import { readChanges } from "./change-set-table.ts";
import type { ResourceChange } from "./model.ts";

const DEEPEST = 5;

export interface ChangeSetState {
  readonly id: string;
  readonly stackId: string;
  readonly status: string;
  readonly executionStatus: string;
  readonly reason: string;
  /** Milliseconds since the epoch by Amazon's clock. */
  readonly createdAt: number;
  /** Those that the change set gives a value. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly rawChanges: readonly Change[];
}

/** One description, every page of it. Throws `AwsError`. */
export async function describeChangeSet(
  aws: AwsClients,
  changeSet: string,
  stack?: string,
): Promise<ChangeSetState> {
  const rawChanges: Change[] = [];
  for (let next: string | undefined; ; ) {
    const token = next;
    const page = await aws.cloudFormation("cloudformation:DescribeChangeSet", (sdk, options) =>
      sdk.describeChangeSet(
        {
          ChangeSetName: changeSet,
          ...(stack === undefined ? {} : { StackName: stack }),
          ...(token === undefined ? {} : { NextToken: token }),
        },
        options,
      ),
    );
    rawChanges.push(...(page.Changes ?? []));
    next = page.NextToken;
    if (next !== undefined) continue;
    return {
      id: page.ChangeSetId ?? changeSet,
      stackId: page.StackId ?? stack ?? "",
      status: page.Status ?? "",
      executionStatus: page.ExecutionStatus ?? "",
      reason: page.StatusReason ?? "",
      createdAt: page.CreationTime?.getTime() ?? 0,
      parameters: new Map(
        (page.Parameters ?? []).flatMap(({ ParameterKey: key, ParameterValue: value }): [string, string][] =>
          key === undefined || value === undefined ? [] : [[key, value]],
        ),
      ),
      rawChanges,
    };
  }
}

/** All resources that a change set touches; a nested stack's are read from its own change set. */
export async function listChanges(
  aws: AwsClients,
  { rawChanges }: ChangeSetState,
  prefix = "",
  depth = 0,
): Promise<readonly ResourceChange[]> {
  const changes = [...readChanges(rawChanges, prefix)];
  for (const { ResourceChange: change } of rawChanges) {
    if (change?.ChangeSetId === undefined || depth >= DEEPEST) continue;
    const nested = await describeChangeSet(aws, change.ChangeSetId);
    changes.push(...(await listChanges(aws, nested, `${prefix}${change.LogicalResourceId}/`, depth + 1)));
  }
  return changes;
}
