import type { ContextRead } from "./analysis.ts";
import { joinBelow, parentOf } from "./clean-path.ts";
import { type ContextEntry, ContextTree, type TreeNode } from "./context-tree.ts";
import { findSources } from "./find-sources.ts";
import { PatternMatcher } from "./pattern-matcher.ts";

export type { ContextEntry } from "./context-tree.ts";

/** A source that selects nothing, and why. */
export interface MissingSource {
  readonly read: ContextRead;
  /** `ignored`: it is there, but the ignore file takes it out of the context. */
  readonly because: "ignored" | "absent";
}

export interface SelectedFiles {
  /** Positions in the given entries, ascending, without duplicates. */
  readonly indexes: readonly number[];
  /**
   * Directories that the build sees although nothing selected lies in them, sorted: all that they hold is
   * ignored or excluded. BuildKit makes them, so their names count.
   */
  readonly emptyDirectories: readonly string[];
  readonly missing: readonly MissingSource[];
}

/** Says whether a path of the context is left out of it. */
export type IgnoreMatcher = (path: string, isDirectory: boolean) => boolean;

/** Selects what `reads` can read of one context; `entries` are sorted by path (JavaScript's `<`). */
export function selectContextFiles(
  entries: readonly ContextEntry[],
  reads: readonly ContextRead[],
  isIgnored: IgnoreMatcher,
): SelectedFiles {
  const tree = new ContextTree(entries);
  const selection = new Selection(tree, isIgnored);
  const missing: MissingSource[] = [];
  for (const read of reads) {
    const sources = findSources(tree, read, (index) => selection.take(index));
    let isSeen = false;
    for (const source of sources) isSeen = selection.takeBelow(source, read) || isSeen;
    if (isSeen || read.allowMissing) continue;
    missing.push({ read, because: sources.length > 0 ? "ignored" : "absent" });
  }
  return { ...selection.result(), missing };
}

class Selection {
  readonly #tree: ContextTree;
  readonly #isIgnored: IgnoreMatcher;
  readonly #taken: Uint8Array;
  /** Directories that the build sees, and those of them that hold something taken. */
  readonly #seen = new Set<string>();
  readonly #holding = new Set<string>();

  constructor(tree: ContextTree, isIgnored: IgnoreMatcher) {
    this.#tree = tree;
    this.#isIgnored = isIgnored;
    this.#taken = new Uint8Array(tree.entries.length);
  }

  /** Takes one entry, unless it is ignored. */
  take(index: number): boolean {
    const entry = this.#tree.entries[index];
    if (entry === undefined || this.#isIgnored(entry.path, entry.kind === "directory")) return false;
    if (this.#taken[index] === 1) return true;
    this.#taken[index] = 1;
    let directory = parentOf(entry.path);
    while (directory !== "" && !this.#holding.has(directory)) {
      this.#holding.add(directory);
      directory = parentOf(directory);
    }
    return true;
  }

  /** Takes a file, or everything below a directory that `--exclude` and `--parents` leave. */
  takeBelow(source: TreeNode, read: ContextRead): boolean {
    if (!source.isDirectory) return this.take(source.start);
    const filter = readFilter(read);
    const skip = source.path === "" ? 0 : source.path.length + 1;
    let isSeen = false;
    let folder: string | undefined;
    for (let i = source.start; i < source.end; i++) {
      const entry = this.#tree.entries[i];
      if (entry === undefined) continue;
      const parent = entry.kind === "directory" ? entry.path : parentOf(entry.path);
      if (parent !== folder) {
        folder = parent;
        isSeen = this.#noteDirectories(parent, source.path, filter) || isSeen;
      }
      if (entry.kind === "directory" || filter?.(entry.path.slice(skip)) === false) continue;
      isSeen = this.take(i) || isSeen;
    }
    return isSeen;
  }

  result(): Pick<SelectedFiles, "indexes" | "emptyDirectories"> {
    const emptyDirectories = [...this.#seen].filter((directory) => !this.#holding.has(directory)).sort();
    for (const directory of emptyDirectories) {
      const start = this.#tree.find(directory)?.start ?? 0;
      if (this.#tree.entries[start]?.path === directory) this.#taken[start] = 1;
    }
    const indexes: number[] = [];
    this.#taken.forEach((taken, index) => {
      if (taken === 1) indexes.push(index);
    });
    return { indexes, emptyDirectories };
  }

  /** Notes the directories that BuildKit makes, from `directory` up to the source. */
  #noteDirectories(directory: string, source: string, filter: PathFilter | undefined): boolean {
    let isSeen = false;
    for (let path = directory; path !== ""; path = parentOf(path)) {
      const isSource = path === source;
      const below = source === "" ? path : path.slice(source.length + 1);
      if (!this.#isIgnored(path, true) && (isSource || filter?.(below) !== false)) {
        this.#seen.add(path);
        isSeen = true;
      }
      if (isSource) break;
    }
    return isSeen;
  }
}

type PathFilter = (path: string) => boolean;

/** What of a source directory is copied, by path below it; `undefined`: everything. */
function readFilter(read: ContextRead): PathFilter | undefined {
  if (read.exclude.length === 0 && !read.parents) return undefined;
  const excluded = new PatternMatcher(read.exclude);
  const included = read.parents ? includeMatcher(read) : undefined;
  return (path) => !excluded.matches(path) && (included === undefined || included.matches(path));
}

/** `undefined`: everything. */
function includeMatcher({ source, pivot = "" }: ContextRead): PatternMatcher | undefined {
  const pattern = pivot === "" ? source : source.slice(joinBelow(pivot, "x").length - 1);
  return pattern === "" || pattern === pivot ? undefined : new PatternMatcher([pattern]);
}
