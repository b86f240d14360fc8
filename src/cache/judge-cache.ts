/**
 * Looks whether the layers of a cache come out equal when they are read on demand, and notes the answer in the cache's own
 * manifest: a run that reads it asks nobody else.
 */
import { describeError } from "../errors.ts";
import { listLayers } from "../lazy/cache-layers.ts";
import { inspectIndexes, inspectTars } from "../lazy/inspect-layers.ts";
import type { TarFault } from "../lazy/scan-tar.ts";
import { readVerdict, type Verdict, writeVerdict } from "../lazy/verdict.ts";
import type { Platform } from "../model.ts";
import { numberAt, objectsAt, parseJsonObject, stringAt } from "../registry/json.ts";
import { type FoundManifest, parseManifest } from "../registry/manifest.ts";
import type { World } from "../shell/world.ts";
import type { KeptBuild } from "./kept-build.ts";
import type { CacheRepository, PlatformCaches } from "./layer-caches.ts";

/** What is known of a build whose caches are written in eStargz. */
export interface LazyOrigins {
  /** Of a cache that this build's may take the place of. */
  readonly before: Verdict | undefined;
  /** Layers that somebody looked at. Does not reject. */
  readonly exact: Promise<ReadonlySet<string>>;
  /** How many layers at the bottom of the build's stages may be by anybody, and not by BuildKit. */
  countForeign(platform: Platform): Promise<number>;
}

const LARGEST_CONFIG = 16 * 1024 ** 2;

/** Why the finished build's cache must not stay; `undefined`: it may. Never throws. */
export async function judgeCaches(
  world: World,
  build: KeptBuild,
  { names, platform }: PlatformCaches,
): Promise<string | undefined> {
  const { caches, origins } = build;
  if (caches.kind !== "registry" || !caches.canWrite || origins === undefined) return undefined;
  const exact = new Set(await origins.exact);
  try {
    const own = await judgeOne(world, build, caches, { tag: names.own, platform, exact });
    await judgeOne(world, build, caches, { tag: names.partial, platform, exact });
    return own;
  } catch (error) {
    world.log.debug(
      `${build.request.spec.name}: its cache was not looked at, and is not read on demand: ${describeError(error)}`,
    );
    return undefined;
  }
}

/**
 * Writes the manifest again with the answer: the one that was looked at, where the tag still has it. Without `looked`, of a cache that was just written, what is there. Never throws.
 */
export async function noteVerdict(
  world: World,
  { store, repository }: CacheRepository,
  tag: string,
  verdict: Verdict,
  looked?: FoundManifest,
): Promise<void> {
  const path = store.pathOf(repository);
  try {
    const found = looked ?? (await findManifest(store, path, tag));
    if (found === undefined) return;
    // Looking takes a while, and what another run wrote meanwhile stays.
    if (looked !== undefined && (await store.registry.headManifest(path, tag))?.digest !== looked.digest)
      return;
    const told = { mediaType: found.mediaType, bytes: writeVerdict(found.bytes, verdict) };
    await store.registry.putManifest(path, tag, told);
  } catch (error) {
    world.log.debug(`${tag}: what is known of its layers was not noted: ${describeError(error)}`);
  }
}

async function findManifest(
  store: CacheRepository["store"],
  path: string,
  tag: string,
): Promise<FoundManifest | undefined> {
  const answer = await store.registry.getManifest(path, tag);
  return answer.kind === "found" ? answer.manifest : undefined;
}

interface Asked {
  readonly tag: string;
  readonly platform: Platform;
  /** Grows by what is found. */
  readonly exact: Set<string>;
}

/** As `judgeCaches`. */
async function judgeOne(
  world: World,
  build: KeptBuild,
  caches: CacheRepository,
  { tag, platform, exact }: Asked,
): Promise<string | undefined> {
  const { origins } = build;
  const { store, repository } = caches;
  const manifest = await findManifest(store, store.pathOf(repository), tag);
  if (manifest === undefined || origins === undefined) return undefined;
  const layers = listLayers(manifest.bytes, manifest.mediaType);
  const known = readVerdict(manifest.bytes, world.clock.now());
  if (layers.every(({ toc }) => toc === undefined)) {
    if (known === undefined && origins.before?.kind === "differs")
      await noteVerdict(world, caches, tag, origins.before, manifest);
    return undefined;
  }
  // Layers above a plain one are pulled with it: a cache like that is for a plain build, which writes it anew.
  if (known?.kind === "differs" || layers.some(({ toc }) => toc === undefined)) return undefined;
  const fault =
    known === undefined
      ? await findFault(caches, manifest, exact, () => origins.countForeign(platform))
      : undefined;
  if (known === undefined) await noteVerdict(world, caches, tag, toVerdict(world, fault?.because), manifest);
  if (fault === undefined) for (const { digest } of layers) exact.add(digest);
  else
    world.log.info(
      `${build.request.spec.name} │ lazy: its layers are not read on demand, as one would differ: ${fault.because}`,
    );
  return fault?.kind === "damaged" ? fault.because : undefined;
}

/** The answer in so many words; without a reason: exact. */
export function toVerdict(world: World, because: string | undefined): Verdict {
  return because === undefined
    ? { kind: "exact" }
    : { kind: "differs", because, at: new Date(world.clock.now()).toISOString() };
}

/** Throws where a layer cannot be read: then nobody can tell. */
async function findFault(
  caches: CacheRepository,
  manifest: FoundManifest,
  exact: ReadonlySet<string>,
  countForeign: () => Promise<number>,
): Promise<TarFault | undefined> {
  const source = { registry: caches.store.registry, path: caches.store.pathOf(caches.repository) };
  const unknown = listLayers(manifest.bytes, manifest.mediaType).filter(
    ({ digest, toc }) => toc !== undefined && !exact.has(digest),
  );
  const because = await inspectIndexes(source, unknown);
  if (because !== undefined) return { kind: "differs", because };
  const foreign = await listForeign(caches, manifest, await countForeign());
  return inspectTars(
    source,
    unknown.filter(({ digest }) => foreign.includes(digest)),
  );
}

/** Layers that lie as deep as a base's; all of them where the cache does not tell. */
async function listForeign(
  { store, repository }: CacheRepository,
  manifest: FoundManifest,
  count: number,
): Promise<readonly string[]> {
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed?.kind !== "image") return [];
  const { layers } = parsed;
  if (count === Number.POSITIVE_INFINITY) return layers.map(({ digest }) => digest);
  const config = await store.registry.getBlob(store.pathOf(repository), parsed.config.digest, LARGEST_CONFIG);
  const depths = readDepths(config ?? Buffer.alloc(0));
  return layers.flatMap(({ digest }) => ((depths.get(digest) ?? 0) < count ? [digest] : []));
}

/** Layer → how many lie below it, at least, in what BuildKit writes of a cache. Pure. */
export function readDepths(config: Uint8Array): ReadonlyMap<string, number> {
  const layers = objectsAt(parseJsonObject(config), "layers");
  const depths: number[] = [];
  const depthOf = (index: number, steps: number): number => {
    const layer = layers[index];
    // A circle is none of BuildKit's.
    if (layer === undefined || steps > layers.length) return -1;
    depths[index] ??= depthOf(numberAt(layer, "parent") ?? 0, steps + 1) + 1;
    return depths[index];
  };
  const found = new Map<string, number>();
  for (const [index, layer] of layers.entries()) {
    const blob = stringAt(layer, "blob") ?? "";
    found.set(blob, Math.min(found.get(blob) ?? Number.POSITIVE_INFINITY, depthOf(index, 0)));
  }
  return found;
}
