/** What is on the disk of a repository, as a build would see it, without git's help. */
import { createHash } from "node:crypto";
import type { World } from "../shell/world.ts";
import { GIT_FOLDER } from "./folders.ts";

export interface TreeEntry {
  /** Below the repository's root. */
  readonly path: string;
  readonly kind: "file" | "link" | "directory";
  readonly executable: boolean;
  readonly linkTarget: string | undefined;
  /** git's blob id of the bytes on disk; `undefined`: the disk must be asked (`identify`). */
  readonly id: string | undefined;
}

/** `undefined`: nothing is there that a build would see. */
export async function readEntry(world: World, root: string, path: string): Promise<TreeEntry | undefined> {
  const stat = await world.files.stat(`${root}/${path}`);
  if (stat?.kind === "other") return undefined;
  if (stat === undefined) {
    const lost = { kind: "file", executable: false, linkTarget: undefined } as const;
    return isLossy(path) ? { ...lost, path, id: crypto.randomUUID() } : undefined;
  }
  return {
    path,
    kind: stat.kind,
    executable: stat.kind === "file" && (stat.mode & 0o100) !== 0,
    linkTarget: stat.linkTarget,
    id: stat.kind === "directory" ? "" : undefined,
  };
}

/** Every file, link and empty folder below `folder`, from the disk, sorted. `.git` of the root stays out. */
export async function walk(
  world: World,
  root: string,
  folder: string,
  isClosed?: (path: string) => boolean,
): Promise<readonly TreeEntry[]> {
  const entries: TreeEntry[] = [];
  const visit = async (path: string): Promise<void> => {
    const children = isClosed?.(path) ? [] : await world.files.list(`${root}/${path}`).catch(unreadable);
    if (children === undefined) {
      // Another user's: nobody knows what is in it, so it never counts as unchanged.
      const id = crypto.randomUUID();
      entries.push({ path, kind: "directory", executable: false, linkTarget: undefined, id });
      return;
    }
    if (children.length === 0 && path !== "") {
      const id = isLossy(path) ? crypto.randomUUID() : "";
      entries.push({ path, kind: "directory", executable: false, linkTarget: undefined, id });
    }
    for (const child of children) {
      const childPath = path === "" ? child.name : `${path}/${child.name}`;
      if (childPath === GIT_FOLDER) continue;
      if (child.kind === "directory") await visit(childPath);
      else {
        const entry = await readEntry(world, root, childPath);
        if (entry !== undefined) entries.push(entry);
      }
    }
  };
  await visit(folder);
  return entries.sort(byPath);
}

function unreadable(error: unknown): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code !== "EACCES" && code !== "EPERM") throw error;
}

/**
 * What is in the root's `.git`. Where git tells its state, the many folders of loose objects are not looked into: what
 * they hold follows from their names.
 */
export async function walkGit(world: World, root: string, isTold: boolean): Promise<readonly TreeEntry[]> {
  const entry = await readEntry(world, root, GIT_FOLDER);
  if (entry?.kind !== "directory") return entry === undefined ? [] : [entry];
  const isLoose = (path: string): boolean => isTold && /^\.git\/objects\/[0-9a-f]{2}$/.test(path);
  return walk(world, root, GIT_FOLDER, isLoose);
}

/** git's blob id of the bytes that are on the disk now. */
export async function hashEntry(
  world: World,
  root: string,
  entry: TreeEntry,
  algorithm: "sha1" | "sha256",
): Promise<string | undefined> {
  const path = `${root}/${entry.path}`;
  if (entry.kind === "link") {
    const target = (await world.files.stat(path))?.linkTarget;
    if (target === undefined) return undefined;
    if (isLossy(target)) return crypto.randomUUID();
    const bytes = Buffer.from(target, "utf8");
    return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  }
  const size = (await world.files.stat(path))?.size;
  return size === undefined ? undefined : world.files.hash(path, algorithm, `blob ${size}\0`);
}

/**
 * Names that are no UTF-8 come as other names, so nothing can be looked up by them: what has one never counts as
 * unchanged.
 */
export function isLossy(text: string): boolean {
  return text.includes("\uFFFD");
}

export function byPath(a: TreeEntry, b: TreeEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
