/** Paths as users write them, relative to the repository's root. */
import type { RepoPath } from "../model.ts";

export type UserPath =
  | { readonly kind: "inside"; readonly path: RepoPath }
  /** Leaves the repository; cleaned, relative to its root or absolute. */
  | { readonly kind: "outside"; readonly path: string };

/**
 * Resolves `path` against the folder `base` (relative to the repository's root, or absolute). With `root`, the
 * repository's place on disk, a path that leaves the repository and comes back is inside. Reads no disk.
 */
export function resolveUserPath(base: string, path: string, root?: string): UserPath {
  const joined = isAbsolutePath(path) ? path : `${base}/${path}`;
  const absolute = isAbsolutePath(path) || isAbsolutePath(base);
  const cleaned = clean(joined, absolute);
  if (!absolute && cleaned !== ".." && !cleaned.startsWith("../")) {
    return { kind: "inside", path: repoPath(cleaned) };
  }
  const onDisk = absolute ? cleaned : clean(`${root}/${cleaned}`, true);
  const back = root === undefined ? undefined : below(root, onDisk);
  return back === undefined ? { kind: "outside", path: cleaned } : { kind: "inside", path: repoPath(back) };
}

/** Absolute on the runner's system or on Windows (`C:\x`), where the same file may be edited. */
export function isAbsolutePath(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:[\\/]/.test(path);
}

/** `a/b/c` → `a/b`; a name without folder → "". */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash < 0 ? "" : path.slice(0, slash);
}

/** `a/b/c` → `c`. */
export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `path` as it is called below the repository's root, "" when it is the root; `undefined` when it lies elsewhere. */
export function below(root: string, path: string): string | undefined {
  const folder = root.endsWith("/") ? root : `${root}/`;
  if (`${path}/` === folder) return "";
  return path.startsWith(folder) ? path.slice(folder.length) : undefined;
}

/** The only place where a text becomes a RepoPath: cleaned, inside. */
function repoPath(cleaned: string): RepoPath {
  return cleaned as RepoPath;
}

function clean(path: string, absolute: boolean): string {
  const kept: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== "..") kept.pop();
    else if (!absolute) kept.push(part);
  }
  return (absolute ? "/" : "") + kept.join("/");
}
