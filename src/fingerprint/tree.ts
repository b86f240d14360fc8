/**
 * The repository's files as a build would see them: what is on the disk, named by git's object ids where
 * git knows them, so that no tracked and unchanged file is read.
 */
import { parentOf } from "../dockerfile/clean-path.ts";
import type { World } from "../shell/world.ts";
import { byPath, hashEntry, isLossy, readEntry, type TreeEntry, walk, walkGit } from "./disk-entries.ts";
import { GIT_FOLDER, isBelow } from "./folders.ts";
import { type GitCheckout, type GitListing, listWithGit, readGitState } from "./git.ts";
import type { GitIndex } from "./git-index.ts";

export interface RepositoryTree {
  readonly root: string;
  /** git's own list; `undefined` outside git. */
  readonly index: GitIndex | undefined;
  /** Tracked files whose bytes on disk are not the stored blob's. */
  readonly converted: ReadonlySet<string>;
  /** Paths for which the list does not tell what is on the disk, sorted; a folder stands for all below it. */
  readonly irregular: readonly string[];
  /** Tracked files below a folder, and untracked ones outside `untrackedFolders`, sorted by path; "" is everything. */
  listBelow(folder: string): Promise<readonly TreeEntry[]>;
  /** Every path that `listBelow("")` would name, without asking the disk about links. */
  listPaths(): readonly string[];
  /** Folders without any tracked file (build output, `node_modules`, submodules); walked only on demand. */
  readonly untrackedFolders: readonly string[];
  /** Folders that stand for another repository's commit, checked out or not. */
  readonly submodules: ReadonlySet<string>;
  /** Every entry below an untracked folder, or of `.git`; empty folders included. */
  expand(folder: string): Promise<readonly TreeEntry[]>;
  /** git's blob id of the bytes that are on the disk now; `undefined` when the file is gone. */
  identify(entry: TreeEntry): Promise<string | undefined>;
  /** What stands for the content of `.git`; "" outside git. */
  gitState(): Promise<string>;
}

/** Reads the tree of `root`. Outside a git checkout, everything is walked and hashed when needed. */
export async function readTree(
  world: World,
  root: string,
  checkout: GitCheckout | undefined,
): Promise<RepositoryTree> {
  const expanded = new Map<string, Promise<readonly TreeEntry[]>>();
  const identified = new Map<string, Promise<string | undefined>>();
  let state: Promise<string> | undefined;
  const listing = checkout === undefined ? undefined : await listWithGit(world, checkout);
  const algorithm = checkout?.objectFormat ?? "sha1";
  const own = listing === undefined ? await walkedTree(world, root) : await gitTree(world, root, listing);
  return {
    root,
    ...own,
    expand: (folder) =>
      remember(expanded, folder, () =>
        folder === GIT_FOLDER ? walkGit(world, root, listing !== undefined) : walk(world, root, folder),
      ),
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

type OwnPart = Pick<
  RepositoryTree,
  "converted" | "index" | "irregular" | "listBelow" | "listPaths" | "submodules" | "untrackedFolders"
>;

async function walkedTree(world: World, root: string): Promise<OwnPart> {
  const entries = await walk(world, root, "");
  return {
    index: undefined,
    converted: new Set(),
    irregular: [],
    listBelow: async (folder) => entries.filter(({ path }) => isBelow(path, folder)),
    listPaths: () => entries.filter(({ kind }) => kind !== "directory").map(({ path }) => path),
    untrackedFolders: [],
    submodules: new Set(),
  };
}

async function gitTree(world: World, root: string, listing: GitListing): Promise<OwnPart> {
  const { index, changed, converted } = listing;
  const submodules = new Set<string>();
  const fromDisk = new Set(changed);
  for (const entry of index.irregularEntries()) {
    // git knows a submodule's commit, not what its checkout holds.
    if (index.mode(entry) === "160000") submodules.add(index.path(entry));
    else fromDisk.add(index.path(entry));
  }
  const folders = new Set(submodules);
  for (const path of listing.untracked) {
    if (path.endsWith("/")) folders.add(path.slice(0, -1));
    else fromDisk.add(path);
  }
  for (const path of listing.nestedGit) fromDisk.add(path);
  const diskEntries: TreeEntry[] = [];
  for (const path of fromDisk) {
    const entry = await readEntry(world, root, path);
    // A tracked file may have become a folder, or be gone.
    if (entry?.kind === "directory") folders.add(path);
    else if (entry !== undefined) diskEntries.push(entry);
    else {
      const folder = await findEmptyFolder(world, root, parentOf(path));
      if (folder !== undefined) folders.add(folder);
    }
  }
  // What git tracks below a folder that is a link now is gone, although the disk finds it by way of the link.
  const links = new Set(diskEntries.filter(({ kind }) => kind === "link").map(({ path }) => path));
  const isBehindLink = (path: string): boolean =>
    links.size > 0 && path !== "" && (links.has(parentOf(path)) || isBehindLink(parentOf(path)));
  const isListed = (path: string): boolean =>
    !fromDisk.has(path) && !folders.has(path) && !isBehindLink(path);
  const known = new Map<string, Promise<readonly TreeEntry[]>>();
  return {
    index,
    converted,
    irregular: [...new Set([...fromDisk, ...folders, ...converted])].sort(),
    untrackedFolders: [...folders].sort(),
    submodules,
    listBelow: (folder) =>
      remember(known, folder, async () => {
        const entries = diskEntries.filter(({ path }) => isBelow(path, folder) && !isBehindLink(path));
        const [from, to] = index.below(folder);
        for (let entry = from; entry < to; entry += 1) {
          const path = index.path(entry);
          if (isListed(path)) entries.push(await indexEntry(world, root, index, entry, converted.has(path)));
        }
        return entries.sort(byPath);
      }),
    listPaths: () => [
      ...Array.from({ length: index.count }, (_, entry) => index.path(entry)).filter(isListed),
      ...diskEntries.map(({ path }) => path),
    ],
  };
}

/** A folder whose tracked files are all gone, at whatever depth, is no news to git; a build makes it all the same. */
async function findEmptyFolder(world: World, root: string, folder: string): Promise<string | undefined> {
  if (folder === "") return undefined;
  const kind = (await world.files.stat(`${root}/${folder}`))?.kind;
  if (kind === undefined) return findEmptyFolder(world, root, parentOf(folder));
  const isEmpty = kind === "directory" && (await world.files.list(`${root}/${folder}`)).length === 0;
  return isEmpty ? folder : undefined;
}

async function indexEntry(
  world: World,
  root: string,
  index: GitIndex,
  entry: number,
  isConverted: boolean,
): Promise<TreeEntry> {
  const path = index.path(entry);
  const mode = index.mode(entry);
  if (mode === "120000") {
    const linkTarget = (await world.files.stat(`${root}/${path}`))?.linkTarget;
    return { path, kind: "link", executable: false, linkTarget, id: index.id(entry) };
  }
  const id = isLossy(path) ? crypto.randomUUID() : isConverted ? undefined : index.id(entry);
  return { path, kind: "file", executable: mode === "100755", linkTarget: undefined, id };
}

function remember<T>(known: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? make();
  known.set(key, found);
  return found;
}
