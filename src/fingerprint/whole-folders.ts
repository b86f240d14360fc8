/**
 * The quick way through a big context: when a build reads whole folders of tracked, unchanged files, and no
 * ignore pattern can match in them, git's index has the answer without a look at single files.
 */
import type { ContextRead } from "../dockerfile/analysis.ts";
import { readIgnorePatterns } from "../dockerfile/dockerignore.ts";
import { digestIndex } from "./file-lines.ts";
import { isBelow } from "./folders.ts";
import type { GitIndex } from "./git-index.ts";
import type { RepositoryTree } from "./tree.ts";

export interface FolderReading {
  readonly digest: string;
  /** Entries of the index, from one to before another; in order, without overlaps. */
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

/** `undefined`: something is not that plain, so every file must be looked at. */
export function readWholeFolders(
  tree: RepositoryTree,
  contextPath: string,
  ignoreText: string,
  reads: readonly ContextRead[],
): FolderReading | undefined {
  const { index } = tree;
  if (index === undefined) return undefined;
  const ranges: (readonly [number, number])[] = [];
  for (const read of reads) {
    if (read.wildcard || read.exclude.length > 0) return undefined;
    const path = [contextPath, read.source].filter((part) => part !== "").join("/");
    // All of the repository: `.git` is a part of it.
    if (
      path === "" ||
      tree.irregular.some((one) => one === path || isBelow(one, path) || isBelow(path, one))
    ) {
      return undefined;
    }
    const range = findRange(index, path);
    if (range === undefined) return undefined;
    ranges.push(range);
  }
  const merged = mergeRanges(ranges);
  if (canBeIgnored(index, merged, ignoreText)) return undefined;
  return { digest: digestIndex(index, merged, contextPath), ranges: merged };
}

function findRange(index: GitIndex, path: string): readonly [number, number] | undefined {
  const entry = index.find(path);
  // A link as a source is followed.
  if (entry !== undefined) return index.mode(entry) === "120000" ? undefined : [entry, entry + 1];
  const [from, to] = index.below(path);
  return from < to ? [from, to] : undefined;
}

function mergeRanges(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const merged: (readonly [number, number])[] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from < last[1]) merged[merged.length - 1] = [last[0], Math.max(last[1], to)];
    else merged.push([from, to]);
  }
  return merged;
}

/** In BuildKit's patterns some of these mean what they do in regular expressions. */
const UNCLEAR = /[|{}^+()$]/;

/** A pattern matches only paths that have its literal parts in them; one without any may match everything. */
function canBeIgnored(
  index: GitIndex,
  ranges: readonly (readonly [number, number])[],
  ignoreText: string,
): boolean {
  return readIgnorePatterns(ignoreText).some((pattern) => {
    if (pattern.startsWith("!")) return false;
    if (UNCLEAR.test(pattern)) return true;
    const literals = pattern.split(/[*?/]|\[.*\]|\\./).filter((part) => part !== "" && part !== ".");
    return ranges.some(([from, to]) => literals.every((literal) => index.includes(literal, from, to)));
  });
}
