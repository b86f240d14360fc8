/** Asks git what the working tree holds. It decides nothing. */
import { isAbsolute } from "node:path";
import type { World } from "../shell/world.ts";
import { askGit, splitZero } from "./ask-git.ts";
import { listConverted } from "./converted-files.ts";
import { questions } from "./git-command.ts";
import type { GitIndex } from "./git-index.ts";
import { readIndexFile, readIndexText } from "./read-index.ts";

async function requireGit(world: World, directory: string, args: readonly string[]): Promise<Buffer> {
  const output = await askGit(world, directory, args);
  if (output === undefined) throw new Error(`git ${args.join(" ")} failed in the repository`);
  return output;
}

/** A working tree, and where git keeps what belongs to it. */
export interface GitCheckout {
  readonly root: string;
  readonly objectFormat: "sha1" | "sha256";
  readonly indexPath: string;
  /** The repository's own attributes; a linked working tree has them in the repository that it belongs to. */
  readonly attributesPath: string;
}

/** The working tree that `directory` lies in; `undefined` when it is no git checkout. */
export async function findCheckout(world: World, directory: string): Promise<GitCheckout | undefined> {
  const output = await askGit(world, directory, questions.checkout);
  if (output === undefined) return undefined;
  const [objectFormat, index = "", attributes = "", ...root] = linesOf(output);
  const resolve = (path: string): string => (isAbsolute(path) ? path : `${directory}/${path}`);
  return {
    root: root.join("\n"),
    objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
    indexPath: resolve(index),
    attributesPath: resolve(attributes),
  };
}

export interface GitListing {
  readonly index: GitIndex;
  /** Paths called `.git` below a folder with tracked files: git never lists them, and a build reads them. */
  readonly nestedGit: readonly string[];
  /** Tracked paths whose content, kind or mode on disk may differ from the index, or that are gone. */
  readonly changed: ReadonlySet<string>;
  /** Untracked and ignored files; a path that ends in `/` is a folder without any tracked file. */
  readonly untracked: readonly string[];
  /** Paths whose bytes on disk are not the stored blob's (filters such as LFS, line ends, encodings). */
  readonly converted: ReadonlySet<string>;
}

/** Lists the working tree without reading a tracked, unchanged file. */
export async function listWithGit(world: World, checkout: GitCheckout): Promise<GitListing> {
  const { root, attributesPath } = checkout;
  const [{ index, nestedGit }, changed, untrackedText, conversion] = await Promise.all([
    // Long before git has compared all files: what follows from it alone is done meanwhile.
    readIndex(world, checkout).then(async (index) => ({
      index,
      nestedGit: await findNestedGit(world, root, index),
    })),
    requireGit(world, root, questions.changed),
    requireGit(world, root, questions.untracked),
    askGit(world, root, questions.conversion),
  ]);
  const untracked = splitZero(untrackedText);
  const settings = linesOf(conversion);
  const converted = await listConverted(world, root, { index, untracked, settings, attributesPath });
  return { index, nestedGit, changed: new Set(splitZero(changed)), untracked, converted };
}

async function findNestedGit(world: World, root: string, index: GitIndex): Promise<readonly string[]> {
  const found = await world.files.existing(index.folders().map((folder) => `${root}/${folder}/.git`));
  return found.map((path) => path.slice(root.length + 1));
}

/** Reads git's index, with git's help where that is not plain. */
export async function readIndex(
  world: World,
  { root, objectFormat, indexPath }: GitCheckout,
): Promise<GitIndex> {
  const bytes = objectFormat === "sha1" ? await world.files.readBytes(indexPath) : undefined;
  const index = bytes === undefined ? undefined : readIndexFile(bytes);
  return index ?? readIndexText(await requireGit(world, root, questions.index));
}

/** What stands for the content of `.git`: the current commit, the branch that it is on, and every reference. */
export async function readGitState(world: World, root: string): Promise<string> {
  const parts = await Promise.all([
    askGit(world, root, ["rev-parse", "HEAD"]),
    // No branch is an answer too.
    askGit(world, root, ["symbolic-ref", "--quiet", "HEAD"]),
    askGit(world, root, ["for-each-ref", "--format=%(objectname) %(refname)"]),
    askGit(world, root, ["rev-parse", "--is-shallow-repository"]),
  ]);
  return parts.map((part) => part?.toString("utf8") ?? "?").join("\n");
}

function linesOf(output: Buffer | undefined): readonly string[] {
  return output?.toString("utf8").replace(/\n$/, "").split("\n") ?? [];
}
