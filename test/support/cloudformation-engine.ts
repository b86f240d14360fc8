/** What CloudFormation does with a change set: refuse, compare, run, let time pass. */
import { randomUUID } from "node:crypto";
import { parseTemplate } from "../../src/deploy/template-document.ts";
import { isObject, type JsonObject, objectAt, stringAt, stringsAt } from "../../src/registry/json.ts";
import {
  ACCOUNT,
  addEvent,
  addStack,
  type ChangeRecord,
  type ChangeSetRecord,
  type CloudState,
  findStack,
  type Operation,
  REGION,
  type StackRecord,
  type Tick,
} from "./cloudformation-state.ts";
import { listOf } from "./cloudformation-xml.ts";

export class CloudError extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

type Form = Readonly<Record<string, string>>;

export function templateOf(text: string): JsonObject {
  return parseTemplate(text) ?? {};
}

export function declaredIn(text: string): ReadonlyMap<string, JsonObject> {
  return new Map(
    Object.entries(objectAt(templateOf(text), "Parameters") ?? {}).map(([name, value]) => [
      name,
      isObject(value) ? value : {},
    ]),
  );
}

export function transformsIn(text: string): readonly string[] {
  const { Transform } = templateOf(text);
  return typeof Transform === "string" ? [Transform] : stringsAt({ Transform }, "Transform");
}

export function capabilitiesFor(text: string): readonly string[] {
  const roles = Object.values(objectAt(templateOf(text), "Resources") ?? {})
    .filter(isObject)
    .filter((one) => stringAt(one, "Type") === "AWS::IAM::Role");
  if (roles.length === 0) return [];
  const isNamed = roles.some((one) => objectAt(one, "Properties")?.RoleName !== undefined);
  return [isNamed ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"];
}

/** Time passes by one look. */
export function look(state: CloudState, stack: StackRecord): void {
  if (stack.staleLooks > 0) {
    stack.staleLooks -= 1;
    return;
  }
  stack.stale = undefined;
  const tick = stack.ticks.shift();
  if (tick === undefined) return;
  if (tick.status !== undefined) stack.status = tick.status;
  stack.reason = tick.reason;
  for (const event of tick.events ?? []) {
    const target = event.stack === undefined ? stack : findStack(state, event.stack);
    if (target !== undefined) addEvent(target, event, tokenOf(stack));
  }
  tick.run?.();
}

const tokens = new WeakMap<StackRecord, string>();
function tokenOf(stack: StackRecord): string | undefined {
  return tokens.get(stack);
}

export function createChangeSet(state: CloudState, form: Form): ChangeSetRecord {
  const name = form.StackName ?? "";
  const isCreate = form.ChangeSetType === "CREATE";
  let stack = findStack(state, name);
  if (!isCreate && stack === undefined)
    throw new CloudError("ValidationError", `Stack [${name}] does not exist`);
  if (stack !== undefined && !isCreate && !/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack.status)) {
    throw new CloudError(
      "ValidationError",
      `Stack:${stack.id} is in ${stack.status} state and can not be updated.`,
    );
  }
  const changeSetName = form.ChangeSetName ?? "";
  if (
    stack !== undefined &&
    [...state.changeSets.values()].some((one) => one.stack === stack && one.name === changeSetName)
  ) {
    throw new CloudError("AlreadyExistsException", `ChangeSet ${changeSetName} already exists`);
  }
  const before = stack?.template ?? "Resources: {}";
  const template =
    form.UsePreviousTemplate === "true"
      ? before
      : (form.TemplateBody ?? state.templates.get(form.TemplateURL ?? "") ?? "");
  const given = readParameters(form, template, stack);
  const missing = capabilitiesFor(template).filter(
    (one) => !listOf(form, "Capabilities").some((item) => item[""] === one),
  );
  if (missing.length > 0) {
    throw new CloudError(
      "InsufficientCapabilitiesException",
      `Requires capabilities : [${missing.join(", ")}]`,
    );
  }
  const tags = new Map(listOf(form, "Tags").map(({ Key = "", Value = "" }) => [Key, Value]));
  const now = new Date();
  if (stack === undefined) {
    stack = addStack(state, name, {
      status: "REVIEW_IN_PROGRESS",
      template: "Resources: {}",
      createdAt: now,
    });
    stack.events.length = 0;
    addEvent(stack, { logicalId: name, status: "REVIEW_IN_PROGRESS" }, undefined, now);
  }
  const found = compare(before, template, stack.parameters, given.values, isCreate);
  const isRetagged = JSON.stringify([...tags]) !== JSON.stringify([...stack.tags]);
  const changes = state.changes?.(found) ?? found;
  const isEmpty = changes.length === 0 && !isRetagged;
  const record: ChangeSetRecord = {
    name: changeSetName,
    id: `arn:aws:cloudformation:${REGION}:${ACCOUNT}:changeSet/${changeSetName}/${randomUUID()}`,
    stack,
    status: isEmpty || state.changeSetFailure !== undefined ? "FAILED" : "CREATE_COMPLETE",
    executionStatus: isEmpty || state.changeSetFailure !== undefined ? "UNAVAILABLE" : "AVAILABLE",
    reason:
      state.changeSetFailure ??
      (isEmpty
        ? "The submitted information didn't contain changes. Submit different information to create a change set."
        : undefined),
    createdAt: now,
    template,
    ...given,
    changes,
    settings: {
      tags,
      roleArn: form.RoleARN ?? stack.roleArn,
      notificationArns: listOf(form, "NotificationARNs").map((item) => item[""] ?? ""),
    },
    looks: 0,
  };
  state.changeSets.set(record.id, record);
  return record;
}

/** As Amazon: what is left out falls back to the default, and an unknown name is refused. */
function readParameters(
  form: Form,
  template: string,
  stack: StackRecord | undefined,
): { values: ReadonlyMap<string, string>; given: ReadonlyMap<string, string> } {
  const declared = declaredIn(template);
  const values = new Map<string, string>();
  const given = new Map<string, string>();
  for (const { ParameterKey = "", ParameterValue, UsePreviousValue } of listOf(form, "Parameters")) {
    if (!declared.has(ParameterKey)) {
      throw new CloudError("ValidationError", `Parameters: [${ParameterKey}] do not exist in the template`);
    }
    const previous = stack?.parameters.get(ParameterKey);
    if (UsePreviousValue === "true" && (previous === undefined || stack?.status === "REVIEW_IN_PROGRESS")) {
      throw new CloudError(
        "ValidationError",
        `Invalid input for parameter key ${ParameterKey}. Cannot specify usePreviousValue as true for a parameter key not in the previous template`,
      );
    }
    const value = UsePreviousValue === "true" ? previous : ParameterValue;
    values.set(ParameterKey, value ?? "");
    given.set(ParameterKey, value ?? "");
  }
  const missing: string[] = [];
  for (const [name, parameter] of declared) {
    if (values.has(name)) continue;
    if (parameter.Default === undefined) missing.push(name);
    else values.set(name, String(parameter.Default));
  }
  if (missing.length > 0)
    throw new CloudError("ValidationError", `Parameters: [${missing.join(", ")}] must have values`);
  return { values, given };
}

function compare(
  before: string,
  after: string,
  oldValues: ReadonlyMap<string, string>,
  newValues: ReadonlyMap<string, string>,
  isCreate: boolean,
): readonly ChangeRecord[] {
  const was = isCreate ? {} : (objectAt(templateOf(before), "Resources") ?? {});
  const is = objectAt(templateOf(after), "Resources") ?? {};
  const changed = [...newValues]
    .filter(([name, value]) => oldValues.get(name) !== value)
    .map(([name]) => name);
  const changes: ChangeRecord[] = [];
  for (const [logicalId, resource] of Object.entries(is)) {
    const type = isObject(resource) ? (stringAt(resource, "Type") ?? "") : "";
    if (was[logicalId] === undefined) {
      changes.push({ logicalId, type, action: "Add" });
      continue;
    }
    const text = JSON.stringify(resource);
    const uses = changed.some((name) => text.includes(`{"Ref":"${name}"}`) || text.includes(`\${${name}}`));
    if (!uses && text === JSON.stringify(was[logicalId])) continue;
    const isRevision = type === "AWS::ECS::TaskDefinition";
    changes.push({
      logicalId,
      type,
      action: "Modify",
      replacement: isRevision ? "True" : "False",
      properties: type === "AWS::Lambda::Function" ? ["Code"] : ["Properties"],
    });
  }
  for (const [logicalId, resource] of Object.entries(was)) {
    const type = isObject(resource) ? (stringAt(resource, "Type") ?? "") : "";
    if (is[logicalId] === undefined) changes.push({ logicalId, type, action: "Remove" });
  }
  return changes;
}

export function executeChangeSet(state: CloudState, changeSet: ChangeSetRecord, token: string): void {
  const refusal = state.onExecute?.(changeSet);
  if (refusal !== undefined) throw new CloudError("InvalidChangeSetStatus", refusal);
  if (changeSet.executionStatus !== "AVAILABLE") {
    throw new CloudError(
      "InvalidChangeSetStatus",
      `ChangeSet [${changeSet.id}] cannot be executed in its current status of [${changeSet.status}]`,
    );
  }
  const { stack } = changeSet;
  changeSet.executionStatus = "EXECUTE_IN_PROGRESS";
  tokens.set(stack, token);
  stack.stale = stack.staleLooks > 0 ? { status: stack.status } : undefined;
  const operation: Operation = { stack, changeSet, token, apply: () => apply(state, changeSet) };
  stack.ticks.push(...state.script(operation));
}

/** The values become real: resources exist, functions and services run the images. */
function apply(state: CloudState, { stack, template, values, settings }: ChangeSetRecord): void {
  stack.template = template;
  stack.parameters.clear();
  for (const [name, value] of values) stack.parameters.set(name, value);
  stack.tags = settings.tags;
  stack.roleArn = settings.roleArn;
  stack.notificationArns = settings.notificationArns;
  stack.updatedAt = new Date();
  materialize(state, stack);
}

/** Everything in a stack's template exists, and runs what the parameters say. */
export function materialize(state: CloudState, stack: StackRecord): void {
  const resolveValue = (value: unknown): string => {
    const name = isObject(value) ? stringAt(value, "Ref") : undefined;
    return name === undefined ? String(value) : (stack.parameters.get(name) ?? name);
  };
  const resources = Object.entries(objectAt(templateOf(stack.template), "Resources") ?? {});
  for (const [logicalId, resource] of resources) {
    if (!isObject(resource)) continue;
    const type = stringAt(resource, "Type") ?? "";
    const properties = objectAt(resource, "Properties") ?? {};
    const known = stack.resources.get(logicalId)?.physicalId;
    const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT}:${rest}`;
    let physicalId = known ?? `${stack.name}-${logicalId}`;
    if (type === "AWS::Lambda::Function")
      state.functions.set(physicalId, resolveValue(objectAt(properties, "Code")?.ImageUri));
    if (type === "AWS::Lambda::Alias") {
      const target = isObject(properties.FunctionName) ? `${stack.name}-${properties.FunctionName.Ref}` : "";
      physicalId = arn("lambda", `function:${target}:${properties.Name}`);
      // Published once: as on Amazon, it stays with the version of the first deploy.
      if (known === undefined) state.functions.set(physicalId, state.functions.get(target) ?? "");
    }
    if (type === "AWS::ECS::TaskDefinition") {
      const containers = Array.isArray(properties.ContainerDefinitions)
        ? properties.ContainerDefinitions.filter(isObject)
        : [];
      const images = containers.map(({ Image }) => resolveValue(Image));
      physicalId = arn("ecs", `task-definition/${logicalId}:${state.taskDefinitions.size + 1}`);
      state.taskDefinitions.set(physicalId, images);
    }
    if (type === "AWS::ECS::Service") {
      physicalId = arn("ecs", `service/cluster/${logicalId}`);
      const definition = isObject(properties.TaskDefinition)
        ? stringAt(properties.TaskDefinition, "Ref")
        : undefined;
      state.services.set(physicalId, stack.resources.get(definition ?? "")?.physicalId ?? "");
    }
    if (type === "AWS::CloudFormation::Stack")
      physicalId = known ?? findStack(state, logicalId)?.id ?? physicalId;
    stack.resources.set(logicalId, { type, physicalId });
  }
}

/** The usual way: in progress, each resource, clean-up, done. */
export function successScript({ stack, changeSet, apply: applyNow }: Operation): readonly Tick[] {
  const verb = stack.status === "REVIEW_IN_PROGRESS" ? "CREATE" : "UPDATE";
  const resources = changeSet.changes.filter(({ action }) => action !== "Remove");
  const each = (status: string) => resources.map(({ logicalId, type }) => ({ logicalId, type, status }));
  return [
    {
      status: `${verb}_IN_PROGRESS`,
      events: [
        { logicalId: stack.name, status: `${verb}_IN_PROGRESS`, reason: "User Initiated" },
        ...each(`${verb}_IN_PROGRESS`),
      ],
    },
    ...(verb === "UPDATE"
      ? [
          {
            status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
            run: applyNow,
            events: [
              ...each("UPDATE_COMPLETE"),
              { logicalId: stack.name, status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" },
            ],
          },
        ]
      : [{ run: applyNow, events: each("CREATE_COMPLETE") }]),
    { status: `${verb}_COMPLETE`, events: [{ logicalId: stack.name, status: `${verb}_COMPLETE` }] },
  ];
}
