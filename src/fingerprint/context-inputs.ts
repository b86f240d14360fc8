/** What a build reads of a local context: the Dockerfile's reads × the ignore file × the repository's files. */
import type { ContextRead } from "../dockerfile/analysis.ts";
import { type ContextEntry, selectContextFiles } from "../dockerfile/context-files.ts";
import { compileDockerignore, type DockerignoreMatcher } from "../dockerfile/dockerignore.ts";
import type { InputComponent, RepoPath } from "../model.ts";
import type { RepositoryTree, TreeEntry } from "./tree.ts";

export interface ContextInputs {
  readonly components: readonly InputComponent[];
  readonly paths: readonly string[];
  readonly notices: readonly string[];
}

export interface LocalContext {
  /** The build context's name; "" is the main one. */
  readonly name: string;
  readonly path: RepoPath;
  /** The ignore file's text, "" where there is none. */
  readonly ignoreText: string;
}

/** Selects and names every file that `reads` can read of `context`. */
export async function readContext(
  tree: RepositoryTree,
  context: LocalContext,
  reads: readonly ContextRead[],
): Promise<ContextInputs> {
  const own = reads.filter((read) => read.context === context.name);
  if (own.length === 0) return { components: [], paths: [], notices: [] };
  const matcher = compileDockerignore(context.ignoreText);
  const entries = await listEntries(tree, context.path, own, matcher);
  const contextEntries: readonly ContextEntry[] = entries.map(({ below, entry }) => ({
    path: below,
    kind: entry.kind,
    linkTarget: entry.linkTarget,
  }));
  const selected = selectContextFiles(contextEntries, own, matcher.isIgnored);
  const components: InputComponent[] = [];
  const paths: string[] = [];
  for (const index of selected.indexes) {
    const found = entries[index];
    if (found === undefined) continue;
    const { below, entry } = found;
    const id = await tree.identify(entry);
    // Gone since the tree was listed: then the build will not find it either.
    if (id === undefined) continue;
    const mode = entry.kind === "file" ? (entry.executable ? "executable" : "file") : entry.kind;
    components.push({ kind: "file", name: `${context.name}:${below}`, value: `${mode} ${id}` });
    paths.push(entry.path);
  }
  const notices = selected.missing
    .filter(({ read }) => !coversGit(read))
    .map(
      ({ read, because }) =>
        `line ${read.line}: ${read.instruction} ${read.asWritten} finds nothing in ${context.path || "the repository's root"}${because === "ignored" ? " (its ignore file leaves it out)" : ""}`,
    );
  if (context.path === "" && own.some(coversGit) && !matcher.isIgnored(".git/HEAD", false)) {
    // Every commit and every fetched tag changes it; what it holds cannot be told file by file.
    components.push({ kind: "file", name: `${context.name}:.git`, value: await tree.gitState() });
    paths.push(".git/");
    notices.push("the build reads .git, so every commit is a change: add .git to the ignore file");
  }
  return { components, paths, notices };
}

function coversGit({ source, wildcard }: ContextRead): boolean {
  return (
    source === "" || source === ".git" || source.startsWith(".git/") || (wildcard && /^[.*?[]/.test(source))
  );
}

interface Located {
  /** Path below the context. */
  readonly below: string;
  readonly entry: TreeEntry;
}

/** Sorted by path below the context; folders without tracked files are walked only where a read can reach them. */
async function listEntries(
  tree: RepositoryTree,
  contextPath: RepoPath,
  reads: readonly ContextRead[],
  matcher: DockerignoreMatcher,
): Promise<readonly Located[]> {
  const prefix = contextPath === "" ? "" : `${contextPath}/`;
  const located: Located[] = sliceBelow(tree.entries, prefix).map((entry) => ({
    below: entry.path.slice(prefix.length),
    entry,
  }));
  let added = false;
  for (const folder of tree.untrackedFolders) {
    const holdsContext = prefix.startsWith(`${folder}/`);
    if (!holdsContext && !folder.startsWith(prefix)) continue;
    const below = holdsContext ? "" : folder.slice(prefix.length);
    if (below !== "" && (matcher.canSkipDirectory(below) || !reads.some((read) => canReach(read, below))))
      continue;
    for (const entry of await tree.expand(folder)) {
      if (!entry.path.startsWith(prefix)) continue;
      located.push({ below: entry.path.slice(prefix.length), entry });
      added = true;
    }
  }
  return added ? located.sort((a, b) => (a.below < b.below ? -1 : a.below > b.below ? 1 : 0)) : located;
}

/** Whether a read may select something at or below `folder`. Links may lead anywhere: they are not followed here. */
function canReach(read: ContextRead, folder: string): boolean {
  const literal = read.wildcard ? literalStart(read.source) : read.source;
  return (
    literal === "" ||
    folder === literal ||
    folder.startsWith(`${literal}/`) ||
    literal.startsWith(`${folder}/`)
  );
}

/** The folders before a pattern's first wildcard. */
function literalStart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => /[*?[\\]/.test(part));
  return parts.slice(0, first === -1 ? parts.length : first).join("/");
}

function sliceBelow(entries: readonly TreeEntry[], prefix: string): readonly TreeEntry[] {
  if (prefix === "") return entries;
  // "/" + 1 is "0": the first path that is no longer below the prefix.
  return entries.slice(lowerBound(entries, prefix), lowerBound(entries, `${prefix.slice(0, -1)}0`));
}

function lowerBound(entries: readonly TreeEntry[], path: string): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as TreeEntry).path < path) low = middle + 1;
    else high = middle;
  }
  return low;
}
