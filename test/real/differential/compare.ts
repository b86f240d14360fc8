/** What the plan names against what BuildKit took. */
import { type BuildCase, textOf } from "./build-case.ts";
import type { ResultEntry } from "./buildkit-result.ts";
import type { PlannedCase } from "./plan-case.ts";
import { Identities, nameOf } from "./used-files.ts";

/**
 * Why the plan may name a file that the result does not show. Each is right: the build's result depends on it,
 * or it cannot be known before the build.
 *
 * - definition: the Dockerfile and the ignore file decide what is read, and are never copied themselves.
 * - link: a link on the way to a source. BuildKit follows it; its target decides what is copied.
 * - overwritten: another source of the same instruction has a file of that name, and came later.
 * - empty folder: it is a source itself, and what it holds is copied: nothing. Without it the build fails.
 * - emptied: a file without content whose name a link or a mount hides. And where a `!` pattern brings a file
 *   back into an ignored folder and a later one takes it out again, BuildKit's walk sends its name and its last
 *   look refuses its content: the result has it without any.
 * - .git: named as a whole.
 * - spaces: BuildKit trims the patterns by which it asks for files, so a name that begins or ends with a
 *   space is matched by the instruction and never sent. The build then copies nothing, or fails.
 * - unfollowed link: a wildcard matches a link that the ignore file takes out: BuildKit sends its target, which
 *   then no instruction finds. And BuildKit cuts `[^/]x` at its slash, and so does not follow a link that it matches.
 * - pivot: `COPY --parents` with a wildcard before `/./`, where not every folder that it matches is taken whole.
 * - whole context: a source's variable may come from the base, so everything counts; the run says so.
 */
export type Exception =
  | "definition"
  | "link"
  | "overwritten"
  | "empty folder"
  | "emptied"
  | ".git"
  | "spaces"
  | "unfollowed link"
  | "pivot"
  | "whole context";

export interface Comparison {
  /** Read by BuildKit, and not named: must be empty. */
  readonly missing: readonly string[];
  /** Named, not read, and without an exception. */
  readonly needless: readonly string[];
  readonly exceptions: ReadonlyMap<Exception, number>;
  /** In the result, and no file of the repository: a mistake of the test. */
  readonly foreign: readonly string[];
  readonly used: number;
}

export function compareCase(
  build: BuildCase,
  repository: readonly ResultEntry[],
  planned: Extract<PlannedCase, { kind: "planned" }>,
  result: readonly ResultEntry[],
): Comparison {
  const { used, emptied, foreign } = new Identities(repository).find(result);
  const named = new Set(planned.inputs);
  const kinds = new Map(repository.map(({ path, kind }) => [path, kind]));
  const usedNames = new Set([...used].map(nameOf));
  const names = new Set([...named].map(nameOf));
  // A mount shows a single file under the mount's name.
  const hasEmpty = [...names].some(isEmptyName);
  const exceptions = new Map<Exception, number>();
  const needless: string[] = [];
  for (const path of named) {
    if (used.has(path)) continue;
    const isEmptied = emptied.has(nameOf(path)) || (isEmptyName(path) && emptied.size > 0);
    const exception = isEmptied ? "emptied" : explain(build, planned, path, kinds.get(path), usedNames);
    if (exception === undefined) needless.push(path);
    else exceptions.set(exception, (exceptions.get(exception) ?? 0) + 1);
  }
  return {
    missing: [
      ...[...used].filter((path) => !named.has(path)),
      ...[...emptied].filter((name) => !names.has(name) && !(name === "m" && hasEmpty)),
    ],
    needless,
    exceptions,
    foreign,
    used: used.size,
  };
}

function explain(
  build: BuildCase,
  planned: Extract<PlannedCase, { kind: "planned" }>,
  path: string,
  kind: ResultEntry["kind"] | undefined,
  usedNames: ReadonlySet<string>,
): Exception | undefined {
  if (path === build.dockerfile || nameOf(path).endsWith(".dockerignore")) return "definition";
  if (path === ".git/") return ".git";
  if (kind === "link") return "link";
  if (kind === "directory") return "empty folder";
  if (/(^|\/) | (\/|$)/.test(path)) return "spaces";
  if (planned.warnings.some((warning) => warning.includes("the whole context counts")))
    return "whole context";
  if (usedNames.has(nameOf(path))) return "overwritten";
  if (isBehindUnfollowedLink(build, planned, path)) return "unfollowed link";
  return /--parents.*\*\/\.\//.test(textOf(build, build.dockerfile)) ? "pivot" : undefined;
}

function isEmptyName(path: string): boolean {
  return /empty\d+$/.test(path);
}

/** Some link that is not followed leads to the path, or to a folder above it. */
function isBehindUnfollowedLink(
  build: BuildCase,
  { inputs }: Extract<PlannedCase, { kind: "planned" }>,
  path: string,
): boolean {
  const hasCutClass = textOf(build, build.dockerfile).includes("[^/]");
  return build.entries.some((entry) => {
    const end = entry.target?.replace(/^[./]+/, "") ?? "";
    const isFollowed = inputs.includes(entry.path) && !hasCutClass;
    return entry.kind === "link" && !isFollowed && end !== "" && `/${path}/`.includes(`/${end}/`);
  });
}
