/** The policies of docs/iam, and whether they allow what a test's run has called. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isObject, objectsAt, stringAt, stringsAt } from "../../src/registry/json.ts";

export interface Statement {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What stands for the placeholders in the tests' account. */
const PLACES: Readonly<Record<string, string>> = {
  REGION: "eu-west-1",
  ACCOUNT: "123456789012",
  STACK: "chords",
  CLUSTER: "cluster",
};

export function policyText(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../docs/iam/${name}.json`, import.meta.url)), "utf8");
}

export function readPolicy(name: string): readonly Statement[] {
  const json: unknown = JSON.parse(policyText(name));
  return objectsAt(isObject(json) ? json : undefined, "Statement").map((statement) => ({
    sid: stringAt(statement, "Sid") ?? "",
    actions: oneOrMore(statement, "Action"),
    resources: oneOrMore(statement, "Resource").map((text) =>
      text.replace(/\b(REGION|ACCOUNT|STACK|CLUSTER)\b/g, (place) => PLACES[place] ?? place),
    ),
  }));
}

function oneOrMore(json: Readonly<Record<string, unknown>>, key: string): readonly string[] {
  const one = stringAt(json, key);
  return one === undefined ? stringsAt(json, key) : [one];
}

/** `resource`: an ARN, or `*` where the action knows none. */
export function allows(policy: readonly Statement[], action: string, resource: string): boolean {
  return policy.some(
    ({ actions, resources }) =>
      actions.includes(action) && resources.some((pattern) => matches(pattern, resource)),
  );
}

function matches(pattern: string, resource: string): boolean {
  if (pattern === "*") return true;
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*")}$`).test(
    resource,
  );
}

/** Throws when a build's tests used an action that docs/iam/build.json (build-public.json for ECR Public) does not give. */
export function mustBeAllowedToBuild(used: ReadonlySet<string>): void {
  const policies = [...readPolicy("build"), ...readPolicy("build-public")];
  const allowed = new Set(policies.flatMap(({ actions }) => actions));
  const cleaning = new Set(readPolicy("clean").flatMap(({ actions }) => actions));
  // Of cleaning, which has a policy of its own.
  if (cleaning.has("ecr:BatchDeleteImage")) allowed.add("ecr:BatchDeleteImage");
  const missing = [...used].filter((action) => !allowed.has(action));
  if (missing.length > 0) throw new Error(`docs/iam/build.json does not allow ${missing.join(", ")}`);
}

/** The ARN that IAM would be asked about, for the calls of the scripted account. */
export function resourceOf(action: string, input: Readonly<Record<string, unknown>>): string {
  const text = (key: string): string => (typeof input[key] === "string" ? input[key] : "");
  const [service] = action.split(":");
  switch (service) {
    case "cloudformation": {
      const name = text("StackName");
      if (name.startsWith("arn:")) return name;
      if (name !== "") return `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/id`;
      // By its ARN, a change set is checked against its stack.
      return text("ChangeSetName") === ""
        ? "*"
        : "arn:aws:cloudformation:eu-west-1:123456789012:stack/chords/id";
    }
    case "lambda": {
      const name = text("FunctionName");
      return name.startsWith("arn:") ? name : `arn:aws:lambda:eu-west-1:123456789012:function:${name}`;
    }
    case "ecr":
      return text("repositoryName") === ""
        ? "*"
        : `arn:aws:ecr:eu-west-1:123456789012:repository/${text("repositoryName")}`;
    default:
      return text("services") || text("tasks") || "*";
  }
}
