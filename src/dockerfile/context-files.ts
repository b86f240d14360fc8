import type { ContextRead } from "./analysis.ts";

/** A file, link or empty directory of a context; `path` is relative to the context. */
export interface ContextEntry {
  readonly path: string;
  readonly kind: "file" | "link" | "directory";
  /** What a link holds, as stored. */
  readonly linkTarget?: string | undefined;
}

/** A source that selects nothing, and why. */
export interface MissingSource {
  readonly read: ContextRead;
  /** `ignored`: it is there, but the ignore file takes it out of the context. */
  readonly because: "ignored" | "absent";
}

export interface SelectedFiles {
  /** Positions in the given entries, ascending, without duplicates. */
  readonly indexes: readonly number[];
  readonly missing: readonly MissingSource[];
}

/** Says whether a path of the context is left out of it. */
export type IgnoreMatcher = (path: string, isDirectory: boolean) => boolean;

/** Selects the entries of one context (sorted by path, byte order) that `reads` can read. */
export function selectContextFiles(
  _entries: readonly ContextEntry[],
  _reads: readonly ContextRead[],
  _isIgnored: IgnoreMatcher,
): SelectedFiles {
  throw new Error("being written");
}
