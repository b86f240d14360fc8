/** `COPY` sources that no build will find: whether they are ignored, untracked or missing, and the nearest name. */
import { cleanPath, joinBelow, parentOf } from "../dockerfile/clean-path.ts";
import { explainIgnore } from "../dockerfile/explain-ignore.ts";
import type { LostSource } from "../fingerprint/gather.ts";
import { gitCommand } from "../fingerprint/git-command.ts";
import type { RepositoryTree } from "../fingerprint/tree.ts";
import { nearestName } from "../images/nearest.ts";
import type { PlannedImage } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { Problem } from "./problem.ts";

/** Throws nothing; a source that is on the disk after all is left to the build. */
export async function explainMissingSources(
  world: World,
  tree: RepositoryTree,
  { spec, inputs }: PlannedImage,
  lost: readonly LostSource[],
): Promise<readonly Problem[]> {
  const { dockerfile, definedAt } = spec;
  const file = dockerfile.kind === "file" ? dockerfile.path : definedAt;
  const found = await Promise.all(
    lost.map(async (one): Promise<readonly Problem[]> => {
      const why = await explain(world, tree, one);
      if (why === undefined) return [];
      const { line, instruction, asWritten } = one.read;
      const what = `${file}:${line}: ${instruction} ${asWritten}: expected it in ${nameOf(one)}, found nothing`;
      return [
        {
          // Where other inputs cannot be known, neither can this one for certain.
          level: inputs.unknowns.length > 0 ? "warning" : "error",
          message: `${what}: ${why}`,
          ...(dockerfile.kind === "file" ? { at: { file, line, title: "source not found" } } : {}),
        },
      ];
    }),
  );
  return found.flat();
}

function nameOf({ context }: LostSource): string {
  const path = context.source.kind === "local" ? context.source.path : "";
  const place = path === "" ? "the repository's root" : path;
  return context.name === "" ? `the context (${place})` : `the context ${context.name} (${place})`;
}

/** `undefined`: it cannot be told that the build will fail. */
async function explain(
  world: World,
  tree: RepositoryTree,
  { read, because, context }: LostSource,
): Promise<string | undefined> {
  const { ignore, source } = context;
  if (source.kind !== "local") return undefined;
  const wanted = read.parents ? read.source.replace("/./", "/") : read.source;
  if (because === "ignored") {
    const rule = explainIgnore(ignore?.text ?? "", wanted);
    if (ignore === undefined || rule === undefined) return "all of it is left out by the ignore file";
    return `it is ignored by ${ignore.path}:${rule.line}: ${rule.pattern}; add the line !${wanted} below`;
  }
  const path = joinBelow(source.path, wanted);
  if ((await world.files.realPath(`${tree.root}/${path}`)) !== undefined) return undefined;
  const rule = await askGitIgnore(world, tree, path);
  if (rule !== undefined) {
    return `git does not track it (${rule}), so a checkout does not have it: make it in a step before this one, or commit it`;
  }
  if ((await world.files.realPath(`${tree.root}/${source.path}`)) === undefined) {
    return "the context's folder does not exist";
  }
  if (/^\.\.(?:\/|$)/.test(cleanPath(read.asWritten))) {
    return "a build reads nothing above its context: set the image's context to a folder above, and its dockerfile to the path below that";
  }
  const nearest = await findNearest(world, tree, source.path, wanted);
  return `it is missing${nearest === undefined ? "" : `; did you mean "${nearest}"?`}`;
}

/** `file:line: pattern` of the rule that keeps a path out of git. */
async function askGitIgnore(
  world: World,
  { root, index }: RepositoryTree,
  path: string,
): Promise<string | undefined> {
  if (index === undefined) return undefined;
  const { argv, options } = gitCommand(world.platform.os, root, "check-ignore", "--verbose", "--", path);
  const result = await world.exec(argv, options);
  if (result.exitCode !== 0) return undefined;
  const rule = /^([^\t]+):(\d+):([^\t]+)\t/.exec(result.stdout.toString("utf8"));
  return rule === null ? undefined : `${rule[1]}:${rule[2]}: ${rule[3]}`;
}

/** A file of that name elsewhere in the context, else a name like it in the same folder. */
async function findNearest(
  world: World,
  tree: RepositoryTree,
  context: string,
  wanted: string,
): Promise<string | undefined> {
  const prefix = context === "" ? "" : `${context}/`;
  const folder = parentOf(wanted);
  const name = wanted.slice(folder === "" ? 0 : folder.length + 1);
  const siblings = (await world.files.list(`${tree.root}/${joinBelow(context, folder)}`)).map(
    (one) => one.name,
  );
  const sibling = nearestName(name, siblings);
  if (sibling !== undefined) return joinBelow(folder, sibling);
  const elsewhere = tree
    .listPaths()
    .filter((path) => path.startsWith(prefix) && `/${path}`.endsWith(`/${name}`))
    .sort((a, b) => a.length - b.length)[0];
  return elsewhere?.slice(prefix.length);
}
