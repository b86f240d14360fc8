/** The builders of a run: one that builds plainly, and beside it one that reads layers on demand where images want that. */
import { describeError } from "../errors.ts";
import { configureLazy } from "../lazy/builder-config.ts";
import type { LazyMode } from "../lazy/decide-lazy.ts";
import type { World } from "../shell/world.ts";
import { type BuilderChoice, chooseBuilder } from "./builder.ts";
import {
  type Builder,
  createBuilder,
  type OpenBuilderOptions,
  openBuilder,
  removeBuilder,
} from "./open-builder.ts";

export interface Builders {
  /** The one that is there already, for questions. */
  readonly first: Builder;
  /** Made when first asked for. Rejects with UserError. */
  plain(): Promise<Builder>;
  /** `undefined`: it cannot be made, which was said. Never rejects. */
  lazy(): Promise<Builder | undefined>;
}

export interface BuildersOptions extends OpenBuilderOptions {
  /** How many of the images are to be read on demand. Of all, a plain builder waits until one is needed. */
  readonly lazy: "none" | "some" | "all";
  /** Scratch space. */
  readonly scratch: string;
}

/** Runs `use` with builders, or with none where nothing is built; those of ours are removed afterwards. */
export async function withBuilders<T>(
  world: World,
  isNeeded: boolean,
  options: BuildersOptions,
  use: (builders: Builders | undefined) => Promise<T>,
): Promise<T> {
  if (!isNeeded) return use(undefined);
  const made: Builder[] = [];
  const note = (builder: Builder): Builder => {
    made.push(builder);
    const verb = builder.isOurs ? "Created" : "Using";
    world.log.info(
      `${verb} the buildx builder ${builder.name} (driver ${builder.driver}): ${builder.because}`,
    );
    return builder;
  };
  const plain = once(async () =>
    note(await openPlain(world, { ...options, writesLazy: options.lazy !== "none" })),
  );
  const lazy = once(async () => {
    try {
      return note(await openLazy(world, options));
    } catch (error) {
      world.log.warning(`layers are not read on demand in this run: ${describeError(error)}`);
      return undefined;
    }
  });
  try {
    const first = (options.lazy === "all" ? await lazy() : undefined) ?? (await plain());
    return await use({ first, plain, lazy });
  } finally {
    if (made.some(({ isOurs }) => isOurs) && !(await options.isLeftToPost())) {
      const ours = made.filter(({ isOurs }) => isOurs);
      await Promise.all(ours.map(({ name }) => removeBuilder(world, name, options.env)));
    }
  }
}

/** Which of them an image's build begins with. */
export async function chooseFirst(
  builders: Builders,
  mode: LazyMode | undefined,
): Promise<{ readonly builder: Builder; readonly isOnDemand: boolean }> {
  const lazy = mode?.kind === "read" ? await builders.lazy() : undefined;
  return { builder: lazy ?? (await builders.plain()), isOnDemand: lazy !== undefined };
}

async function openLazy(world: World, options: BuildersOptions): Promise<Builder> {
  const choice = chooseBuilder(await options.survey.facts, options);
  if (isUsersLazy(choice)) return { ...choice, isOurs: false };
  const hostNetwork = choice.kind === "create" && choice.hostNetwork;
  const because = "it reads cached layers on demand";
  const config = await writeConfig(world, options);
  return createBuilder(world, { hostNetwork, because }, options, { snapshotter: "stargz", config });
}

/** A file of its own hides the user's defaults from buildx, so they are in it too. */
async function writeConfig(world: World, { env, scratch }: BuildersOptions): Promise<string | undefined> {
  const folder = env.BUILDX_CONFIG ?? world.env.BUILDX_CONFIG;
  const file = "buildkitd.default.toml";
  const defaults = folder === undefined ? undefined : await world.files.readText(`${folder}/${file}`);
  const text = configureLazy(defaults);
  if (text === undefined) return undefined;
  await world.files.write(`${scratch}/lazy-${file}`, text);
  return `${scratch}/lazy-${file}`;
}

/** A user's builder that reads on demand leaves no complete cache: what is to be kept is built on another one. */
async function openPlain(world: World, options: BuildersOptions): Promise<Builder> {
  const facts = await options.survey.facts;
  const choice = chooseBuilder(facts, options);
  if (options.lazy === "none" || !isUsersLazy(choice) || facts.engineStore === undefined)
    return openBuilder(world, options);
  const hostNetwork = facts.builders.find(({ name }) => name === choice.name)?.network === "host";
  const because = `${choice.name} reads layers on demand, and leaves no complete cache`;
  return createBuilder(world, { hostNetwork, because }, options);
}

function isUsersLazy(choice: BuilderChoice): choice is Extract<BuilderChoice, { kind: "use" }> {
  return choice.kind === "use" && choice.driver === "docker-container" && choice.snapshotter === "stargz";
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
