/** Where the images of a run are defined, and what they are. */
import { UserError } from "../errors.ts";
import type { ImageSpec, Platform, RegistryTarget } from "../model.ts";
import type { World } from "../shell/world.ts";
import { isComposeFile, loadBake } from "./bake.ts";
import { type DefinitionFiles, findDefinitions, readNamedDefinitions } from "./definition-files.ts";
import { discoverImages } from "./discover.ts";
import { parseImagesFile } from "./images-file.ts";
import { didYouMean } from "./nearest.ts";

export interface LoadOptions {
  /** Where the repository lies on disk. */
  readonly root: string;
  /** Every file of the repository, relative to its root. */
  readonly repositoryFiles: () => Promise<readonly string[]>;
  /** The input `images-file`; empty: look in the usual places. */
  readonly imagesFiles: readonly string[];
  /** The input `images`; empty: all. */
  readonly images: readonly string[];
  /** The names in the input `rebuild`. */
  readonly rebuild: readonly string[];
  readonly registry: RegistryTarget | undefined;
  /** The input `platforms`; empty: as defined. */
  readonly platforms: readonly Platform[];
}

export interface Definitions {
  readonly specs: readonly ImageSpec[];
  /** Where they come from, for the log. */
  readonly source: string;
  readonly notices: readonly string[];
}

/**
 * Finds and reads the image definitions: the named files, else `.github/ml-images.yml`, else bake files, else a compose
 * file that builds something, else every Dockerfile. Throws UserError with all problems at once.
 */
export async function loadImages(world: World, options: LoadOptions): Promise<Definitions> {
  const found = await findImages(world, options);
  refuseUnknownNames(found, options);
  return { ...found, specs: overridePlatforms(found.specs, options.platforms) };
}

async function findImages(world: World, options: LoadOptions): Promise<Definitions> {
  const [named, ...moreNamed] = options.imagesFiles;
  if (named !== undefined) {
    const definitions = await readNamedDefinitions(
      world,
      options.root,
      [named, ...moreNamed],
      options.repositoryFiles,
    );
    const loaded = await load(world, definitions, options);
    if (loaded.specs.length > 0) return loaded;
    throw new UserError(`${loaded.source}: expected at least one target or service to build, found none`);
  }
  const notices: string[] = [];
  for (const definitions of await findDefinitions(world, options.root)) {
    const loaded = await loadFound(world, definitions, options);
    if (typeof loaded === "string") {
      notices.push(loaded);
      continue;
    }
    if (loaded.specs.length > 0) return { ...loaded, notices: [...notices, ...loaded.notices] };
    // A compose file with nothing but databases, for developers: it defines no images.
    notices.push(`${loaded.source}: builds nothing, so it is passed over`);
  }
  const discovered = await discoverImages(world, options.root, await options.repositoryFiles());
  if (discovered.specs.length === 0) {
    throw new UserError(
      [
        "no image definitions: the repository has no .github/ml-images.yml, no bake or compose file that builds something, and no Dockerfile",
        ...notices,
        ...discovered.notices,
        "add .github/ml-images.yml, name a file in the input images-file, or check the repository out before this action",
      ].join("; "),
    );
  }
  return {
    specs: discovered.specs,
    source: "the Dockerfiles found in the repository",
    notices: [...notices, ...discovered.notices],
  };
}

/**
 * A compose file for developers may want an environment that is not here (`env_file`, `${PASSWORD:?}`). Where it cannot
 * build anything, that is no mistake, and the notice is returned.
 */
async function loadFound(
  world: World,
  definitions: DefinitionFiles,
  options: LoadOptions,
): Promise<Definitions | string> {
  try {
    return await load(world, definitions, options);
  } catch (error) {
    if (!(error instanceof UserError) || definitions.kind !== "bake") throw error;
    const [file, ...more] = definitions.files;
    const text = await world.files.readText(`${options.root}/${file}`);
    if (more.length > 0 || !isComposeFile(file) || text === undefined || mayBuild(text)) throw error;
    return `${file}: builds nothing and cannot be read, so it is passed over (${error.message.split("\n").join("; ")})`;
  }
}

/** Has a key that makes an image, or that brings other files in. */
function mayBuild(text: string): boolean {
  return /(?:^|[\s{,"'])(?:build|extends|include)["']?\s*:/.test(text);
}

async function load(world: World, definitions: DefinitionFiles, options: LoadOptions): Promise<Definitions> {
  switch (definitions.kind) {
    case "images-file":
      return {
        specs: parseImagesFile(definitions.text, definitions.file),
        source: definitions.file,
        notices: [],
      };
    case "bake": {
      const { root, registry, images } = options;
      const loaded = await loadBake(world, { root, registry, wanted: images, files: definitions.files });
      return { ...loaded, source: definitions.files.join(", ") };
    }
  }
}

function refuseUnknownNames(found: Definitions, { images, rebuild }: LoadOptions): void {
  const known = found.specs.map((spec) => spec.name);
  const unknown = (input: string, names: readonly string[]): readonly string[] =>
    names
      .filter((name) => !known.some((one) => one === name))
      .map((name) => {
        const hint = didYouMean(name, known, `; ${found.source}: ${known.join(", ")}`);
        return `input ${input}: expected the name of an image, found ${JSON.stringify(name)}${hint}`;
      });
  const problems = [...unknown("images", images), ...unknown("rebuild", rebuild)];
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
}

/** The input `platforms` replaces every image's own; a Lambda image has one platform. */
function overridePlatforms(
  specs: readonly ImageSpec[],
  platforms: readonly Platform[],
): readonly ImageSpec[] {
  if (platforms.length === 0) return specs;
  const problems = specs
    .filter((spec) => spec.runtime === "lambda" && platforms.length > 1)
    .map(
      (spec) =>
        `input platforms: expected one platform, because ${spec.definedAt} has "runtime: lambda" (AWS Lambda takes no multi-platform image), found ${platforms.join(", ")}`,
    );
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
  return specs.map((spec) => ({ ...spec, platforms }));
}
