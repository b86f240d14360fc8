/** The builders of a run: one that builds plainly, and beside it one that reads layers on demand where images want that. */
import { describeError, UserError } from "../errors.ts";
import { configureLazy } from "../lazy/builder-config.ts";
import type { LazyMode } from "../lazy/decide-lazy.ts";
import type { ImageName } from "../model.ts";
import type { BuilderKind } from "../session-state.ts";
import type { World } from "../shell/world.ts";
import { type BuilderChoice, chooseBuilder } from "./builder.ts";
import { createLazyBuilder, SETTINGS_FILE } from "./lazy-builder.ts";
import { type Builder, createBuilder, nameBuilder, type OpenBuilderOptions } from "./open-builder.ts";
import { letBuildersGo } from "./remove-builder.ts";

export interface Builders extends AsyncDisposable {
  /** The one that is there soonest, for questions. Rejects with UserError. */
  first(): Promise<Builder>;
  /** Made when first asked for. Rejects with UserError. */
  plain(): Promise<Builder>;
  /** `undefined`: it cannot be made, which was said. Never rejects. */
  lazy(): Promise<Builder | undefined>;
}

export interface BuildersOptions extends OpenBuilderOptions {
  /** Of the images that are built. As soon as one is to be read on demand, that builder is made, beside all else. */
  readonly modes: Promise<ReadonlyMap<ImageName, LazyMode>>;
  /** Scratch space. */
  readonly scratch: string;
}

/** Builders for `await using`: those of ours go with it, made, half made or never needed. */
export function openBuilders(world: World, options: BuildersOptions): Builders {
  const unneeded = new AbortController();
  const making = { ...world, ...stoppable(world, unneeded.signal) };
  const names: string[] = [];
  const name = (kind: BuilderKind): string => {
    const made = nameBuilder(world, kind);
    names.push(made);
    return made;
  };
  const note = (builder: Builder): Builder => {
    const verb = builder.isOurs ? "Created" : "Using";
    world.log.info(
      `${verb} the buildx builder ${builder.name} (driver ${builder.driver}): ${builder.because}`,
    );
    return builder;
  };
  const opened: Promise<unknown>[] = [];
  const plain = once(opened, async () => note(await openPlain(making, options, name)));
  const lazy = once(opened, async () => {
    if (unneeded.signal.aborted) return undefined;
    try {
      return note(await openLazy(making, options, name));
    } catch (error) {
      if (!unneeded.signal.aborted)
        world.log.warning(`layers are not read on demand in this run: ${describeError(error)}`);
      return undefined;
    }
  });
  // Whoever awaits the modes hears what is wrong with them.
  void options.modes.then((modes) => (count(modes, "read") > 0 ? lazy() : undefined)).catch(() => {});
  return {
    plain,
    lazy,
    async first() {
      const modes = await options.modes;
      const isAllLazy = modes.size > 0 && count(modes, "read") === modes.size;
      return (isAllLazy ? await lazy() : undefined) ?? (await plain());
    },
    async [Symbol.asyncDispose]() {
      unneeded.abort();
      await Promise.allSettled(opened);
      if (names.length > 0 && !(await options.isLeftToPost())) await letBuildersGo(world, names, options.env);
    },
  };
}

/** Which of them an image's build begins with. */
export async function chooseFirst(
  builders: Builders,
  mode: LazyMode | undefined,
): Promise<{ readonly builder: Builder; readonly isOnDemand: boolean }> {
  const lazy = mode?.kind === "read" ? await builders.lazy() : undefined;
  return { builder: lazy ?? (await builders.plain()), isOnDemand: lazy !== undefined };
}

type Naming = (kind: BuilderKind) => string;

async function openLazy(world: World, options: BuildersOptions, name: Naming): Promise<Builder> {
  const found = chooseBuilder(await options.survey.facts, options);
  if (isUsersLazy(found)) return { ...found, isOurs: false };
  const hostNetwork = found.kind === "create" && found.hostNetwork;
  const because = "it reads cached layers on demand";
  const { env, scratch } = options;
  const own = name("lazy-builder");
  const user = env.BUILDX_CONFIG ?? world.env.BUILDX_CONFIG;
  const defaults =
    user === undefined ? undefined : await world.files.readText(`${user}/buildkitd.default.toml`);
  const settings = configureLazy(defaults);
  const folder = `${scratch}/lazy-builder`;
  await world.files.makeDirectory(`${folder}/buildkit`);
  if (settings !== undefined) await world.files.write(`${folder}/${SETTINGS_FILE}`, settings);
  const choice = { hostNetwork, because };
  if (defaults === undefined) return createLazyBuilder(world, own, choice, options, folder);
  // The user's settings may name certificates, which buildx brings along. A file of its own hides them, so they are in it.
  const config = settings === undefined ? undefined : `${folder}/${SETTINGS_FILE}`;
  return createBuilder(world, own, choice, options, { config });
}

/**
 * A user's builder that reads on demand leaves no complete cache, and nobody looks at what a plain build read there: plain
 * builds, `lazy: false` too, run on another one.
 */
async function openPlain(world: World, options: BuildersOptions, name: Naming): Promise<Builder> {
  const facts = await options.survey.facts;
  const choice = chooseBuilder(facts, options);
  if (choice.kind === "impossible") throw new UserError(choice.because);
  const modes = await options.modes;
  const writesLazy = count(modes, "plain") < modes.size;
  const wanted = { ...options, writesLazy };
  if (choice.kind === "create") return createBuilder(world, name("builder"), choice, wanted);
  if (!isUsersLazy(choice))
    return { name: choice.name, driver: choice.driver, because: choice.because, isOurs: false };
  const hostNetwork = facts.builders.find((one) => one.name === choice.name)?.network === "host";
  const because = `${choice.name} reads layers on demand, and leaves no complete cache`;
  return createBuilder(world, name("builder"), { hostNetwork, because }, wanted);
}

function count(modes: ReadonlyMap<ImageName, LazyMode>, kind: LazyMode["kind"]): number {
  return [...modes.values()].filter((mode) => mode.kind === kind).length;
}

function isUsersLazy(
  choice: BuilderChoice,
): choice is Extract<BuilderChoice, { kind: "use" }> & { readonly snapshotter: "stargz" } {
  return choice.kind === "use" && choice.driver === "docker-container" && choice.snapshotter === "stargz";
}

/** What ends with `signal` too. */
function stoppable(world: World, signal: AbortSignal): Pick<World, "cancelled" | "exec"> {
  const cancelled = AbortSignal.any([world.cancelled, signal]);
  return { cancelled, exec: (argv, options) => world.exec(argv, { signal: cancelled, ...options }) };
}

function once<T>(all: Promise<unknown>[], make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    if (made === undefined) {
      made = make();
      all.push(made);
    }
    return made;
  };
}
