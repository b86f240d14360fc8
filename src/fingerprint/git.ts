/** Asks git what the working tree holds. It decides nothing. */
import type { World } from "../shell/world.ts";
import { askGit, splitZero } from "./ask-git.ts";
import { listConverted } from "./converted-files.ts";
import { questions } from "./git-command.ts";
import { IndexText } from "./index-text.ts";

async function requireGit(world: World, directory: string, args: readonly string[]): Promise<Buffer> {
  const output = await askGit(world, directory, args);
  if (output === undefined) throw new Error(`git ${args.join(" ")} failed in the repository`);
  return output;
}

/** The working tree's root that `directory` lies in; `undefined` when it is no git checkout. */
export async function findGitRoot(world: World, directory: string): Promise<string | undefined> {
  const output = await askGit(world, directory, questions.root);
  return output?.toString("utf8").replace(/\n$/, "");
}

export interface GitListing {
  readonly index: IndexText;
  /** Paths called `.git` below a folder with tracked files: git never lists them, and a build reads them. */
  readonly nestedGit: readonly string[];
  /** Tracked paths whose content, kind or mode on disk may differ from the index, or that are gone. */
  readonly changed: ReadonlySet<string>;
  /** Untracked and ignored files; a path that ends in `/` is a folder without any tracked file. */
  readonly untracked: readonly string[];
  readonly objectFormat: "sha1" | "sha256";
  /** Paths whose bytes on disk are not the stored blob's (filters such as LFS, line ends, encodings). */
  readonly converted: ReadonlySet<string>;
}

/** Lists the working tree without reading a tracked, unchanged file. */
export async function listWithGit(world: World, root: string): Promise<GitListing> {
  const [{ index, nestedGit }, changed, untracked, facts, conversion] = await Promise.all([
    // Its answer comes long before the others': what follows from it alone is done meanwhile.
    requireGit(world, root, questions.index).then((stage) => readIndex(world, root, stage)),
    requireGit(world, root, questions.changed),
    requireGit(world, root, questions.untracked),
    askGit(world, root, questions.facts),
    askGit(world, root, questions.conversion),
  ]);
  const untrackedPaths = splitZero(untracked);
  const [objectFormat, attributesPath] = linesOf(facts);
  const settings = linesOf(conversion);
  return {
    index,
    nestedGit,
    changed: new Set(splitZero(changed)),
    untracked: untrackedPaths,
    objectFormat: objectFormat === "sha256" ? "sha256" : "sha1",
    converted: await listConverted(world, root, {
      index,
      untracked: untrackedPaths,
      settings,
      attributesPath: attributesPath ?? ".git/info/attributes",
    }),
  };
}

async function readIndex(
  world: World,
  root: string,
  stage: Buffer,
): Promise<Pick<GitListing, "index" | "nestedGit">> {
  const index = new IndexText(stage);
  const found = await world.files.existing(index.folders().map((folder) => `${root}/${folder}/.git`));
  return { index, nestedGit: found.map((path) => path.slice(root.length + 1)) };
}

/** What stands for the content of `.git`: the current commit and every reference. */
export async function readGitState(world: World, root: string): Promise<string> {
  const [head, references, shallow] = await Promise.all([
    askGit(world, root, ["rev-parse", "HEAD"]),
    askGit(world, root, ["for-each-ref", "--format=%(objectname) %(refname)"]),
    askGit(world, root, ["rev-parse", "--is-shallow-repository"]),
  ]);
  return [head, references, shallow].map((part) => part?.toString("utf8") ?? "?").join("\n");
}

function linesOf(output: Buffer | undefined): readonly string[] {
  return output?.toString("utf8").replace(/\n$/, "").split("\n") ?? [];
}
