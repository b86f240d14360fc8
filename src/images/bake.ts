/** Bake and compose files → image specs, through `docker buildx bake --print`. */
import { UserError } from "../errors.ts";
import type { ImageSpec, RegistryTarget } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { BakeTarget } from "./bake-print.ts";
import { type BakeFiles, listTargets, printTargets } from "./bake-run.ts";
import { readBakeTarget } from "./bake-target.ts";
import { folderOf } from "./repo-path.ts";
import { findRepositoryConflicts } from "./shared-repositories.ts";

export interface BakeOptions {
  /** Where the repository lies on disk. */
  readonly root: string;
  /** The definition files, relative to the root; all bake, all compose, or both. */
  readonly files: readonly [string, ...string[]];
  readonly registry: RegistryTarget | undefined;
  /** Names that are asked for: targets outside of `default` come in by them. */
  readonly wanted: readonly string[];
}

export interface LoadedImages {
  readonly specs: readonly ImageSpec[];
  /** What the user should hear, although it stops nothing. */
  readonly notices: readonly string[];
}

/**
 * Reads the images of bake and compose files: the targets of `default` (all, where there is no default), those they
 * are built from, and the wanted ones. Throws UserError with all problems, or with buildx's own message.
 */
export async function loadBake(world: World, options: BakeOptions): Promise<LoadedImages> {
  const { files, folder } = startingFolder(options.files);
  const directory = folder === "" ? options.root : `${options.root}/${folder}`;
  const targets = await readTargets(world, { directory, files }, options.wanted);
  const file = options.files.join(", ");
  const readings = targets.map((target) =>
    readBakeTarget(target, { root: options.root, folder, file }, options.registry),
  );
  const specs = readings.map((reading) => reading.spec);
  const problems = readings.flatMap((reading) => reading.problems);
  for (const { spec, other, repository, because } of findRepositoryConflicts(specs)) {
    problems.push(
      `${spec.definedAt}: the repository ${JSON.stringify(repository)} belongs to the target ${JSON.stringify(other.name)} too, ${because}`,
    );
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
  return {
    specs,
    notices: [
      ...noticeOfLeftOut(file, targets),
      ...noticeOfIgnoredTags(
        file,
        readings.flatMap((reading) => reading.ignoredTags),
      ),
    ],
  };
}

/** `true` for names that buildx would fetch: `https://github.com/org/repo.git`. */
export function isRemoteDefinition(file: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(file) || /^[^/]+@[^/]+:/.test(file);
}

/** By its name: `compose.yaml`, `docker-compose.prod.yml`. */
export function isComposeFile(file: string): boolean {
  return /(?:^|\/)(?:docker-)?compose[^/]*\.ya?ml$/i.test(file);
}

async function readTargets(
  world: World,
  bake: BakeFiles,
  wanted: readonly string[],
): Promise<readonly BakeTarget[]> {
  const targets = await printTargets(world, bake, []);
  const missing = wanted.filter((name) => !targets.some((target) => target.name === name));
  if (missing.length === 0) return targets;
  const all = await listTargets(world, bake);
  const more = missing.filter((name) => all.includes(name));
  if (more.length === 0) return targets;
  return printTargets(world, bake, [...targets.map((target) => target.name), ...more]);
}

/**
 * Bake's paths start from the working directory, which is the repository's root; Compose's start from the first
 * compose file's folder (https://docs.docker.com/reference/compose-file/build/#context).
 */
function startingFolder(files: BakeOptions["files"]): {
  readonly folder: string;
  readonly files: BakeOptions["files"];
} {
  const folder = folderOf(files[0]);
  if (folder === "" || !files.every(isComposeFile)) return { folder: "", files };
  const up = "../".repeat(folder.split("/").length);
  const relative = (file: string): string =>
    file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : up + file;
  const [first, ...rest] = files;
  return { folder, files: [relative(first), ...rest.map(relative)] };
}

function noticeOfLeftOut(file: string, targets: readonly BakeTarget[]): readonly string[] {
  const keys = [...new Set(targets.flatMap((target) => target.leftOut))].sort();
  if (keys.length === 0) return [];
  const names = targets.filter((target) => target.leftOut.length > 0).map((target) => target.name);
  return [
    `${file}: not used: ${keys.join(", ")} (of ${few(names)}); where images and caches go is decided by this action's inputs`,
  ];
}

function noticeOfIgnoredTags(file: string, tags: readonly string[]): readonly string[] {
  if (tags.length === 0) return [];
  return [
    `${file}: not used: tags at other registries than the input registry (${few(tags)}); images go to the input registry only`,
  ];
}

/** The first five, and how many more. */
function few(names: readonly string[]): string {
  const rest = names.length - 5;
  return rest > 0 ? `${names.slice(0, 5).join(", ")} and ${rest} more` : names.join(", ");
}
