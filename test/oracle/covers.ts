import type { ContextRead } from "../../src/dockerfile/analysis.ts";
import { cleanBelowRoot } from "../../src/dockerfile/clean-path.ts";
import { hasWildcard } from "../../src/dockerfile/glob.ts";
import type { OracleRead } from "./buildkit-process.ts";

/** How a read of ours stands to one that BuildKit names. */
export type Cover = "exact" | "wider" | "none";

/** Says whether everything that BuildKit's read takes is in ours. */
export function covers(ours: ContextRead, theirs: OracleRead): Cover {
  if ((ours.context === "" ? "context" : ours.context) !== theirs.context) return "none";
  const isWhole = ours.source === "" && ours.exclude.length === 0 && !ours.parents;
  const source = cleanBelowRoot(theirs.source);
  const exclude = theirs.exclude ?? [];
  const include = theirs.include?.[0];
  const root = ours.parents ? (ours.pivot ?? "") : ours.source;
  const isSameFilter =
    ours.parents === (include !== undefined) && JSON.stringify(ours.exclude) === JSON.stringify(exclude);
  const pattern = ours.parents ? ours.source.slice(root === "" ? 0 : root.length + 1) : undefined;
  const isSamePattern = include === undefined || cleanBelowRoot(include) === pattern;
  const isSameWildcard = ours.wildcard || !theirs.wildcard || !hasWildcard(source);
  if (root === source && isSameFilter && isSamePattern && isSameWildcard) return "exact";
  return isWhole ? "wider" : "none";
}
