/** The layer caches of a run: which of them exist, and where new ones go. No failure here fails a run. */
import { describeError } from "../errors.ts";
import type { ImageName, Platform, Trigger } from "../model.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { isRegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import type { CacheLocation } from "./cache-flags.ts";
import { type CacheNames, nameCaches } from "./cache-names.ts";
import type { CacheChoice } from "./choose-cache.ts";

export type LayerCaches =
  | { readonly kind: "none" }
  /** `refused`: images without a cache, with the reason. */
  | { readonly kind: "gha"; readonly refused: ReadonlyMap<ImageName, string> }
  | {
      readonly kind: "registry";
      readonly store: ImageStore;
      /** Below the registry's prefix. */
      readonly repository: string;
      readonly canWrite: boolean;
    };

/** One image's caches for one platform. */
export interface PlatformCaches {
  readonly platform: Platform;
  readonly own: CacheLocation;
  readonly partial: CacheLocation;
  readonly names: CacheNames;
  /** Those that exist, the most specific first; for GitHub's cache those that may. */
  readonly reads: readonly CacheLocation[];
  /** `undefined`: not known (GitHub's cache tells only the builder). */
  readonly exist: boolean | undefined;
  /** An unfinished build left a cache that may hold more than the finished ones. */
  readonly hasPartial: boolean;
}

/** Makes sure that the cache repository is there; without it the run goes on without writing caches. */
export async function openLayerCaches(
  world: World,
  choice: CacheChoice,
  options: {
    readonly store: ImageStore | undefined;
    readonly repository: string;
    readonly createRepositories: boolean;
    /** Images that GitHub's cache is too small for. */
    readonly refuse: () => Promise<ReadonlyMap<ImageName, string>>;
  },
): Promise<LayerCaches> {
  if (choice.kind === "none") {
    const text = `No layer caches: ${choice.because}`;
    if (choice.isWorthAWarning) world.log.warning(text);
    else world.log.info(text);
    return { kind: "none" };
  }
  if (choice.kind === "gha") {
    const refused = await options.refuse();
    for (const [name, reason] of refused) world.log.warning(`${name}: no layer cache: ${reason}`);
    return { kind: "gha", refused };
  }
  const { store, repository } = options;
  if (store === undefined) return { kind: "none" };
  let { canWrite } = choice;
  try {
    if (canWrite) {
      await store.ensureRepository(repository, {
        purpose: "cache",
        runtime: "container",
        movingTags: [],
        create: options.createRepositories,
      });
      // Anything but a clear no may pass before the first cache is written.
      await store.registry.probePush(store.pathOf(repository)).catch((error: unknown) => {
        if (isRegistryError(error, "denied")) throw error;
      });
    }
  } catch (error) {
    canWrite = false;
    world.log.warning(`layer caches are not written in this run: ${describeError(error)}`);
  }
  return { kind: "registry", store, repository, canWrite };
}

/** Fresh credentials: the build before an export may have outlived those it began with. Never throws. */
export async function refreshLogin(
  world: World,
  caches: Exclude<LayerCaches, { kind: "none" }>,
): Promise<void> {
  if (caches.kind !== "registry") return;
  try {
    await caches.store.prepareLogin();
  } catch (error) {
    world.log.debug(`the registry's credentials were not renewed: ${describeError(error)}`);
  }
}

/** Tags of the caches that a build reads in the registry, the most specific first. */
export function nameReads(trigger: Trigger, image: ImageName, platform: Platform): readonly string[] {
  const names = nameCaches(trigger, image, platform);
  return [names.own, names.partial, ...names.others];
}

/** Looks which caches of an image exist; a missing one would cost BuildKit a request and the log an error. */
export async function findCaches(
  world: World,
  caches: Exclude<LayerCaches, { kind: "none" }>,
  trigger: Trigger,
  image: ImageName,
  platform: Platform,
): Promise<PlatformCaches> {
  const names = nameCaches(trigger, image, platform);
  const wanted = [names.own, names.partial, ...names.others];
  if (caches.kind === "gha") {
    const locate = (scope: string): CacheLocation => ({ kind: "gha", scope });
    return {
      platform,
      names,
      own: locate(names.own),
      partial: locate(names.partial),
      reads: wanted.map(locate),
      exist: undefined,
      hasPartial: true,
    };
  }
  const { store, repository } = caches;
  const locate = (tag: string): CacheLocation => ({
    kind: "registry",
    reference: store.referenceOf(repository, tag),
  });
  const digests = await Promise.all(wanted.map((tag) => digestOf(world, store, repository, tag)));
  const isStale = digests[1] !== undefined && digests[1] === digests[0];
  const found = wanted.filter((_, index) => digests[index] !== undefined && !(index === 1 && isStale));
  return {
    platform,
    names,
    own: locate(names.own),
    partial: locate(names.partial),
    reads: found.map(locate),
    exist: found.length > 0,
    hasPartial: found.includes(names.partial),
  };
}

async function digestOf(
  world: World,
  store: ImageStore,
  repository: string,
  tag: string,
): Promise<string | undefined> {
  try {
    return (await store.registry.headManifest(store.pathOf(repository), tag))?.digest;
  } catch (error) {
    world.log.debug(`the cache ${repository}:${tag} was not looked up: ${describeError(error)}`);
    return undefined;
  }
}
