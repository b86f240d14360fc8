/** Why an image is built, in words a person understands: what differs from the last build of its line. Pure. */
import { createHash } from "node:crypto";
import type { ImageInputs, InputComponent } from "../model.ts";

/** Files named before the rest is counted. */
const MAX_FILES = 5;
const MAX_VALUE = 80;

/**
 * Differences between two builds' inputs, the most telling first: options, bases, args, Dockerfile, files.
 * Bases of the same repository are left out: the decision tells about them.
 */
export function explainChanges(
  before: readonly InputComponent[],
  after: readonly InputComponent[],
): readonly string[] {
  const was = index(before);
  const is = index(after);
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter(
    (key) => was.get(key)?.value !== is.get(key)?.value,
  );
  const of = (kind: InputComponent["kind"]): readonly Change[] =>
    changed
      .map((key) => ({
        name: (is.get(key) ?? was.get(key))?.name ?? "",
        kind: (is.get(key) ?? was.get(key))?.kind,
        was: was.get(key)?.value,
        is: is.get(key)?.value,
      }))
      .filter((change) => change.kind === kind);
  return [
    ...of("option").map(describeOption),
    ...of("base").map(describeBase),
    ...of("arg").map(describeArg),
    ...of("dockerfile").map(() => "Dockerfile changed"),
    ...describeFiles(of("file")),
  ];
}

/** A build's inputs with every file by name, instead of one digest for each context. */
export function detailInputs({
  components,
  listFiles,
}: Pick<ImageInputs, "components" | "listFiles">): readonly InputComponent[] {
  return [
    ...components.filter(({ kind, name }) => kind !== "file" || name.endsWith(":.git")).map(hideSecret),
    ...listFiles(),
  ];
}

const secretNames = /token|secret|passw|credential|(?:api|access|private)_?key/i;
/** `https://user:token@host`. */
const secretValues = /:\/\/[^/\s@]+@/;
const hidden = "hidden ";

/**
 * An arg should not hold a secret, and some do: then neither logs nor the registry may show it, an old one least
 * of all, which no mask covers. GitHub also drops a job's outputs that have a masked value in them.
 */
function hideSecret(component: InputComponent): InputComponent {
  const { kind, name, value } = component;
  if (kind !== "arg" || !(secretNames.test(name) || secretValues.test(value))) return component;
  return { kind, name, value: hidden + createHash("sha256").update(value).digest("hex").slice(0, 8) };
}

interface Change {
  readonly name: string;
  readonly was: string | undefined;
  readonly is: string | undefined;
}

function index(components: readonly InputComponent[]): ReadonlyMap<string, InputComponent> {
  return new Map(components.map((component) => [`${component.kind} ${component.name}`, component]));
}

function describeOption({ name, was, is }: Change): string {
  return `${name} ${shortValue(was)} → ${shortValue(is)}`;
}

function describeArg({ name, was, is }: Change): string {
  return [was, is].some((value) => value?.startsWith(hidden))
    ? `arg ${name} changed`
    : `arg ${name} ${shortValue(was)} → ${shortValue(is)}`;
}

function describeBase({ name, was, is }: Change): string {
  if (was === undefined) return `base ${name} is new`;
  if (is === undefined) return `base ${name} is gone`;
  return was === "" || is === ""
    ? `base ${name} counts by its ${is === "" ? "name" : "digest"} now`
    : `${name} moved from ${shortDigest(was)} to ${shortDigest(is)}`;
}

/** `requirements.txt changed, src/new.py added, and 12 more files`. */
function describeFiles(changes: readonly Change[]): readonly string[] {
  const named = changes.slice(0, MAX_FILES).map(({ name, was, is }) => {
    const what = was === undefined ? "added" : is === undefined ? "removed" : "changed";
    return `${fileName(name)} ${what}`;
  });
  const rest = changes.length - named.length;
  return rest === 0 ? named : [...named, `and ${rest} more ${rest === 1 ? "file" : "files"}`];
}

/** A component's name is `context:path`; the main context has no name. */
function fileName(name: string): string {
  return name.startsWith(":") ? name.slice(1) : name;
}

function shortValue(value: string | undefined): string {
  if (value === undefined) return "(unset)";
  const text = value === "" ? '""' : value;
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

function shortDigest(value: string): string {
  return value.replace(/sha256:([0-9a-f]{12})[0-9a-f]{52}/g, "sha256:$1");
}
