/** Asks git what the working tree holds. The only file that says "git"; it decides nothing. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { IndexText } from "./index-text.ts";

const GIT_TIMEOUT_MS = 120_000;

/** Settings under which git says more than usual, and none under which it says less than what is on the disk. */
const settings = [
  // A checkout that another user owns (job containers) is still the one that the runner was told to build.
  "safe.directory=*",
  "core.quotepath=off",
  // Believed without a look at the files otherwise.
  "core.fsmonitor=false",
  "core.trustctime=true",
  "core.checkStat=default",
];
/** Where files have modes, links and two cases: a repository that was set up elsewhere would hide changes of them. */
const unixSettings = ["core.fileMode=true", "core.symlinks=true"];

/** What a hook or an outer git leaves in the environment would show us another repository or index. */
const foreignVariables = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_ATTR_SOURCE",
  "GIT_LITERAL_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
];

/** Output of a git command in `directory`; `undefined` when git is missing or refuses. */
async function askGit(
  world: World,
  directory: string,
  args: readonly string[],
  input = "",
): Promise<Buffer | undefined> {
  const isUnix = world.platform.os !== "win32";
  const all = [
    ...settings,
    ...(isUnix ? unixSettings : []),
    ...(world.platform.os === "linux" ? ["core.ignoreCase=false"] : []),
  ];
  const argv = ["git", "-C", directory, ...all.flatMap((one) => ["-c", one]), ...args] as const;
  const result = await world.exec(argv, {
    timeoutMs: GIT_TIMEOUT_MS,
    input,
    env: {
      ...Object.fromEntries(foreignVariables.map((name) => [name, undefined])),
      GIT_OPTIONAL_LOCKS: "0",
      GIT_TERMINAL_PROMPT: "0",
      LC_ALL: "C",
    },
  });
  if (result.ended === "timeout")
    throw new UserError(`git ${args[0]} took longer than ${GIT_TIMEOUT_MS / 1000} s`);
  return result.exitCode === 0 ? result.stdout : undefined;
}

async function requireGit(world: World, directory: string, ...args: string[]): Promise<Buffer> {
  const output = await askGit(world, directory, args);
  if (output === undefined) throw new Error(`git ${args.join(" ")} failed in the repository`);
  return output;
}

/** The working tree's root that `directory` lies in; `undefined` when it is no git checkout. */
export async function findGitRoot(world: World, directory: string): Promise<string | undefined> {
  const output = await askGit(world, directory, ["rev-parse", "--show-toplevel"]);
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
    requireGit(world, root, "ls-files", "-z", "--stage", "-v"),
    // Looks at every file's times on several threads, as `ls-files --modified` does not.
    requireGit(world, root, "diff-files", "-z", "--name-only", "--no-renames", "--ignore-submodules=all"),
    requireGit(world, root, "ls-files", "-z", "--others", "--directory"),
    askGit(world, root, ["rev-parse", "--show-object-format"]),
    readConversionSettings(world, root),
  ]);
  const untrackedPaths = splitZero(untracked);
  const index = new IndexText(stage);
  return {
    index,
    changed: new Set(splitZero(changed)),
    untracked: untrackedPaths,
    objectFormat: format?.toString("utf8").trim() === "sha256" ? "sha256" : "sha1",
    converted: await listConverted(world, root, index, untrackedPaths, conversion),
  };
}

type Conversion = "none" | "all";

/** `core.autocrlf` and `core.eol` make every text file's bytes depend on the machine. */
async function readConversionSettings(world: World, root: string): Promise<Conversion> {
  const output = await askGit(world, root, ["config", "--get-regexp", "^core\\.(autocrlf|eol)$"]);
  const found = output?.toString("utf8").toLowerCase() ?? "";
  // git has many words for true, and a bare name is one of them.
  return /autocrlf(?! (?:false|no|off|0)$)|eol (?:crlf|native)/m.test(found) ? "all" : "none";
}

/** Attributes under which git writes other bytes to the disk than it stores. */
const convertingAttributes = ["filter", "ident", "eol", "working-tree-encoding"];

async function listConverted(
  world: World,
  root: string,
  index: IndexText,
  untracked: readonly string[],
  conversion: Conversion,
): Promise<ReadonlySet<string>> {
  const allPaths = (): string[] => Array.from({ length: index.count }, (_, line) => index.path(line));
  if (conversion === "all") return new Set(allPaths());
  const hasAttributes =
    index.includes(".gitattributes") ||
    untracked.some((path) => path.endsWith(".gitattributes")) ||
    (await hasOuterAttributes(world, root));
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
async function hasOuterAttributes(world: World, root: string): Promise<boolean> {
  const [own, named] = await Promise.all([
    // A linked working tree has them in the repository that it belongs to.
    askGit(world, root, ["rev-parse", "--git-path", "info/attributes"]),
    askGit(world, root, ["config", "--type=path", "core.attributesFile"]),
  ]);
  const ownPath = own?.toString("utf8").replace(/\n$/, "") ?? ".git/info/attributes";
  const userFolder = world.env.XDG_CONFIG_HOME || `${world.env.HOME ?? ""}/.config`;
  const paths = [
    ownPath.startsWith("/") ? ownPath : `${root}/${ownPath}`,
    named?.toString("utf8").replace(/\n$/, "") ?? `${userFolder}/git/attributes`,
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

function splitZero(output: Buffer): string[] {
  const parts = output.toString("utf8").split("\0");
  parts.pop();
  return parts;
}
