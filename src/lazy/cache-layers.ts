/** What the layer caches of an image consist of, as their manifests in the registry say. */
import { type CacheRepository, nameReads } from "../cache/layer-caches.ts";
import { describeError } from "../errors.ts";
import type { Digest, PlannedImage, Trigger } from "../model.ts";
import { type Descriptor, type FoundManifest, parseManifest } from "../registry/manifest.ts";
import type { World } from "../shell/world.ts";
import type { CacheLayers, CacheState } from "./decide-lazy.ts";
import { readVerdict } from "./verdict.ts";

export interface FoundCaches {
  readonly layers: CacheLayers;
  readonly state: CacheState;
  /** Layers that are known to come out equal. */
  readonly exact: ReadonlySet<string>;
  /** The caches themselves, the most specific first. */
  readonly digests: readonly Digest[];
}

/** Of all caches that the image's build reads; `undefined`: there is none. Never throws. */
export async function findCacheLayers(
  world: World,
  { store, repository }: CacheRepository,
  trigger: Trigger,
  { spec }: Pick<PlannedImage, "spec">,
): Promise<FoundCaches | undefined> {
  const tags = spec.platforms.flatMap((platform) => nameReads(trigger, spec.name, platform));
  try {
    const found = await store.find(repository, tags);
    const manifests = tags.flatMap((tag) => found.get(tag) ?? []);
    return manifests.length === 0 ? undefined : sumCaches(manifests, world.clock.now());
  } catch (error) {
    world.log.debug(`${spec.name}: its caches were not looked at: ${describeError(error)}`);
    return undefined;
  }
}

/** Those of the tags that name a cache with a layer in eStargz. Never throws: what cannot be looked at is not among them. */
export async function findLazyTags(
  world: World,
  { store, repository }: CacheRepository,
  tags: readonly string[],
): Promise<ReadonlySet<string>> {
  try {
    const found = await store.find(repository, tags);
    return new Set(
      [...found].flatMap(([tag, { bytes, mediaType }]) =>
        listLayers(bytes, mediaType).some(({ toc }) => toc !== undefined) ? [tag] : [],
      ),
    );
  } catch (error) {
    world.log.debug(`the caches of ${repository} were not looked at: ${describeError(error)}`);
    return new Set();
  }
}

/** Pure. */
export function sumCaches(
  manifests: readonly Pick<FoundManifest, "bytes" | "digest" | "mediaType">[],
  now: number,
): FoundCaches {
  const known = manifests.map(({ bytes, mediaType }) => {
    const layers = listLayers(bytes, mediaType);
    return { layers, verdict: readVerdict(bytes, now), isLazy: layers.some(({ toc }) => toc !== undefined) };
  });
  const differing = known.find(({ verdict }) => verdict?.kind === "differs")?.verdict;
  const isExact = known.every(({ verdict, isLazy }) => !isLazy || verdict?.kind === "exact");
  return {
    layers: sumLayers(known.flatMap(({ layers }) => layers)),
    state: differing ?? { kind: isExact ? "exact" : "unseen" },
    exact: new Set(
      known.flatMap(({ layers, verdict }) =>
        verdict?.kind === "exact" ? layers.map(({ digest }) => digest) : [],
      ),
    ),
    digests: [...new Set(manifests.map(({ digest }) => digest))],
  };
}

/** A cache's layers; none where it is no image manifest. Pure. */
export function listLayers(manifest: Uint8Array, mediaType: string): readonly Descriptor[] {
  const parsed = parseManifest(manifest, mediaType);
  return parsed?.kind === "image" ? parsed.layers : [];
}

/** Each layer once. Pure. */
export function sumLayers(layers: readonly Descriptor[]): CacheLayers {
  const unique = [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
  const sum = (isLazy: boolean): number =>
    unique.filter(({ toc }) => (toc !== undefined) === isLazy).reduce((total, { size }) => total + size, 0);
  return { lazy: sum(true), plain: sum(false) };
}

/** Layers of several images' caches that are known to come out equal. Never throws. */
export async function findExactLayers(
  world: World,
  caches: CacheRepository,
  trigger: Trigger,
  images: readonly Pick<PlannedImage, "spec">[],
): Promise<ReadonlySet<string>> {
  const found = await Promise.all(images.map((image) => findCacheLayers(world, caches, trigger, image)));
  return new Set(found.flatMap((one) => [...(one?.exact ?? [])]));
}
