/** What CloudFormation tells about a stack and its template, in our own words. */
import type { Stack } from "@aws-sdk/client-cloudformation";
import type { JsonObject } from "../registry/json.ts";
import type { AwsClients } from "./aws-clients.ts";
import { saysNo } from "./aws-error.ts";
import type { DeclaredParameter, StackState } from "./model.ts";
import { parseTemplate } from "./template-document.ts";

/** By name or ARN; `undefined`: there is none. Throws `AwsError`. */
export async function describeStack(aws: AwsClients, stack: string): Promise<StackState | undefined> {
  try {
    const answer = await aws.cloudFormation("cloudformation:DescribeStacks", (sdk, options) =>
      sdk.describeStacks({ StackName: stack }, options),
    );
    const [found] = answer.Stacks ?? [];
    return found === undefined ? undefined : readStack(found);
  } catch (error) {
    // The Query protocol has no name of its own for it (facts D30).
    if (saysNo(error, /^ValidationError: .*does not exist/)) return undefined;
    throw error;
  }
}

function readStack(stack: Stack): StackState {
  const pairs = <T>(
    list: readonly T[] | undefined,
    read: (item: T) => [string | undefined, string | undefined],
  ) =>
    new Map(
      (list ?? []).map((item) => read(item)).map(([key = "", value = ""]): [string, string] => [key, value]),
    );
  return {
    id: stack.StackId ?? "",
    name: stack.StackName ?? "",
    status: stack.StackStatus ?? "",
    reason: stack.StackStatusReason,
    parameters: pairs(stack.Parameters, (one) => [one.ParameterKey, one.ParameterValue]),
    outputs: pairs(stack.Outputs, (one) => [one.OutputKey, one.OutputValue]),
    tags: pairs(stack.Tags, (one) => [one.Key, one.Value]),
    roleArn: stack.RoleARN,
    notificationArns: stack.NotificationARNs ?? [],
    updatedAt: (stack.LastUpdatedTime ?? stack.CreationTime)?.getTime() ?? 0,
  };
}

export interface TemplateSummary {
  readonly parameters: readonly DeclaredParameter[];
  readonly transforms: readonly string[];
  /** Capabilities that the template asks to be acknowledged, and why. */
  readonly capabilities: readonly string[];
  readonly capabilitiesReason: string | undefined;
}

export type TemplateReference =
  | { readonly StackName: string }
  | { readonly TemplateBody: string }
  | { readonly TemplateURL: string };

/** What a template declares: the stack's own, a text, or one in S3. Throws `AwsError`. */
export async function summarizeTemplate(
  aws: AwsClients,
  template: TemplateReference,
): Promise<TemplateSummary> {
  const answer = await aws.cloudFormation("cloudformation:GetTemplateSummary", (sdk, options) =>
    sdk.getTemplateSummary(template, options),
  );
  return {
    parameters: (answer.Parameters ?? []).map((one) => ({
      name: one.ParameterKey ?? "",
      hasDefault: one.DefaultValue !== undefined,
      noEcho: one.NoEcho === true,
    })),
    transforms: answer.DeclaredTransforms ?? [],
    capabilities: answer.Capabilities ?? [],
    capabilitiesReason: answer.CapabilitiesReason,
  };
}

/** A stack's template after its transforms, or the one that a change set would bring. Throws `AwsError`. */
export async function readTemplate(
  aws: AwsClients,
  stackId: string,
  changeSet?: string,
): Promise<JsonObject | undefined> {
  const answer = await aws.cloudFormation("cloudformation:GetTemplate", (sdk, options) =>
    sdk.getTemplate(
      {
        StackName: stackId,
        TemplateStage: "Processed",
        ...(changeSet === undefined ? {} : { ChangeSetName: changeSet }),
      },
      options,
    ),
  );
  return parseTemplate(answer.TemplateBody ?? "");
}

/** Logical id → physical id of everything in a stack (not in those nested in it). Throws `AwsError`. */
export async function listResources(aws: AwsClients, stackId: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let next: string | undefined;
  do {
    const token = next;
    const answer = await aws.cloudFormation("cloudformation:ListStackResources", (sdk, options) =>
      sdk.listStackResources(
        { StackName: stackId, ...(token === undefined ? {} : { NextToken: token }) },
        options,
      ),
    );
    for (const { LogicalResourceId, PhysicalResourceId } of answer.StackResourceSummaries ?? []) {
      if (LogicalResourceId !== undefined && PhysicalResourceId !== undefined) {
        found.set(LogicalResourceId, PhysicalResourceId);
      }
    }
    next = answer.NextToken;
  } while (next !== undefined);
  return found;
}
