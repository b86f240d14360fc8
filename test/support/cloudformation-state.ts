/** What a stand-in for CloudFormation, Lambda and ECS remembers, and what a test tells it to do. */
import { randomUUID } from "node:crypto";

export const REGION = "eu-west-1";
export const ACCOUNT = "123456789012";
export const STACK_TYPE = "AWS::CloudFormation::Stack";

export interface StackRecord {
  readonly name: string;
  readonly id: string;
  status: string;
  reason: string | undefined;
  template: string;
  readonly parameters: Map<string, string>;
  outputs: ReadonlyMap<string, string>;
  tags: ReadonlyMap<string, string>;
  roleArn: string | undefined;
  notificationArns: readonly string[];
  /** Logical id → what is there. */
  readonly resources: Map<string, { readonly type: string; readonly physicalId: string }>;
  /** Oldest first. */
  readonly events: EventRecord[];
  readonly createdAt: Date;
  updatedAt: Date | undefined;
  /** What the next looks at the stack will find; each look takes one. */
  readonly ticks: Tick[];
  /** Answers of DescribeStacks that are given before the real one: Amazon's reads may be stale. */
  staleLooks: number;
  stale: { readonly status: string } | undefined;
}

export interface EventRecord {
  readonly id: string;
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason: string | undefined;
  readonly token: string | undefined;
  readonly at: Date;
}

/** What happens between two looks. */
export interface Tick {
  readonly status?: string;
  readonly reason?: string;
  readonly events?: readonly TickEvent[];
  /** Anything else: values become real, another stack moves. */
  readonly run?: () => void;
}

export interface TickEvent {
  readonly logicalId: string;
  readonly status: string;
  readonly type?: string;
  readonly reason?: string;
  /** A nested stack's name; default: the stack itself. */
  readonly stack?: string;
}

export interface ChangeSetRecord {
  readonly name: string;
  readonly id: string;
  readonly stack: StackRecord;
  status: string;
  executionStatus: string;
  reason: string | undefined;
  readonly createdAt: Date;
  readonly template: string;
  readonly values: ReadonlyMap<string, string>;
  readonly given: ReadonlyMap<string, string>;
  readonly changes: readonly ChangeRecord[];
  readonly settings: Pick<StackRecord, "tags" | "roleArn" | "notificationArns">;
  looks: number;
}

export interface ChangeRecord {
  readonly logicalId: string;
  readonly type: string;
  readonly action: string;
  readonly replacement?: string;
  readonly properties?: readonly string[];
  /** A nested stack's change set. */
  readonly changeSetId?: string;
}

export interface Operation {
  readonly stack: StackRecord;
  readonly changeSet: ChangeSetRecord;
  readonly token: string;
  /** Lets the change set's values become the stack's. */
  apply(): void;
}

export interface CloudState {
  readonly stacks: Map<string, StackRecord>;
  readonly changeSets: Map<string, ChangeSetRecord>;
  /** Every call in order; `action` as IAM names it. */
  readonly calls: { readonly action: string; readonly input: Readonly<Record<string, string>> }[];
  readonly denied: Set<string>;
  /** What lies in S3: URL → template. */
  readonly templates: Map<string, string>;
  /** Errors that the next calls of an action answer with, once each. */
  readonly failures: {
    readonly action: string;
    readonly status: number;
    readonly code: string;
    readonly message: string;
  }[];
  /** The same for every call on one stack, by its ARN. */
  readonly failuresOn: Map<string, CloudState["failures"][number]>;
  /** Function name or alias ARN → image. */
  readonly functions: Map<string, string>;
  /** Task definition ARN → images. */
  readonly taskDefinitions: Map<string, readonly string[]>;
  /** Service ARN → task definition. */
  readonly services: Map<string, string>;
  /** What executing a change set leads to; default: success in three looks. */
  script: (operation: Operation) => readonly Tick[];
  /** Called before a change set is executed; a text refuses it. */
  onExecute: ((changeSet: ChangeSetRecord) => string | undefined) | undefined;
  /** Overrides what a change set would find. */
  changes: ((found: readonly ChangeRecord[]) => readonly ChangeRecord[]) | undefined;
  /** A change set that fails with this reason. */
  changeSetFailure: string | undefined;
  validationEvents: readonly { readonly path: string; readonly reason: string }[];
}

export function stackArn(name: string): string {
  return `arn:aws:cloudformation:${REGION}:${ACCOUNT}:stack/${name}/${randomUUID()}`;
}

/** A stack that exists, with everything in its template created. */
export function addStack(
  state: CloudState,
  name: string,
  settings: Partial<Omit<StackRecord, "name" | "id" | "parameters">> & {
    parameters?: Readonly<Record<string, string>>;
  },
): StackRecord {
  const { parameters = {}, ...rest } = settings;
  const stack: StackRecord = {
    name,
    id: stackArn(name),
    status: "CREATE_COMPLETE",
    reason: undefined,
    template: "Resources: {}",
    outputs: new Map(),
    tags: new Map(),
    roleArn: undefined,
    notificationArns: [],
    resources: new Map(),
    events: [],
    createdAt: new Date(Date.now() - 86_400_000),
    updatedAt: undefined,
    ticks: [],
    staleLooks: 0,
    stale: undefined,
    ...rest,
    parameters: new Map(Object.entries(parameters)),
  };
  state.stacks.set(name, stack);
  addEvent(stack, { logicalId: name, status: "CREATE_COMPLETE" }, undefined, stack.createdAt);
  return stack;
}

export function addEvent(
  stack: StackRecord,
  event: TickEvent,
  token: string | undefined,
  at = new Date(),
): void {
  const isStack = event.logicalId === stack.name;
  stack.events.push({
    id: `${event.logicalId}-${event.status}-${randomUUID()}`,
    logicalId: event.logicalId,
    physicalId: isStack ? stack.id : (stack.resources.get(event.logicalId)?.physicalId ?? ""),
    type: event.type ?? (isStack ? STACK_TYPE : (stack.resources.get(event.logicalId)?.type ?? "")),
    status: event.status,
    reason: event.reason,
    token,
    at,
  });
}

export function findStack(state: CloudState, nameOrId: string): StackRecord | undefined {
  return state.stacks.get(nameOrId) ?? [...state.stacks.values()].find(({ id }) => id === nameOrId);
}
