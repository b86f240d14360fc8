/** From the request to a change set that can be executed: gate, preflight, change set. Starts nothing. */
import type { CreateChangeSetInput } from "@aws-sdk/client-cloudformation";
import type { World } from "../shell/world.ts";
import { awaitReady } from "./await-ready.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isCapability } from "./capabilities.ts";
import { findImageProblems } from "./find-image-problems.ts";
import type { Findings } from "./image-checks.ts";
import { makeChangeSet, orRemove, removeChangeSet } from "./make-change-set.ts";
import type { NewChangeSet, StackState, WantedParameter } from "./model.ts";
import { checkRequest, ownTags, type Preflight } from "./preflight.ts";
import type { ChangeSetState } from "./read-change-set.ts";
import { summarizeTemplate } from "./stack.ts";
import { type LoadedTemplate, loadTemplate, referenceOf } from "./template-source.ts";

export type Prepared =
  | {
      readonly kind: "made";
      readonly status: string | undefined;
      readonly changeSet: ChangeSetState;
      readonly wanted: readonly WantedParameter[];
      readonly notices: readonly string[];
    }
  /** The stack has all of it already. */
  | { readonly kind: "none"; readonly stack: StackState; readonly notices: readonly string[] }
  | { readonly kind: "blocked"; readonly status: string | undefined; readonly problems: readonly string[] }
  /** Another operation began meanwhile: from the start again. */
  | { readonly kind: "busy" }
  | { readonly kind: "cancelled" };

export interface PrepareRequest {
  readonly stack: string;
  readonly source: NewChangeSet;
  readonly wanted: readonly WantedParameter[];
  readonly changeSetName: string;
  /** Milliseconds since the epoch: so long another operation is waited for. */
  readonly deadline: number;
}

/** Throws `AwsError` where AWS refuses a call that nothing explains. */
export async function prepareChangeSet(
  world: World,
  aws: AwsClients,
  request: PrepareRequest,
): Promise<Prepared> {
  const { source, wanted } = request;
  const template = await loadTemplate(world, source.template);
  if (typeof template === "string") return { kind: "blocked", status: undefined, problems: [template] };
  const ready = await awaitReady(world, aws, request.stack, request.deadline);
  if (ready.kind === "cancelled") return ready;
  if (ready.kind === "blocked") return { kind: "blocked", status: ready.status, problems: [ready.problem] };
  if (ready.kind === "absent" && (template.kind === "previous" || request.stack.startsWith("arn:"))) {
    const problem = `there is no stack ${request.stack} in ${aws.region}: check the input stack and the region (AWS_REGION), or give its name and the input template to create it`;
    return { kind: "blocked", status: ready.status, problems: [problem] };
  }
  const stack = ready.kind === "ready" ? ready.stack : undefined;
  const status = stack?.status;
  const summary = await summarizeTemplate(aws, referenceOf(template, stack?.id ?? request.stack));
  for (const { name } of summary.parameters.filter(({ noEcho }) => noEcho)) {
    const value = wanted.find((one) => one.name === name)?.value ?? "";
    // Shorter ones would mask half of the log.
    if (value.length > 3) world.log.mask(value);
  }
  const preflight = checkRequest({ source, summary, stack, wanted });
  if (preflight.problems.length > 0) return { kind: "blocked", status, problems: preflight.problems };
  if (preflight.isNothingToDo && stack !== undefined)
    return { kind: "none", stack, notices: preflight.notices };

  const images = await findImageProblems(world, aws, { stackId: stack?.id, template, wanted });
  const notices = [...preflight.notices, ...images.notices];
  if (images.problems.length > 0) return { kind: "blocked", status, problems: images.problems };
  const made = await makeChangeSet(world, aws, changeSetInput(request, template, stack, preflight));
  switch (made.kind) {
    case "made": {
      // What lies in S3 can only be read through the change set.
      const late = template.kind === "url" ? await checkAgainst(world, aws, made.state, wanted) : undefined;
      if (late !== undefined && late.problems.length > 0)
        return { kind: "blocked", status, problems: late.problems };
      return {
        kind: "made",
        status,
        changeSet: made.state,
        wanted,
        notices: [...notices, ...(late?.notices ?? [])],
      };
    }
    case "empty":
      return stack === undefined
        ? { kind: "blocked", status, problems: ["the template has no resources"] }
        : { kind: "none", stack, notices: [...notices, ...preflight.unmet] };
    case "failed":
      return { kind: "blocked", status, problems: [made.problem] };
    case "busy":
    case "cancelled":
      return made;
  }
}

/** A change set whose images do not fit its template is removed again. */
async function checkAgainst(
  world: World,
  aws: AwsClients,
  { id, stackId }: ChangeSetState,
  wanted: readonly WantedParameter[],
): Promise<Findings> {
  const findings = await orRemove(world, aws, id, stackId, () =>
    findImageProblems(world, aws, { stackId, template: { kind: "change-set", id }, wanted }),
  );
  if (findings.problems.length > 0) await removeChangeSet(world, aws, id, stackId);
  return findings;
}

function changeSetInput(
  { stack: name, source, changeSetName }: PrepareRequest,
  template: LoadedTemplate,
  stack: StackState | undefined,
  { parameters }: Preflight,
): CreateChangeSetInput & { readonly StackName: string; readonly ChangeSetName: string } {
  // What leaving tags out does is told for UpdateStack only (it keeps them): so the stack's own are sent.
  const tags = source.tags ?? (stack === undefined ? undefined : ownTags(stack));
  return {
    // By name, although Amazon takes the ARN too: stand-ins (moto, LocalStack) know the name only.
    StackName: stack?.name ?? name,
    ChangeSetName: changeSetName,
    ChangeSetType: stack === undefined ? "CREATE" : "UPDATE",
    Description: "ml-image-build: image digests of this run",
    IncludeNestedStacks: true,
    ...templateInput(template),
    Parameters: [...parameters],
    Capabilities: source.capabilities.filter(isCapability),
    ...(tags === undefined ? {} : { Tags: [...tags].map(([Key, Value]) => ({ Key, Value })) }),
    ...(source.roleArn === undefined ? {} : { RoleARN: source.roleArn }),
    ...(source.notificationArns === undefined ? {} : { NotificationARNs: [...source.notificationArns] }),
  };
}

function templateInput(
  template: LoadedTemplate,
): Pick<CreateChangeSetInput, "TemplateBody" | "TemplateURL" | "UsePreviousTemplate"> {
  switch (template.kind) {
    case "previous":
      return { UsePreviousTemplate: true };
    case "body":
      return { TemplateBody: template.text };
    case "url":
      return { TemplateURL: template.url };
  }
}
