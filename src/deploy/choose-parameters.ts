/** Which parameters a change set names, and which keep their values. Pure. */
import type { Parameter } from "@aws-sdk/client-cloudformation";
import { didYouMean } from "../images/nearest.ts";
import type { DeclaredParameter, StackState, WantedParameter } from "./model.ts";

export interface ChosenParameters {
  readonly list: readonly Parameter[];
  readonly problems: readonly string[];
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const LONGEST_VALUE = 4096;

/**
 * Every declared parameter is named or left to its default on purpose: one left out of an update falls back
 * to the template's default, not to its value (facts D2). `current`: the stack's parameters; none for a
 * stack that is created. A parameter that is new in the template has no previous value.
 */
export function chooseParameters(
  declared: readonly DeclaredParameter[],
  current: ReadonlySet<string>,
  wanted: readonly WantedParameter[],
): ChosenParameters {
  const names = new Set(declared.map(({ name }) => name));
  const values = new Map(wanted.map((one) => [one.name, one]));
  const problems = wanted.flatMap((one) => problemsOf(one, names));
  const list: Parameter[] = [];
  const missing: string[] = [];
  for (const { name, hasDefault } of declared) {
    const value = values.get(name)?.value;
    if (value !== undefined) list.push({ ParameterKey: name, ParameterValue: value });
    else if (current.has(name)) list.push({ ParameterKey: name, UsePreviousValue: true });
    else if (!hasDefault) missing.push(name);
  }
  if (missing.length > 0) {
    problems.push(
      `no value for ${missing.join(", ")}: the template gives no default and the stack has none; give it with the input parameters`,
    );
  }
  return { list, problems };
}

function problemsOf({ name, value, from }: WantedParameter, names: ReadonlySet<string>): readonly string[] {
  if (!names.has(name)) {
    const known = didYouMean(name, names, `; it declares ${[...names].join(", ") || "none"}`);
    const others = from.startsWith("image ")
      ? ". If the image belongs to another stack, choose this stack's with the input images"
      : "";
    return [`${from}: the template has no parameter ${name}${known}${others}`];
  }
  if (value.length > LONGEST_VALUE) {
    return [
      `${from}: the value of ${name} has ${value.length} characters; CloudFormation takes ${LONGEST_VALUE}`,
    ];
  }
  // `A=1,B=2` in one line would become the value `1,B=2` of A.
  const next = /,\s*([A-Za-z0-9]+)=/.exec(value)?.[1];
  return next !== undefined && names.has(next)
    ? [
        `${from}: ${name} would get the text ",${next}=…" too; parameters are separated by lines, not by commas`,
      ]
    : [];
}

/** Whether the stack has all these values already. A NoEcho one reads as asterisks: not known, so not the same. */
export function hasValues(
  current: ReadonlyMap<string, string>,
  declared: readonly DeclaredParameter[],
  wanted: readonly WantedParameter[],
): boolean {
  const hidden = new Set(declared.filter(({ noEcho }) => noEcho).map(({ name }) => name));
  return wanted.every(({ name, value }) => !hidden.has(name) && current.get(name) === value);
}

/** Whether a stack shows a value; a NoEcho one reads as asterisks, which prove nothing against it. */
export function hasValue({ parameters }: StackState, { name, value }: WantedParameter): boolean {
  const found = parameters.get(name);
  return found === value || /^\*+$/.test(found ?? "");
}
