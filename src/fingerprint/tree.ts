/**
 * The repository's files as a build would see them: what is on the disk, named by git's object ids where
 * git knows them, so that no tracked and unchanged file is read.
 */
import { createHash } from "node:crypto";
import type { World } from "../shell/world.ts";
import { listWithGit, readGitState } from "./git.ts";

export interface TreeEntry {
  /** Below the repository's root. */
  readonly path: string;
  readonly kind: "file" | "link" | "directory";
  readonly executable: boolean;
  readonly linkTarget: string | undefined;
  /** git's blob id of the bytes on disk; `undefined`: the disk must be asked (`identify`). */
  readonly id: string | undefined;
}

export interface RepositoryTree {
  readonly root: string;
  /** Sorted by path (code units). Tracked files, and untracked ones outside `untrackedFolders`. */
  readonly entries: readonly TreeEntry[];
  /** Folders without any tracked file (build output, `node_modules`, submodules); walked only on demand. */
  readonly untrackedFolders: readonly string[];
  /** Every entry below an untracked folder, empty folders included. */
  expand(folder: string): Promise<readonly TreeEntry[]>;
  /** git's blob id of the bytes that are on the disk now; `undefined` when the file is gone. */
  identify(entry: TreeEntry): Promise<string | undefined>;
  /** What stands for the content of `.git`; "" outside git. */
  gitState(): Promise<string>;
}

/** Reads the tree of `root`. Outside a git checkout, everything is walked and hashed when needed. */
export async function readTree(world: World, root: string, isGit: boolean): Promise<RepositoryTree> {
  const expanded = new Map<string, Promise<readonly TreeEntry[]>>();
  const identified = new Map<string, Promise<string | undefined>>();
  let state: Promise<string> | undefined;
  const listing = isGit ? await listWithGit(world, root) : undefined;
  const algorithm = listing?.objectFormat ?? "sha1";
  const tracked =
    listing === undefined ? await walk(world, root, "") : await trackedEntries(world, root, listing);
  return {
    root,
    ...tracked,
    expand: (folder) => remember(expanded, folder, async () => (await walk(world, root, folder)).entries),
    identify: (entry) =>
      entry.id === undefined
        ? remember(identified, entry.path, () => hashEntry(world, root, entry, algorithm))
        : Promise.resolve(entry.id),
    gitState: () => {
      state ??= listing === undefined ? Promise.resolve("") : readGitState(world, root);
      return state;
    },
  };
}

async function trackedEntries(
  world: World,
  root: string,
  listing: Awaited<ReturnType<typeof listWithGit>>,
): Promise<Pick<RepositoryTree, "entries" | "untrackedFolders">> {
  const entries: TreeEntry[] = [];
  const folders: string[] = [];
  const fromDisk = new Set<string>();
  for (const { path, mode, id, unreliable } of listing.index) {
    // git knows a submodule's commit, not what its checkout holds.
    if (mode === "160000") folders.push(path);
    else if (unreliable || listing.changed.has(path)) fromDisk.add(path);
    else if (mode === "120000") entries.push(await linkEntry(world, root, path, id));
    else {
      const isConverted = listing.converted.has(path);
      entries.push({
        path,
        kind: "file",
        executable: mode === "100755",
        linkTarget: undefined,
        id: isConverted ? undefined : id,
      });
    }
  }
  for (const path of listing.untracked) {
    if (path.endsWith("/")) folders.push(path.slice(0, -1));
    else fromDisk.add(path);
  }
  for (const path of fromDisk) {
    const entry = await readEntry(world, root, path);
    // A tracked file may have become a folder, or be gone.
    if (entry?.kind === "directory") folders.push(path);
    else if (entry !== undefined) entries.push(entry);
  }
  return { entries: entries.sort(byPath), untrackedFolders: [...new Set(folders)].sort() };
}

async function linkEntry(world: World, root: string, path: string, id: string): Promise<TreeEntry> {
  const stat = await world.files.stat(`${root}/${path}`);
  return { path, kind: "link", executable: false, linkTarget: stat?.linkTarget, id };
}

async function readEntry(world: World, root: string, path: string): Promise<TreeEntry | undefined> {
  const stat = await world.files.stat(`${root}/${path}`);
  if (stat === undefined || stat.kind === "other") return undefined;
  return {
    path,
    kind: stat.kind,
    executable: stat.kind === "file" && (stat.mode & 0o100) !== 0,
    linkTarget: stat.linkTarget,
    id: stat.kind === "directory" ? "" : undefined,
  };
}

/** Every file, link and empty folder below `folder`, from the disk. `.git` of the root stays out. */
async function walk(
  world: World,
  root: string,
  folder: string,
): Promise<{ entries: TreeEntry[]; untrackedFolders: string[] }> {
  const entries: TreeEntry[] = [];
  const visit = async (path: string): Promise<void> => {
    const children = await world.files.list(`${root}/${path}`);
    if (children.length === 0 && path !== "") {
      entries.push({ path, kind: "directory", executable: false, linkTarget: undefined, id: "" });
    }
    for (const child of children) {
      const childPath = path === "" ? child.name : `${path}/${child.name}`;
      if (childPath === ".git") continue;
      if (child.kind === "directory") await visit(childPath);
      else {
        const entry = await readEntry(world, root, childPath);
        if (entry !== undefined) entries.push(entry);
      }
    }
  };
  await visit(folder);
  return { entries: entries.sort(byPath), untrackedFolders: [] };
}

async function hashEntry(
  world: World,
  root: string,
  entry: TreeEntry,
  algorithm: "sha1" | "sha256",
): Promise<string | undefined> {
  const path = `${root}/${entry.path}`;
  if (entry.kind === "link") {
    const target = (await world.files.stat(path))?.linkTarget;
    if (target === undefined) return undefined;
    const bytes = Buffer.from(target, "utf8");
    return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
  }
  const size = (await world.files.stat(path))?.size;
  return size === undefined ? undefined : world.files.hash(path, algorithm, `blob ${size}\0`);
}

function byPath(a: TreeEntry, b: TreeEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}

function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
