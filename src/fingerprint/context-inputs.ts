/** What a build reads of a local context: the Dockerfile's reads × the ignore file × the repository's files. */
import type { ContextRead } from "../dockerfile/analysis.ts";
import { type ContextEntry, type MissingSource, selectContextFiles } from "../dockerfile/context-files.ts";
import { compileDockerignore } from "../dockerfile/dockerignore.ts";
import type { InputComponent, RepoPath } from "../model.ts";
import type { TreeEntry } from "./disk-entries.ts";
import { digestEntries, type FileLine } from "./file-lines.ts";
import { GIT_FOLDER, isBelow } from "./folders.ts";
import { listEntries } from "./list-entries.ts";
import type { RepositoryTree } from "./tree.ts";
import { readWholeFolders } from "./whole-folders.ts";

export interface ContextInputs {
  readonly components: readonly InputComponent[];
  /** Repository paths; one that ends in `/` stands for all below it. */
  readonly paths: readonly string[];
  /** One component for each file: what a build record keeps, to explain a later change. */
  readonly listFiles: () => readonly InputComponent[];
  readonly notices: readonly string[];
  /** Sources that select nothing, although the build needs them. */
  readonly missing: readonly MissingSource[];
  /** Patterns of the ignore file that BuildKit refuses. */
  readonly problems: readonly string[];
}

export interface LocalContext {
  /** The build context's name; "" is the main one. */
  readonly name: string;
  readonly path: RepoPath;
  /** The ignore file's text, "" where there is none. */
  readonly ignoreText: string;
}

/** A folder with more files than this is one line among a plan's inputs, where all of it is read. */
const MANY_FILES = 200;

/** Selects and names every file that `reads` can read of `context`. */
export async function readContext(
  tree: RepositoryTree,
  context: LocalContext,
  reads: readonly ContextRead[],
): Promise<ContextInputs> {
  const own = reads.filter((read) => read.context === context.name);
  if (own.length === 0) {
    return { components: [], paths: [], listFiles: () => [], notices: [], missing: [], problems: [] };
  }
  return readFolders(tree, context, own) ?? readFiles(tree, context, own);
}

function readFolders(
  tree: RepositoryTree,
  context: LocalContext,
  reads: readonly ContextRead[],
): ContextInputs | undefined {
  const { index } = tree;
  const reading = readWholeFolders(tree, context.path, context.ignoreText, reads);
  if (index === undefined || reading === undefined) return undefined;
  const cut = context.path === "" ? 0 : context.path.length + 1;
  return {
    components: [fileComponent(context.name, reading.digest)],
    paths: reads.flatMap(({ source }) => {
      const path = [context.path, source].filter((part) => part !== "").join("/");
      if (index.find(path) !== undefined) return [path];
      const [from, to] = index.below(path);
      return to - from > MANY_FILES ? [`${path}/`] : listLines(from, to).map((line) => index.path(line));
    }),
    listFiles: () =>
      reading.ranges
        .flatMap(([from, to]) => listLines(from, to))
        .map((line) => {
          const mode = index.mode(line) as FileLine["mode"];
          return singleFile(context.name, { below: index.path(line).slice(cut), mode, id: index.id(line) });
        }),
    notices: [],
    missing: [],
    problems: [],
  };
}

function listLines(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}

async function readFiles(
  tree: RepositoryTree,
  context: LocalContext,
  own: readonly ContextRead[],
): Promise<ContextInputs> {
  const matcher = compileDockerignore(context.ignoreText);
  const entries = await listEntries(tree, context.path, own, matcher);
  const contextEntries: readonly ContextEntry[] = entries.map(({ below, entry }) => ({
    path: below,
    kind: entry.kind,
    linkTarget: entry.linkTarget,
  }));
  const selected = selectContextFiles(contextEntries, own, matcher.isIgnored);
  const files: FileLine[] = [];
  const paths: string[] = [];
  const notices: string[] = [];
  let readsGit = false;
  // git tells what stands for all of it; its files differ between two checkouts of one commit.
  const isKnownToGit = (path: string): boolean => tree.index !== undefined && isBelow(path, GIT_FOLDER);
  for (const index of selected.indexes) {
    const found = entries[index];
    if (found !== undefined && isKnownToGit(found.entry.path)) {
      readsGit = true;
      continue;
    }
    const id = found === undefined ? undefined : await tree.identify(found.entry);
    // Gone since the tree was listed: then the build will not find it either.
    if (found === undefined || id === undefined) continue;
    if (found.entry.kind === "directory" && id !== "") {
      notices.push(`${found.entry.path} cannot be read: it counts as changed, each time`);
    }
    files.push({ below: found.below, mode: modeOf(found.entry), id });
    paths.push(found.entry.path);
  }
  // A folder of which every file is left out is made all the same.
  const named = new Set(files.map((file) => file.below));
  for (const below of selected.emptyDirectories) {
    if (isKnownToGit([context.path, below].filter((part) => part !== "").join("/"))) readsGit = true;
    else if (!named.has(below)) files.push({ below, mode: "040000", id: "" });
  }
  const components = [fileComponent(context.name, digestEntries(files))];
  const missing = selected.missing.filter(({ read }) => !isBelow(`${read.source}/`, GIT_FOLDER));
  const lost = missing.map(
    ({ read, because }) =>
      `line ${read.line}: ${read.instruction} ${read.asWritten} finds nothing in ${context.path || "the repository's root"}${because === "ignored" ? " (its ignore file leaves it out)" : ""}`,
  );
  notices.push(...lost);
  if (readsGit) {
    // Every commit and every fetched tag changes it; what it holds cannot be told file by file.
    components.push({ kind: "file", name: `${context.name}:.git`, value: await tree.gitState() });
    paths.push(".git/");
    notices.push("the build reads .git, so every commit is a change: add .git to the ignore file");
  }
  for (const { below, mode } of files) {
    const path = [context.path, below].filter((part) => part !== "").join("/");
    if (mode !== "040000" || !tree.submodules.has(path)) continue;
    notices.push(
      `the submodule ${path} is not checked out: the build gets an empty folder (\`submodules: true\`)`,
    );
  }
  const { problems } = matcher;
  const listFiles = () => files.map((file) => singleFile(context.name, file));
  return { components, paths, listFiles, notices, missing, problems };
}

function fileComponent(context: string, digest: string): InputComponent {
  return { kind: "file", name: context, value: digest };
}

function singleFile(context: string, { below, mode, id }: FileLine): InputComponent {
  return { kind: "file", name: `${context}:${below}`, value: `${mode} ${id}` };
}

function modeOf({ kind, executable }: TreeEntry): FileLine["mode"] {
  switch (kind) {
    case "file":
      return executable ? "100755" : "100644";
    case "link":
      return "120000";
    case "directory":
      return "040000";
  }
}
