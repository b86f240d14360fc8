/** Everything that can be known to be wrong from a template's summary and the stack. Pure. */
import { chooseParameters, hasValue, hasValues } from "./choose-parameters.ts";
import type { NewChangeSet, StackState, WantedParameter } from "./model.ts";
import type { TemplateSummary } from "./stack.ts";

export interface PreflightRequest {
  readonly source: NewChangeSet;
  readonly summary: TemplateSummary;
  /** `undefined`: the stack is created. */
  readonly stack: StackState | undefined;
  readonly wanted: readonly WantedParameter[];
}

export interface Preflight {
  readonly parameters: ReturnType<typeof chooseParameters>["list"];
  readonly problems: readonly string[];
  readonly notices: readonly string[];
  /** The stack is as asked for already: a change set would be empty. */
  readonly isNothingToDo: boolean;
  /** What stays undone should the change set come out empty. */
  readonly unmet: readonly string[];
}

export function checkRequest({ source, summary, stack, wanted }: PreflightRequest): Preflight {
  const current = new Set(stack?.parameters.keys() ?? []);
  const chosen = chooseParameters(summary.parameters, current, wanted);
  const isPrevious = source.template.kind === "previous";
  const notices: string[] = [];
  const problems = [...chosen.problems, ...missingCapabilities(source, summary)];
  if (isPrevious && summary.transforms.includes("AWS::LanguageExtensions")) {
    problems.push(
      "the stack's template uses the transform AWS::LanguageExtensions: CloudFormation does not promise that new parameter values reach a previous template then; give the input template",
    );
  }
  const macros = summary.transforms.filter((name) => !name.startsWith("AWS::"));
  if (isPrevious && macros.length > 0) {
    notices.push(`the stack's template is transformed again by ${macros.join(", ")}, as that macro is today`);
  }
  const isKept = stack === undefined || keepsSettings(source, stack);
  return {
    parameters: chosen.list,
    problems,
    notices,
    unmet: stack === undefined ? [] : unmetBy(stack, wanted, isKept),
    isNothingToDo:
      isPrevious && stack !== undefined && hasValues(stack.parameters, summary.parameters, wanted) && isKept,
  };
}

/** An empty change set sets nothing, not even a value that no resource uses. */
function unmetBy(stack: StackState, wanted: readonly WantedParameter[], isKept: boolean): readonly string[] {
  const unused = wanted.filter((one) => !hasValue(stack, one)).map(({ name }) => name);
  const texts =
    unused.length === 0
      ? []
      : [`CloudFormation found nothing to update: no resource seems to use ${unused.join(", ")}`];
  return isKept
    ? texts
    : [
        ...texts,
        "stack-tags, role-arn or notification-arns differ from the stack's, but CloudFormation found nothing to update: they come with its next change",
      ];
}

/** CAPABILITY_AUTO_EXPAND has no effect on change sets; CAPABILITY_NAMED_IAM includes CAPABILITY_IAM. */
function missingCapabilities(source: NewChangeSet, summary: TemplateSummary): readonly string[] {
  const given = new Set(source.capabilities);
  const missing = summary.capabilities.filter(
    (name) =>
      name !== "CAPABILITY_AUTO_EXPAND" &&
      !given.has(name) &&
      !(name === "CAPABILITY_IAM" && given.has("CAPABILITY_NAMED_IAM")),
  );
  if (missing.length === 0) return [];
  const why = summary.capabilitiesReason === undefined ? "" : ` (${summary.capabilitiesReason})`;
  return [
    `the template needs ${missing.join(", ")}${why}: acknowledge it with capabilities: ${missing.join(", ")}`,
  ];
}

function keepsSettings({ tags, roleArn, notificationArns }: NewChangeSet, stack: StackState): boolean {
  const own = ownTags(stack);
  const isSameTags =
    tags === undefined ||
    (tags.size === own.size && [...tags].every(([key, value]) => own.get(key) === value));
  const topics = [...stack.notificationArns].sort().join();
  return (
    isSameTags &&
    (roleArn === undefined || roleArn === stack.roleArn) &&
    (notificationArns === undefined || [...notificationArns].sort().join() === topics)
  );
}

/** Without those that belong to Amazon and cannot be set (`aws:servicecatalog:…`). */
export function ownTags(stack: StackState): ReadonlyMap<string, string> {
  return new Map([...stack.tags].filter(([key]) => !key.startsWith("aws:")));
}
