/** What ajv finds wrong → `FILE:LINE:COL images.x: expected …, found …`, in the order of the file. */
import type { ErrorObject } from "ajv";
import { didYouMean, nearestName } from "./nearest.ts";
import { platformHint } from "./platforms.ts";
import { validateImagesFile as validate } from "./validate-images-file.ts";
import type { ValuePath, YamlDocument } from "./yaml-document.ts";

export type ArgValue = string | number | boolean | null;

/** An image, or the defaults, as the schema lets it through. */
export interface RawEntry {
  readonly dockerfile?: string;
  readonly target?: string;
  readonly args?: Readonly<Record<string, ArgValue>>;
  readonly contexts?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly platforms?: readonly string[];
  readonly runtime?: "container" | "lambda";
  readonly "timeout-minutes"?: number;
  readonly tags?: readonly string[];
  readonly link?: "auto" | "off";
  readonly lazy?: "auto" | boolean;
  readonly budget?: { readonly "size-mb"?: number; readonly seconds?: number };
}

export interface RawImage extends RawEntry {
  readonly context: string;
  readonly repositories?: readonly string[];
  readonly parameter?: string;
}

export interface RawImagesFile {
  readonly defaults?: RawEntry;
  readonly images: Readonly<Record<string, RawImage>>;
}

export interface SchemaCheck {
  /** The file without what is wrong in it, so that the rest can be checked too; `undefined`: nothing is left. */
  readonly file: RawImagesFile | undefined;
  readonly problems: readonly string[];
}

/** Checks a document against the schema of images files; finds all problems at once. */
export function checkSchema(document: YamlDocument): SchemaCheck {
  const value = document.value;
  if (validate(value)) return { file: value, problems: [] };
  const errors = validate.errors ?? [];
  const rest = structuredClone(value);
  for (const error of errors) removeWrong(rest, pathOf(error.instancePath, value), error);
  const problems = new Set(errors.flatMap((error) => describe(error, document) ?? []));
  return { file: validate(rest) ? rest : undefined, problems: [...problems] };
}

/** Takes the wrong key out of its image, or the image out of the file when it cannot stand without. */
function removeWrong(root: unknown, path: ValuePath, error: ErrorObject): void {
  // Says again what the error with the name itself says.
  if (error.keyword === "propertyNames") return;
  const extra =
    error.keyword === "additionalProperties"
      ? textParameter(error, "additionalProperty")
      : error.propertyName;
  const full = [...path, ...(extra === undefined ? [] : [extra])].map(String);
  const length = full[0] === "images" ? (full[2] === "context" ? 2 : 3) : 2;
  const [key, ...parents] = full.slice(0, length).reverse();
  const parent = parents.reverse().reduce<unknown>((at, part) => (isRecord(at) ? at[part] : undefined), root);
  if (key !== undefined && isRecord(parent)) Reflect.deleteProperty(parent, key);
}

/** `undefined` for what another error of the same list says better. */
function describe(error: ErrorObject, document: YamlDocument): string | undefined {
  const path = pathOf(error.instancePath, document.value);
  switch (error.keyword) {
    case "additionalProperties": {
      const key = textParameter(error, "additionalProperty");
      const known = Object.keys(error.parentSchema?.properties ?? {});
      const otherwise = `; expected one of ${known.join(", ")}`;
      return `${document.place([...path, key], "key")}: unknown key${didYouMean(key, known, otherwise)}`;
    }
    case "required": {
      const key = textParameter(error, "missingProperty");
      // A misspelt key is one mistake: the unknown key's problem names this one.
      const known = Object.keys(error.parentSchema?.properties ?? {});
      const unknown = Object.keys(isRecord(error.data) ? error.data : {}).filter(
        (one) => !known.includes(one),
      );
      if (unknown.some((one) => nearestName(one, known) === key)) return undefined;
      return `${document.place(path, "key")}: expected the key ${JSON.stringify(key)}, found ${describeMap(error.data)}`;
    }
    case "propertyNames":
      return undefined;
    case "uniqueItems": {
      const [first, second] = [numberParameter(error, "j"), numberParameter(error, "i")];
      return `${document.place([...path, Math.max(first, second)])}: stands there twice; remove one of them`;
    }
    case "minItems":
      return `${document.place(path)}: expected at least one entry, found an empty list`;
    case "minProperties":
      return `${document.place(path, "key")}: expected at least one image, found an empty map`;
    case "maxLength":
      return `${document.place(path)}: expected at most ${error.schema} characters, found ${describeValue(error.data)}`;
    default:
      return expectation(error, path, document);
  }
}

function expectation(error: ErrorObject, path: ValuePath, document: YamlDocument): string {
  const expected = typeof error.parentSchema?.title === "string" ? error.parentSchema.title : error.message;
  if (error.propertyName !== undefined) {
    const place = document.place([...path, error.propertyName], "key");
    return `${place}: expected ${expected}, found ${JSON.stringify(error.propertyName)}`;
  }
  const found = describeValue(error.data, document.sourceText(path));
  return `${document.place(path)}: expected ${expected}, found ${found}${hintFor(error, path, document)}`;
}

/** What to write instead, where that can be told. */
function hintFor(error: ErrorObject, path: ValuePath, document: YamlDocument): string {
  const type = error.parentSchema?.type;
  const scalar = document.sourceText(path);
  if (type === "array" && scalar !== undefined && scalar !== "") return `; write [${scalar}]`;
  if (type === "string" && typeof error.data !== "string" && scalar !== undefined && error.data !== null) {
    return `; put it in quotes: "${scalar}"`;
  }
  return typeof error.data === "string" && path.at(-2) === "platforms" ? platformHint(error.data) : "";
}

/** `/images/a~1b/platforms/0` → the keys and, where the value is a list, indexes. */
function pathOf(pointer: string, root: unknown): ValuePath {
  let value = root;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const isIndex = Array.isArray(value);
      value = isIndex || isRecord(value) ? Reflect.get(Object(value), key) : undefined;
      return isIndex ? Number(key) : key;
    });
}

/** `a list`, `the number 3`, `"x"`: a value in a message. `source` is the value as it is written. */
function describeValue(value: unknown, source?: string): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "a map";
  if (typeof value === "string") return value === "" ? "an empty string" : JSON.stringify(value);
  return typeof value === "number" ? `the number ${source ?? value}` : (source ?? String(value));
}

function describeMap(value: unknown): string {
  const keys = isRecord(value) ? Object.keys(value) : [];
  return keys.length === 0 ? "an empty map" : `only ${keys.join(", ")}`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textParameter(error: ErrorObject, name: string): string {
  return String(Reflect.get(error.params, name));
}

function numberParameter(error: ErrorObject, name: string): number {
  return Number(Reflect.get(error.params, name));
}
