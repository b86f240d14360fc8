/** Which tracked, unchanged files have other bytes on the disk than git stores: line ends, filters, encodings. */
import type { World } from "../shell/world.ts";
import { askGit, splitZero } from "./ask-git.ts";
import type { GitIndex } from "./git-index.ts";

export interface ConversionFacts {
  readonly index: GitIndex;
  readonly untracked: readonly string[];
  /** `core.autocrlf true`, a line each; names in lower case. */
  readonly settings: readonly string[];
  /** The repository's own attributes file. */
  readonly attributesPath: string;
}

/** Attributes under which git stores LF; `crlf` is the old name of `text`. */
const textAttributes = ["text", "crlf"];
/** Attributes under which git writes other bytes to the disk than it stores. */
const convertingAttributes = ["filter", "ident", "eol", "working-tree-encoding"];

export async function listConverted(
  world: World,
  root: string,
  facts: ConversionFacts,
): Promise<ReadonlySet<string>> {
  const { index, untracked, settings } = facts;
  const allPaths = (): string[] => Array.from({ length: index.count }, (_, entry) => index.path(entry));
  // `core.autocrlf` and `core.eol` make every text file's bytes depend on the machine. git has many words
  // for true, and a bare name is one of them.
  const isConverting = /^core\.autocrlf(?! (?:false|no|off|0)$)|^core\.eol (?:crlf|native)/i;
  if (settings.some((setting) => isConverting.test(setting))) return new Set(allPaths());
  const hasAttributes =
    index.includes(".gitattributes") ||
    untracked.some((path) => path.endsWith(".gitattributes")) ||
    (await hasOuterAttributes(world, facts));
  if (!hasAttributes) return new Set();
  const input = allPaths()
    .map((path) => `${path}\0`)
    .join("");
  const asked = ["check-attr", "-z", "--stdin", ...textAttributes, ...convertingAttributes];
  const output = await askGit(world, root, asked, input);
  // Not knowing means reading every file.
  if (output === undefined) return new Set(allPaths());
  const converted = new Set<string>();
  const normalized = new Set<string>();
  const fields = splitZero(output);
  for (let position = 0; position + 2 < fields.length; position += 3) {
    const [path = "", attribute = "", value] = fields.slice(position, position + 3);
    if (value === "unspecified" || value === "unset") continue;
    // Written as they are stored; but a file that came with CRLF keeps them after `git add`, which stores LF.
    if (textAttributes.includes(attribute) || value === "lf") normalized.add(path);
    else converted.add(path);
  }
  for (const path of converted) normalized.delete(path);
  for (const path of await listShrunk(world, root, index, [...normalized])) converted.add(path);
  return converted;
}

/** Files of which git stores fewer bytes than the disk has: all that taking away CRs can do. */
async function listShrunk(
  world: World,
  root: string,
  index: GitIndex,
  paths: readonly string[],
): Promise<readonly string[]> {
  const stats = await Promise.all(paths.map((path) => world.files.stat(`${root}/${path}`)));
  // What is not there has no line ends, and a partial clone may lack its object.
  const files = paths.flatMap((path, position) => {
    const stat = stats[position];
    return stat?.kind === "file" ? [{ path, size: stat.size, id: index.id(index.find(path) ?? -1) }] : [];
  });
  if (files.length === 0) return [];
  const input = files.map(({ id }) => `${id}\n`).join("");
  const output = await askGit(world, root, ["cat-file", "--batch-check=%(objectsize)"], input);
  const sizes = output?.toString("latin1").split("\n") ?? [];
  // A size that git does not tell counts as another.
  return files.flatMap(({ path, size }, position) => (String(size) === sizes[position] ? [] : [path]));
}

/** Attributes from outside of the working tree: the repository's own, the user's, the machine's. */
async function hasOuterAttributes(
  world: World,
  { attributesPath, settings }: ConversionFacts,
): Promise<boolean> {
  const home = world.env.HOME ?? "";
  const name = "core.attributesfile ";
  const named = settings.find((setting) => setting.startsWith(name))?.slice(name.length);
  const paths = [
    attributesPath,
    named?.replace(/^~\//, `${home}/`) ?? `${world.env.XDG_CONFIG_HOME || `${home}/.config`}/git/attributes`,
    "/etc/gitattributes",
  ];
  const texts = await Promise.all(paths.map((path) => world.files.readText(path)));
  return texts.some((text) => text !== undefined);
}
