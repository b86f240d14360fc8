/** One small change to a case: a byte, a mode, a name, an arg, a base, a line of an ignore file or a Dockerfile. */
import type { Random } from "../../oracle/random.ts";
import { type BuildCase, type CaseEntry, type Frontend, textOf, withText } from "./build-case.ts";
import { makeIgnoreLine } from "./make-source.ts";
import { type MutationKind, mutateDockerfile } from "./mutate-dockerfile.ts";

export interface Mutation {
  readonly kind: MutationKind;
  /** What was changed, in words. */
  readonly what: string;
  readonly build: BuildCase;
}

const KINDS: readonly MutationKind[] = [
  ...([
    "byte",
    "byte",
    "byte",
    "mode",
    "mode",
    "name",
    "name",
    "gone",
    "new",
    "new",
    "link",
    "kind",
  ] as const),
  ...(["git", "arg", "base", "ignore line", "ignore line", "Dockerfile line", "Dockerfile line"] as const),
  "context",
];

/** `read`: files that the build reads, which are changed oftener. `undefined`: nothing there to change so. */
export function mutate(
  random: Random,
  build: BuildCase,
  frontend: Frontend,
  read: readonly string[],
): Mutation | undefined {
  const kind = random.pick(KINDS);
  const changed = change(random, kind, build, frontend, new Set(random.chance(0.7) ? read : []));
  return changed === undefined ? undefined : { kind, ...changed };
}

type Changed = { readonly what: string; readonly build: BuildCase } | undefined;

function change(
  random: Random,
  kind: MutationKind,
  build: BuildCase,
  frontend: Frontend,
  read: ReadonlySet<string>,
): Changed {
  switch (kind) {
    case "arg":
      return changeArg(random, build);
    case "ignore line":
      return changeIgnore(random, build);
    case "Dockerfile line":
    case "base":
      return mutateDockerfile(random, kind, build, frontend);
    case "context": {
      const [[first, a], [second, b]] = [...Object.entries(build.contexts), [], []];
      if (first === undefined || a === undefined) return undefined;
      const swapped =
        second === undefined || b === undefined ? { [first]: "named9" } : { [first]: b, [second]: a };
      const added: CaseEntry = { path: "named9/a", kind: "file", content: "named9\n", state: "tracked" };
      return {
        what: "named contexts",
        build: { ...build, contexts: swapped, entries: [...build.entries, added] },
      };
    }
    default:
      return changeEntry(random, kind, build, read);
  }
}

function changeEntry(
  random: Random,
  kind: MutationKind,
  build: BuildCase,
  read: ReadonlySet<string>,
): Changed {
  const all = build.entries.filter((entry) => !isDefinition(build, entry.path) && entry.state !== "deleted");
  const own = all.some(({ path }) => read.has(path)) ? all.filter(({ path }) => read.has(path)) : all;
  const files = own.filter((entry) => entry.kind === "file");
  const [some, file] = [pickFrom(random, own), pickFrom(random, files)];
  if (some === undefined || file === undefined) return undefined;
  const replaced = (before: CaseEntry, ...after: CaseEntry[]): Changed => ({
    what: `${JSON.stringify(before.path)} → ${JSON.stringify(after)}`,
    build: { ...build, entries: [...build.entries.filter((entry) => entry !== before), ...after] },
  });
  switch (kind) {
    case "byte": {
      if (Buffer.isBuffer(file.content)) return undefined;
      const content = `${file.content ?? ""}`;
      const at = random.below(content.length + 1);
      return replaced(file, {
        ...file,
        content: `${content.slice(0, at)}x${content.slice(at + random.below(2))}`,
      });
    }
    case "mode":
      return replaced(file, { ...file, executable: file.executable !== true });
    case "name": {
      const folder = random.chance(0.7) ? folderOf(some.path) : folderOf(random.pick(own).path);
      const path = `${folder}${random.pick(["renamed", "a1", "b.txt2", "z.md", ".x"])}`;
      return isFree(build, path) ? replaced(some, { ...some, path, state: "untracked" }) : undefined;
    }
    case "gone":
      return replaced(some);
    case "new": {
      const path = `${folderOf(some.path)}${random.pick(["added", "a2", "b.txt3", "c3.md", ".git", "sub/x"])}`;
      const kinds = [
        { kind: "file", content: "added\n" },
        { kind: "file", content: "" },
        { kind: "directory" },
      ] as const;
      const added: CaseEntry = {
        path,
        ...random.pick([...kinds, { kind: "link", target: "a" } as const]),
        state: "untracked",
      };
      const entries = [...build.entries, added];
      return isFree(build, path)
        ? { what: `+ ${JSON.stringify(added)}`, build: { ...build, entries } }
        : undefined;
    }
    case "link": {
      const link = pickFrom(
        random,
        own.filter((entry) => entry.kind === "link"),
      );
      if (link === undefined) return undefined;
      const target = random.pick([
        "a",
        "b.txt",
        "../a",
        "/b",
        "nowhere",
        `./${link.target}`,
        nameOf(file.path),
      ]);
      return replaced(link, { ...link, target, state: "untracked" });
    }
    case "kind": {
      const { path } = some;
      if (some.kind !== "file")
        return replaced(some, { path, kind: "file", content: "was another\n", state: "untracked" });
      const other = random.chance(0.5)
        ? ({ kind: "link", target: "a" } as const)
        : ({ kind: "directory" } as const);
      return replaced(some, { path, ...other, state: "untracked" });
    }
    case "git":
      return replaced(file, {
        ...file,
        state: random.pick(["tracked", "untracked", "changed", "hidden", "turned"]),
      });
    default:
      return undefined;
  }
}

function changeArg(random: Random, build: BuildCase): Changed {
  const name = pickFrom(random, Object.keys(build.args));
  const args = { ...build.args };
  if (name === undefined || random.chance(0.2)) args[random.pick(["UNUSED", "TARGETARCH", "V1"])] = "a";
  else args[name] = random.pick(["a", "b.txt", "*", "", `./${args[name]}`, `${args[name]}*`]);
  if (name !== undefined && random.chance(0.2)) delete args[name];
  return { what: `args ${JSON.stringify(args)}`, build: { ...build, args } };
}

function changeIgnore(random: Random, build: BuildCase): Changed {
  const files = build.entries.filter(
    ({ path }) => path.endsWith(".dockerignore") && isDefinition(build, path),
  );
  const { context } = build;
  const fresh = `${context === "" ? "" : `${context}/`}.dockerignore`;
  const path = pickFrom(random, files)?.path ?? fresh;
  const lines = textOf(build, path).split("\n");
  const paths = build.entries.map((entry) => entry.path.slice(context === "" ? 0 : context.length + 1));
  const at = random.below(lines.length);
  const line = makeIgnoreLine(
    random,
    paths.filter((one) => one !== ""),
  );
  const changed = random.pick([
    () => lines.toSpliced(at, 0, line),
    () => lines.toSpliced(at, 1, line),
    () => lines.toSpliced(at, 1),
    () => lines.toSpliced(at, 0, "# another comment"),
    () => lines.toReversed(),
    () => lines.map((one, index) => (index === at ? `${one}*` : one)),
  ])();
  const text = random.chance(0.1) ? undefined : changed.join("\n");
  return { what: `${path}: ${JSON.stringify(text)}`, build: withText(build, path, text) };
}

/** The Dockerfile and the ignore files count by what they do. */
function isDefinition({ dockerfile, context, contexts }: BuildCase, path: string): boolean {
  const roots = [context, ...Object.values(contexts)];
  const ignores = roots.map((root) => (root === "" ? ".dockerignore" : `${root}/.dockerignore`));
  return [dockerfile, `${dockerfile}.dockerignore`, ...ignores].includes(path);
}

function isFree(build: BuildCase, path: string): boolean {
  return build.entries.every(
    (entry) =>
      entry.path !== path && !entry.path.startsWith(`${path}/`) && !path.startsWith(`${entry.path}/`),
  );
}

function pickFrom<T>(random: Random, values: readonly T[]): T | undefined {
  return values.length === 0 ? undefined : random.pick(values);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
