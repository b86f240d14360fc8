/** Asks git what the working tree holds. It decides nothing. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { GIT_TIMEOUT_MS, gitCommand, questions } from "./git-command.ts";
import { IndexText } from "./index-text.ts";

/** Output of a git command in `directory`; `undefined` when git is missing or refuses. */
async function askGit(
  world: World,
  directory: string,
  args: readonly string[],
  input = "",
): Promise<Buffer | undefined> {
  const { argv, options } = gitCommand(world.platform.os, directory, ...args);
  const result = await world.exec(argv, { ...options, input });
  if (result.ended === "timeout") {
    throw new UserError(`git ${args[0]} took longer than ${GIT_TIMEOUT_MS / 1000} s`);
  }
  return result.exitCode === 0 ? result.stdout : undefined;
}

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

interface ConversionFacts {
  readonly index: IndexText;
  readonly untracked: readonly string[];
  /** `core.autocrlf true`, a line each; names in lower case. */
  readonly settings: readonly string[];
  /** The repository's own attributes file, as git tells it. */
  readonly attributesPath: string;
}

/** Attributes under which git writes other bytes to the disk than it stores. */
const convertingAttributes = ["filter", "ident", "eol", "working-tree-encoding"];

async function listConverted(
  world: World,
  root: string,
  facts: ConversionFacts,
): Promise<ReadonlySet<string>> {
  const { index, untracked, settings } = facts;
  const allPaths = (): string[] => Array.from({ length: index.count }, (_, line) => index.path(line));
  // `core.autocrlf` and `core.eol` make every text file's bytes depend on the machine. git has many words
  // for true, and a bare name is one of them.
  const isConverting = /^core\.autocrlf(?! (?:false|no|off|0)$)|^core\.eol (?:crlf|native)/i;
  if (settings.some((setting) => isConverting.test(setting))) return new Set(allPaths());
  const hasAttributes =
    index.includes(".gitattributes") ||
    untracked.some((path) => path.endsWith(".gitattributes")) ||
    (await hasOuterAttributes(world, root, facts));
  if (!hasAttributes) return new Set();
  const input = allPaths()
    .map((path) => `${path}\0`)
    .join("");
  const output = await askGit(world, root, ["check-attr", "-z", "--stdin", ...convertingAttributes], input);
  // Not knowing means reading every file.
  if (output === undefined) return new Set(allPaths());
  const converted = new Set<string>();
  const fields = splitZero(output);
  for (let position = 0; position + 2 < fields.length; position += 3) {
    const value = fields[position + 2];
    // `eol=lf` writes what is stored.
    if (value === "unspecified" || value === "unset" || value === "lf") continue;
    converted.add(fields[position] ?? "");
  }
  return converted;
}

/** Attributes from outside of the working tree: the repository's own, the user's, the machine's. */
async function hasOuterAttributes(
  world: World,
  root: string,
  { attributesPath, settings }: ConversionFacts,
): Promise<boolean> {
  const home = world.env.HOME ?? "";
  const name = "core.attributesfile ";
  const named = settings.find((setting) => setting.startsWith(name))?.slice(name.length);
  const paths = [
    attributesPath.startsWith("/") ? attributesPath : `${root}/${attributesPath}`,
    named?.replace(/^~\//, `${home}/`) ?? `${world.env.XDG_CONFIG_HOME || `${home}/.config`}/git/attributes`,
    "/etc/gitattributes",
  ];
  const texts = await Promise.all(paths.map((path) => world.files.readText(path)));
  return texts.some((text) => text !== undefined);
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

function splitZero(output: Buffer): string[] {
  const parts = output.toString("utf8").split("\0");
  parts.pop();
  return parts;
}
