/** Asks git what the working tree holds. The only file that says "git"; it decides nothing. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { GIT_TIMEOUT_MS, gitCommand, questions } from "./git-command.ts";
import { IndexText } from "./index-text.ts";

/** Output of a git command in `directory`; `undefined` when git is missing or refuses. */
async function askGit(world: World, directory: string, ...args: string[]): Promise<Buffer | undefined> {
  const { argv, options } = gitCommand(directory, ...args);
  const result = await world.exec(argv, options);
  if (result.ended === "timeout")
    throw new UserError(`git ${args[0]} took longer than ${GIT_TIMEOUT_MS / 1000} s`);
  return result.exitCode === 0 ? result.stdout : undefined;
}

async function requireGit(world: World, directory: string, ...args: string[]): Promise<Buffer> {
  const output = await askGit(world, directory, ...args);
  if (output === undefined) throw new Error(`git ${args.join(" ")} failed in the repository`);
  return output;
}

/** The working tree's root that `directory` lies in; `undefined` when it is no git checkout. */
export async function findGitRoot(world: World, directory: string): Promise<string | undefined> {
  const output = await askGit(world, directory, ...questions.root);
  return output?.toString("utf8").replace(/\n$/, "");
}

export interface GitListing {
  readonly index: IndexText;
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
  const [stage, changed, untracked, format, conversion] = await Promise.all([
    requireGit(world, root, ...questions.index),
    requireGit(world, root, ...questions.changed),
    requireGit(world, root, ...questions.untracked),
    askGit(world, root, ...questions.objectFormat),
    readConversionSettings(world, root),
  ]);
  const index = new IndexText(stage);
  return {
    index,
    changed: new Set(splitZero(changed)),
    untracked: splitZero(untracked),
    objectFormat: format?.toString("utf8").trim() === "sha256" ? "sha256" : "sha1",
    converted: await listConverted(world, root, index, conversion),
  };
}

type Conversion = "none" | "all";

/** `core.autocrlf` and `core.eol` make every text file's bytes depend on the machine. */
async function readConversionSettings(world: World, root: string): Promise<Conversion> {
  const output = await askGit(world, root, ...questions.conversion);
  const settings = output?.toString("utf8").toLowerCase() ?? "";
  return /autocrlf (true|input)|eol crlf/.test(settings) ? "all" : "none";
}

/** Attributes under which git writes other bytes to the disk than it stores. */
const convertingAttributes = ["filter", "ident", "eol", "working-tree-encoding"];

async function listConverted(
  world: World,
  root: string,
  index: IndexText,
  conversion: Conversion,
): Promise<ReadonlySet<string>> {
  const allPaths = (): string[] => Array.from({ length: index.count }, (_, line) => index.path(line));
  if (conversion === "all") return new Set(allPaths());
  const hasAttributes =
    index.includes(".gitattributes") ||
    (await world.files.readText(`${root}/.git/info/attributes`)) !== undefined;
  if (!hasAttributes) return new Set();
  const { argv, options } = gitCommand(root, "check-attr", "-z", "--stdin", ...convertingAttributes);
  const input = allPaths()
    .map((path) => `${path}\0`)
    .join("");
  const result = await world.exec(argv, { ...options, input });
  // Not knowing means reading every file.
  if (result.exitCode !== 0) return new Set(allPaths());
  const converted = new Set<string>();
  const fields = splitZero(result.stdout);
  for (let position = 0; position + 2 < fields.length; position += 3) {
    const value = fields[position + 2];
    // `eol=lf` writes what is stored.
    if (value === "unspecified" || value === "unset" || value === "lf") continue;
    converted.add(fields[position] ?? "");
  }
  return converted;
}

/** What stands for the content of `.git`: the current commit and every reference. */
export async function readGitState(world: World, root: string): Promise<string> {
  const [head, references, shallow] = await Promise.all([
    askGit(world, root, "rev-parse", "HEAD"),
    askGit(world, root, "for-each-ref", "--format=%(objectname) %(refname)"),
    askGit(world, root, "rev-parse", "--is-shallow-repository"),
  ]);
  return [head, references, shallow].map((part) => part?.toString("utf8") ?? "?").join("\n");
}

function splitZero(output: Buffer): string[] {
  const parts = output.toString("utf8").split("\0");
  parts.pop();
  return parts;
}
