import type { ContextRead } from "./analysis.ts";
import { joinBelow } from "./clean-path.ts";
import type { ContextTree, TreeNode } from "./context-tree.ts";
import { hasWildcard, matchGlob } from "./glob.ts";

/**
 * The files and directories that a read names. The links on the way count as well as what they lead to, and
 * are reported by index. With `--parents` that is the pivot; its pattern filters what lies below.
 */
export function findSources(
  tree: ContextTree,
  read: ContextRead,
  onLink: (index: number) => void,
): readonly TreeNode[] {
  const source = read.parents ? (read.pivot ?? "") : read.source;
  return hasWildcard(source) && read.wildcard
    ? matchSource(tree, source, onLink)
    : followTo(tree, source, onLink);
}

function followTo(tree: ContextTree, path: string, onLink: (index: number) => void): readonly TreeNode[] {
  const real = tree.follow(path, onLink);
  const node = real === undefined ? undefined : tree.find(real);
  return node === undefined ? [] : [node];
}

/** Literal components first, with links followed; then the pattern, which goes into no links. */
function matchSource(
  tree: ContextTree,
  source: string,
  onLink: (index: number) => void,
): readonly TreeNode[] {
  const parts = source.split("/");
  const first = parts.findIndex(hasWildcard);
  const [base] = followTo(tree, parts.slice(0, first).join("/"), onLink);
  if (base === undefined || !base.isDirectory) return [];
  const pattern = parts.slice(first).join("/");
  // A class matches "/" too, so its pattern is put to whole paths.
  const matches = pattern.includes("[")
    ? matchWhole(tree, base, base.path, pattern)
    : matchParts(tree, base, parts.slice(first));
  return matches.flatMap((match) => followTo(tree, match.path, onLink));
}

function matchParts(tree: ContextTree, directory: TreeNode, parts: readonly string[]): readonly TreeNode[] {
  const [part = "", ...rest] = parts;
  if (!/[*?\\]/.test(part)) {
    const child = tree.find(joinBelow(directory.path, part));
    if (child === undefined || rest.length === 0) return child === undefined ? [] : [child];
    return child.isDirectory ? matchParts(tree, child, rest) : [];
  }
  const found: TreeNode[] = [];
  for (const child of tree.children(directory)) {
    const name = child.path.slice(directory.path === "" ? 0 : directory.path.length + 1);
    if (matchGlob(part, name) !== "match") continue;
    if (rest.length === 0) found.push(child);
    else if (child.isDirectory) found.push(...matchParts(tree, child, rest));
  }
  return found;
}

function matchWhole(
  tree: ContextTree,
  directory: TreeNode,
  base: string,
  pattern: string,
): readonly TreeNode[] {
  const found: TreeNode[] = [];
  for (const child of tree.children(directory)) {
    const below = base === "" ? child.path : child.path.slice(joinBelow(base, "x").length - 1);
    if (matchGlob(pattern, below) === "match") found.push(child);
    else if (child.isDirectory) found.push(...matchWhole(tree, child, base, pattern));
  }
  return found;
}
