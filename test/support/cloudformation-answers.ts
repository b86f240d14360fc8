/** CloudFormation's operations on the stand-in's state; errors and their texts are Amazon's. */
import { isObject } from "../../src/registry/json.ts";
import {
  CloudError,
  capabilitiesFor,
  createChangeSet,
  declaredIn,
  executeChangeSet,
  look,
  transformsIn,
} from "./cloudformation-engine.ts";
import {
  addEvent,
  type ChangeSetRecord,
  type CloudState,
  findStack,
  type StackRecord,
} from "./cloudformation-state.ts";
import type { XmlValue } from "./cloudformation-xml.ts";

type Form = Readonly<Record<string, string>>;
const PAGE = 100;

export function answerCloudFormation(state: CloudState, operation: string, form: Form): XmlValue {
  switch (operation) {
    case "DescribeStacks": {
      const stack = mustStack(state, form);
      look(state, stack);
      return { Stacks: [describeStack(stack)] };
    }
    case "GetTemplateSummary": {
      const text =
        form.TemplateBody ?? state.templates.get(form.TemplateURL ?? "") ?? mustStack(state, form).template;
      const capabilities = capabilitiesFor(text);
      return {
        Parameters: [...declaredIn(text)].map(([name, parameter]) => ({
          ParameterKey: name,
          ParameterType: String(parameter.Type ?? "String"),
          DefaultValue: parameter.Default === undefined ? undefined : String(parameter.Default),
          NoEcho: parameter.NoEcho === true,
        })),
        Capabilities: capabilities,
        CapabilitiesReason:
          capabilities.length === 0
            ? undefined
            : "The following resource(s) require capabilities: [AWS::IAM::Role]",
        DeclaredTransforms: transformsIn(text),
      };
    }
    case "GetTemplate":
      return {
        TemplateBody:
          form.ChangeSetName === undefined
            ? mustStack(state, form).template
            : mustChangeSet(state, form).template,
      };
    case "ListStackResources":
      return {
        StackResourceSummaries: [...mustStack(state, form).resources].map(
          ([logicalId, { type, physicalId }]) => ({
            LogicalResourceId: logicalId,
            PhysicalResourceId: physicalId,
            ResourceType: type,
            ResourceStatus: "UPDATE_COMPLETE",
            LastUpdatedTimestamp: new Date(),
          }),
        ),
      };
    case "CreateChangeSet": {
      const { id, stack } = createChangeSet(state, form);
      return { Id: id, StackId: stack.id };
    }
    case "DescribeChangeSet":
      return describeChangeSet(mustChangeSet(state, form), Number(form.NextToken ?? 0));
    case "DeleteChangeSet": {
      const found = findChangeSet(state, form);
      if (found !== undefined) state.changeSets.delete(found.id);
      return {};
    }
    case "ExecuteChangeSet":
      executeChangeSet(state, mustChangeSet(state, form), form.ClientRequestToken ?? "");
      return {};
    case "CancelUpdateStack": {
      const stack = mustStack(state, form);
      if (stack.status !== "UPDATE_IN_PROGRESS") {
        throw new CloudError(
          "ValidationError",
          `CancelUpdateStack cannot be called from current stack status`,
        );
      }
      stack.status = "UPDATE_ROLLBACK_IN_PROGRESS";
      addEvent(
        stack,
        { logicalId: stack.name, status: "UPDATE_ROLLBACK_IN_PROGRESS", reason: "User Initiated" },
        undefined,
      );
      return {};
    }
    case "DescribeStackEvents": {
      const stack = mustStack(state, form);
      const from = Number(form.NextToken ?? 0);
      const visible = stack.stale === undefined ? stack.events : [];
      const page = [...visible].reverse().slice(from, from + PAGE);
      return {
        StackEvents: page.map((event) => ({
          StackId: stack.id,
          EventId: event.id,
          StackName: stack.name,
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          Timestamp: event.at,
          ResourceStatus: event.status,
          ResourceStatusReason: event.reason,
          ClientRequestToken: event.token,
        })),
        NextToken: from + PAGE < visible.length ? String(from + PAGE) : undefined,
      };
    }
    case "DescribeEvents":
      return {
        OperationEvents: state.validationEvents.map(({ path, reason }, index) => ({
          EventId: String(index),
          EventType: "VALIDATION_ERROR",
          ValidationPath: path,
          ValidationStatusReason: reason,
        })),
      };
    default:
      throw new CloudError("InvalidAction", `Could not find operation ${operation} for version 2010-05-15`);
  }
}

function mustStack(state: CloudState, form: Form): StackRecord {
  const stack = findStack(state, form.StackName ?? "");
  if (stack === undefined)
    throw new CloudError("ValidationError", `Stack with id ${form.StackName} does not exist`);
  return stack;
}

function findChangeSet(state: CloudState, form: Form): ChangeSetRecord | undefined {
  const wanted = form.ChangeSetName ?? "";
  return state.changeSets.get(wanted) ?? [...state.changeSets.values()].find(({ name }) => name === wanted);
}

function mustChangeSet(state: CloudState, form: Form): ChangeSetRecord {
  const found = findChangeSet(state, form);
  if (found === undefined)
    throw new CloudError("ChangeSetNotFound", `ChangeSet [${form.ChangeSetName}] does not exist`, 404);
  return found;
}

function describeStack(stack: StackRecord): XmlValue {
  const declared = declaredIn(stack.template);
  return {
    StackId: stack.id,
    StackName: stack.name,
    StackStatus: stack.stale?.status ?? stack.status,
    StackStatusReason: stack.reason,
    CreationTime: stack.createdAt,
    LastUpdatedTime: stack.updatedAt,
    Parameters: [...stack.parameters].map(([name, value]) => ({
      ParameterKey: name,
      ParameterValue: isObject(declared.get(name)) && declared.get(name)?.NoEcho === true ? "****" : value,
    })),
    Outputs: [...stack.outputs].map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue })),
    Tags: [...stack.tags].map(([Key, Value]) => ({ Key, Value })),
    RoleARN: stack.roleArn,
    NotificationARNs: stack.notificationArns,
    DisableRollback: false,
  };
}

function describeChangeSet(record: ChangeSetRecord, from: number): XmlValue {
  if (from === 0) record.looks += 1;
  const isPending = record.looks === 1;
  const page = isPending ? [] : record.changes.slice(from, from + PAGE);
  const declared = declaredIn(record.template);
  return {
    ChangeSetName: record.name,
    ChangeSetId: record.id,
    StackId: record.stack.id,
    StackName: record.stack.name,
    CreationTime: record.createdAt,
    Status: isPending ? "CREATE_IN_PROGRESS" : record.status,
    ExecutionStatus: isPending ? "UNAVAILABLE" : record.executionStatus,
    StatusReason: isPending ? undefined : record.reason,
    Parameters: [...record.given].map(([name, value]) => ({
      ParameterKey: name,
      ParameterValue: declared.get(name)?.NoEcho === true ? "****" : value,
    })),
    Changes: page.map((change) => ({
      Type: "Resource",
      ResourceChange: {
        Action: change.action,
        LogicalResourceId: change.logicalId,
        ResourceType: change.type,
        Replacement: change.action === "Modify" ? (change.replacement ?? "False") : undefined,
        Scope: change.action === "Modify" ? ["Properties"] : [],
        ChangeSetId: change.changeSetId,
        Details: (change.properties ?? []).map((Name) => ({
          Target: {
            Attribute: "Properties",
            Name,
            RequiresRecreation: change.replacement === "True" ? "Always" : "Never",
          },
          Evaluation: "Static",
          ChangeSource: "ParameterReference",
        })),
      },
    })),
    NextToken: !isPending && from + PAGE < record.changes.length ? String(from + PAGE) : undefined,
  };
}
