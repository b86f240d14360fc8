/** The inputs `parameters` and `stack-tags`: `Name=value` by line, or JSON. Pure. */
import { isObject, stringAt } from "../registry/json.ts";
import type { ParameterText } from "./model.ts";

const NAME = /^[A-Za-z0-9]{1,255}$/;

/**
 * One `Name=value` a line: everything after the first `=` is the value, commas and further `=` included
 * (aws-cloudformation-github-deploy#47 splits at commas). Empty lines and lines that start with `#` are
 * left out. No message quotes a value: it may be a secret. JSON may be an object, or the list of `ParameterKey`/`ParameterValue` that the AWS CLI takes.
 */
export function parseParameterTexts(input: string, problems: string[]): readonly ParameterText[] {
  const texts = parsePairs("parameters", input, problems).map(([name, text]) => ({ name, text }));
  const seen = new Set<string>();
  for (const { name } of texts) {
    if (!NAME.test(name)) {
      problems.push(
        `input parameters: expected a CloudFormation parameter's name (letters and digits), found ${JSON.stringify(name)}`,
      );
    }
    if (seen.has(name)) problems.push(`input parameters: ${name} is given twice`);
    seen.add(name);
  }
  return texts;
}

/** `Key=value` by line or JSON, in order. */
export function parsePairs(
  input: string,
  text: string,
  problems: string[],
): readonly (readonly [string, string])[] {
  const trimmed = text.trim();
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) return parseJsonPairs(input, trimmed, problems);
  return trimmed.split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) return [];
    const equals = line.indexOf("=");
    if (equals < 1) {
      problems.push(
        `input ${input}: expected a line Name=value, found none in line ${index + 1}; a value of several lines is given as JSON`,
      );
      return [];
    }
    return [[line.slice(0, equals).trim(), line.slice(equals + 1).trim()] as const];
  });
}

function parseJsonPairs(
  input: string,
  text: string,
  problems: string[],
): readonly (readonly [string, string])[] {
  const expected = `input ${input}: expected {"Name": "value"} or [{"ParameterKey": …, "ParameterValue": …}]`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    problems.push(`${expected}, found text that starts like JSON and is none`);
    return [];
  }
  if (Array.isArray(json)) {
    return json.flatMap((item: unknown) => {
      const object = isObject(item) ? item : undefined;
      const name = stringAt(object, "ParameterKey") ?? stringAt(object, "Key");
      const value = object?.ParameterValue ?? object?.Value;
      if (name !== undefined && typeof value === "string") return [[name, value] as const];
      // What is not named keeps its value anyway.
      if (name !== undefined && object?.UsePreviousValue === true) return [];
      problems.push(`${expected}, found neither in ${name ?? "an item"}`);
      return [];
    });
  }
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([name, value]) => {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      return [[name, String(value)] as const];
    }
    problems.push(`${expected}; the value of ${name} is ${value === null ? "null" : "an object or a list"}`);
    return [];
  });
}
