/** The inputs of `mode: deploy` → what to deploy where; every problem at once. Pure. */
import { UserError } from "../errors.ts";
import { createInputReader, type InputReader, splitList } from "../input-reader.ts";
import type { RegistryTarget } from "../model.ts";
import { parseRegistryTarget } from "../registry/target.ts";
import { CAPABILITIES, isCapability } from "./capabilities.ts";
import type { DeployRequest, DeploySource, TemplateSource } from "./model.ts";
import { parsePairs, parseParameterTexts } from "./parameter-text.ts";
import { templateUrl } from "./template-source.ts";

/** Inputs that only `mode: deploy` has, in the order of `action.yml`. */
export const deployInputNames = [
  "results",
  "stack",
  "parameters",
  "skip-failed",
  "template",
  "capabilities",
  "stack-tags",
  "role-arn",
  "notification-arns",
  "execute",
  "change-set",
  "allow-replacement",
  "wait-minutes",
  "wait-for-cleanup",
  "cancel-update",
] as const;
export type DeployInputName =
  | (typeof deployInputNames)[number]
  | "images"
  | "registry"
  | "timeout-minutes"
  | "comment"
  | "github-token";

export interface DeployInputs {
  readonly request: DeployRequest;
  readonly registry: RegistryTarget | undefined;
  /** Names to consider; empty: all of the results. */
  readonly images: readonly string[];
  /** JSON, a file or a folder. */
  readonly results: string;
  readonly skipFailed: boolean;
  readonly comment: "auto" | "always" | "never";
  readonly token: string | undefined;
}

const STACK =
  /^(?:[A-Za-z][A-Za-z0-9-]{0,127}|arn:aws[\w-]*:cloudformation:[\w-]+:\d{12}:stack\/[A-Za-z][A-Za-z0-9-]{0,127}\/[\w-]+)$/;
const ROLE = /^arn:aws[\w-]*:iam::\d{12}:role\/\S+$/;
const TOPIC = /^arn:aws[\w-]*:sns:[\w-]+:\d{12}:\S+$/;
/** What only makes sense where a change set is made. */
const MAKING = [
  "results",
  "images",
  "parameters",
  "skip-failed",
  "template",
  "capabilities",
  "stack-tags",
  "role-arn",
  "notification-arns",
] as const;

/** `foreign`: problems with inputs of other modes. Throws one UserError with all problems. */
export function parseDeployInputs(
  read: (name: DeployInputName) => string,
  foreign: readonly string[],
): DeployInputs {
  const reader = createInputReader(read);
  reader.problems.push(...foreign);
  const { text } = reader;
  const stack = text("stack");
  if (!STACK.test(stack)) reader.wrong("stack", "the name or ARN of a CloudFormation stack", stack);
  const source = parseSource(reader);
  const execute = reader.flag("execute", true);
  if (!execute && source.kind === "change-set") {
    reader.problems.push(
      'input execute: "false" makes a change set, change-set executes one; give one of them',
    );
  }
  const token = text("github-token");
  const inputs: DeployInputs = {
    registry: parseRegistry(reader),
    images: splitList(text("images")),
    results: text("results"),
    skipFailed: reader.flag("skip-failed", false),
    comment: reader.choice("comment", ["auto", "always", "never"]),
    // The default is an expression that only a runner fills in.
    token: token === "" || token.startsWith("${{") ? undefined : token,
    request: {
      stack,
      source,
      execute,
      allowReplacement: reader.flag("allow-replacement", true),
      busyLimitMs: minutes(reader, "wait-minutes", 30),
      updateLimitMs: minutes(reader, "timeout-minutes", 0) || undefined,
      waitForCleanup: reader.flag("wait-for-cleanup", false),
      cancelUpdate: reader.flag("cancel-update", false),
    },
  };
  const [first, ...rest] = reader.problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
  return inputs;
}

function parseRegistry(reader: InputReader<DeployInputName>): RegistryTarget | undefined {
  if (reader.text("registry") === "") return undefined;
  try {
    return parseRegistryTarget(reader.text("registry"));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    reader.problems.push(...error.problems);
    return undefined;
  }
}

function parseSource(reader: InputReader<DeployInputName>): DeploySource {
  const { text, problems } = reader;
  if (text("change-set") !== "") {
    const foreign = MAKING.filter((name) => text(name) !== "" && text(name) !== "false");
    if (foreign.length > 0) {
      problems.push(
        `input change-set: the change set has its values already; leave out ${foreign.join(", ")}`,
      );
    }
    return { kind: "change-set", changeSet: text("change-set") };
  }
  const roleArn = text("role-arn");
  if (roleArn !== "" && !ROLE.test(roleArn))
    reader.wrong("role-arn", "arn:aws:iam::ACCOUNT:role/NAME", roleArn);
  const topics = splitList(text("notification-arns"));
  if (!topics.every((topic) => TOPIC.test(topic)))
    reader.wrong("notification-arns", "ARNs of SNS topics", topics);
  const capabilities = splitList(text("capabilities"));
  if (!capabilities.every(isCapability)) {
    reader.wrong("capabilities", `names of ${CAPABILITIES.join(", ")}`, capabilities);
  }
  const tags = parsePairs("stack-tags", text("stack-tags"), problems);
  return {
    kind: "new",
    parameters: parseParameterTexts(text("parameters"), problems),
    template: parseTemplateInput(reader),
    capabilities,
    tags: text("stack-tags") === "" ? undefined : new Map(tags),
    roleArn: roleArn === "" ? undefined : roleArn,
    notificationArns: text("notification-arns") === "" ? undefined : topics,
  };
}

function parseTemplateInput(reader: InputReader<DeployInputName>): TemplateSource {
  const text = reader.text("template");
  if (text === "") return { kind: "previous" };
  if (!/^[a-z0-9]+:\/\//i.test(text)) return { kind: "file", path: text };
  const url = templateUrl(text) ?? reader.wrong("template", "a file, or an https:// or s3:// URL", text);
  return { kind: "url", url };
}

/** Minutes, parts of them allowed, as milliseconds. */
function minutes(
  reader: InputReader<DeployInputName>,
  name: "wait-minutes" | "timeout-minutes",
  fallback: number,
): number {
  const value = reader.text(name);
  if (value === "") return fallback * 60_000;
  if (/^\d{1,5}(\.\d+)?$/.test(value)) return Number(value) * 60_000;
  return reader.wrong(name, "a number of minutes", fallback) * 60_000;
}
