/** What lies in a context, as far as a build's reads can reach. */
import type { ContextRead } from "../dockerfile/analysis.ts";
import { cleanBelowRoot, parentOf } from "../dockerfile/clean-path.ts";
import type { DockerignoreMatcher } from "../dockerfile/dockerignore.ts";
import type { RepoPath } from "../model.ts";
import type { TreeEntry } from "./disk-entries.ts";
import { GIT_FOLDER, isBelow } from "./folders.ts";
import type { RepositoryTree } from "./tree.ts";

export interface Located {
  /** Path below the context. */
  readonly below: string;
  readonly entry: TreeEntry;
}

/** Sorted by path below the context; folders without tracked files are walked only where a read can reach them. */
export async function listEntries(
  tree: RepositoryTree,
  contextPath: RepoPath,
  reads: readonly ContextRead[],
  matcher: DockerignoreMatcher,
): Promise<readonly Located[]> {
  const prefix = contextPath === "" ? "" : `${contextPath}/`;
  const located: Located[] = (await tree.listBelow(contextPath)).map((entry) => ({
    below: entry.path.slice(prefix.length),
    entry,
  }));
  /** Its path below the context; "": the context lies in it. */
  const nameOf = (folder: string): string =>
    isBelow(folder, contextPath) ? folder.slice(prefix.length) : "";
  let open = [...tree.untrackedFolders, GIT_FOLDER].filter(
    (folder) =>
      (folder === contextPath || isBelow(folder, contextPath) || isBelow(contextPath, folder)) &&
      // What the ignore file leaves out, nothing leads into.
      (nameOf(folder) === "" || !matcher.canSkipDirectory(nameOf(folder))),
  );
  const listed = located.length;
  const expand = async (wanted: readonly string[]): Promise<void> => {
    open = open.filter((folder) => !wanted.includes(folder));
    for (const folder of wanted) {
      for (const entry of await tree.expand(folder)) {
        if (isBelow(entry.path, contextPath)) located.push({ below: entry.path.slice(prefix.length), entry });
      }
    }
  };
  await expand(open.filter((folder) => reads.some((read) => canReach(read, nameOf(folder)))));
  // A link that is a source may lead into any folder, and what it leads to may be a link again.
  for (;;) {
    const targets = located.flatMap(linkTarget);
    const wanted = open.filter((folder) => targets.some((target) => isOnTheWay(target, nameOf(folder))));
    if (wanted.length === 0) break;
    await expand(wanted);
  }
  return located.length === listed
    ? located
    : located.sort((a, b) => (a.below < b.below ? -1 : a.below > b.below ? 1 : 0));
}

/** Where a link leads to, as if the context were the file system's root. */
function linkTarget({ below, entry: { kind, linkTarget: target } }: Located): readonly string[] {
  if (kind !== "link" || target === undefined) return [];
  return [cleanBelowRoot(target.startsWith("/") ? target : `${parentOf(below)}/${target}`)];
}

/** Whether a read may select something at or below `folder`, links aside. */
function canReach(read: ContextRead, folder: string): boolean {
  return isOnTheWay(read.wildcard ? literalStart(read.source) : read.source, folder);
}

/** Whether `path` is `folder`, or one of them is below the other. */
function isOnTheWay(path: string, folder: string): boolean {
  return folder === path || isBelow(folder, path) || isBelow(path, folder);
}

/** The folders before a pattern's first wildcard. */
function literalStart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => /[*?[\\]/.test(part));
  return parts.slice(0, first === -1 ? parts.length : first).join("/");
}
