/** Writes the caches of a build that ended well, when there is something new to write. */
import type { BuildRun } from "../build/build-image.ts";
import { formatSeconds } from "../build/describe-step.ts";
import { describeError } from "../errors.ts";
import { HEAVY_SECONDS } from "../lazy/heavy-step.ts";
import type { FoundManifest } from "../model.ts";
import { parseManifest } from "../registry/manifest.ts";
import type { World } from "../shell/world.ts";
import { secondsRun } from "./build-step.ts";
import { describeLocation, exportFlag } from "./cache-flags.ts";
import { LARGEST_CACHE_CONFIG } from "./cache-trouble.ts";
import { exportCache } from "./export-cache.ts";
import { judgeCaches, noteVerdict, toVerdict } from "./judge-cache.ts";
import { isExportedLazily, type KeptBuild } from "./kept-build.ts";
import { isWritable, type PlatformCaches } from "./layer-caches.ts";
import { hasZeroHits, isWorthExporting } from "./worth.ts";

/** Never throws: a build whose cache could not be written is a good build. */
export async function saveFinished(
  world: World,
  build: KeptBuild,
  run: BuildRun,
  pushed: FoundManifest | undefined,
): Promise<void> {
  const { name, repositories } = build.request.spec;
  const isThere = build.platforms.every(({ exist }) => exist ?? !hasZeroHits(run.steps));
  if (!isWorthExporting(run.steps, isThere)) {
    world.log.debug(`${name}: every step worth keeping came from a cache, so none is written`);
    // One that somebody else wrote, or an earlier version, can be read on demand from then on.
    if (build.origins === undefined || build.request.isLazy !== true) return;
    for (const caches of build.platforms) await judgeCaches(world, build, caches);
    return;
  }
  const isHeavy = secondsRun(run.steps) >= HEAVY_SECONDS;
  const names = build.platforms.map(({ names: { own } }) => own);
  if (!(await isWritable(world, build.caches, names))) return;
  if (pushed !== undefined) await mountLayers(world, build, repositories[0], pushed);
  for (const caches of build.platforms) {
    const isLazy = isExportedLazily(build.request, isThere && !isHeavy);
    if (!(await save(world, build, caches, isLazy))) continue;
    const because = await judgeCaches(world, build, caches);
    if (because !== undefined) await replaceDamaged(world, build, caches, because);
    await lookBack(world, build, caches);
  }
}

async function save(
  world: World,
  build: KeptBuild,
  caches: PlatformCaches,
  isLazy: boolean,
): Promise<boolean> {
  const { request } = build;
  const { name } = request.spec;
  const result = await exportCache(
    world,
    {
      ...request,
      spec: { ...request.spec, platforms: [caches.platform] },
      destination: { kind: "nowhere" },
      metadataFile: `${build.directory}/cache-metadata.json`,
      noCache: false,
      cacheTo: [exportFlag(caches.own, isLazy)],
    },
    { env: build.env },
  );
  const where = describeLocation(caches.own);
  if (result.kind === "failed")
    world.log.warning(`${name}: its layer cache ${where} was not written: ${result.because}`);
  else world.log.info(`${name} │ layer cache ${where} written in ${formatSeconds(result.seconds)}`);
  return result.kind === "saved";
}

/** What cannot be read back must not stay, and is not tried again at each build. */
async function replaceDamaged(
  world: World,
  build: KeptBuild,
  caches: PlatformCaches,
  because: string,
): Promise<void> {
  world.log.info(`${build.request.spec.name} │ lazy: its cache is written again, plainly: ${because}`);
  if (!(await save(world, build, caches, false)) || build.caches.kind !== "registry") return;
  await noteVerdict(world, build.caches, caches.names.own, toVerdict(world, because));
}

/**
 * The image's layers are in the registry already, in another repository: where it allows that, they are
 * made known in the cache repository too, so that gigabytes are not uploaded twice.
 */
async function mountLayers(
  world: World,
  { caches, request }: KeptBuild,
  repository: string,
  pushed: FoundManifest,
): Promise<void> {
  if (caches.kind !== "registry") return;
  const { store } = caches;
  const [from, to] = [store.pathOf(repository), store.pathOf(caches.repository)];
  try {
    for (const manifest of await imagesOf(caches, from, pushed)) {
      const parsed = parseManifest(manifest.bytes, manifest.mediaType);
      for (const layer of parsed?.kind === "image" ? parsed.layers : []) {
        // One refusal is the registry's answer for all of them.
        if (!(await store.registry.mountBlob(from, to, layer.digest))) return;
      }
    }
  } catch (error) {
    world.log.debug(`${request.spec.name}: its layers are uploaded twice: ${describeError(error)}`);
  }
}

async function imagesOf(
  { store }: Extract<KeptBuild["caches"], { kind: "registry" }>,
  path: string,
  pushed: FoundManifest,
): Promise<readonly FoundManifest[]> {
  const parsed = parseManifest(pushed.bytes, pushed.mediaType);
  if (parsed?.kind !== "index") return [pushed];
  const lookups = await Promise.all(
    parsed.entries
      .filter(({ platform }) => platform !== undefined)
      .map(({ digest }) => store.registry.getManifest(path, digest)),
  );
  return lookups.flatMap((lookup) => (lookup.kind === "found" ? [lookup.manifest] : []));
}

/** Warns of a cache that nobody will be able to read, and lets the unfinished build's tag point to the new one. */
async function lookBack(
  world: World,
  build: KeptBuild,
  { names, hasPartial }: PlatformCaches,
): Promise<void> {
  const { caches } = build;
  if (caches.kind !== "registry") return;
  const { store } = caches;
  try {
    const path = store.pathOf(caches.repository);
    const written = await store.registry.getManifest(path, names.own);
    if (written.kind !== "found") return;
    const { manifest } = written;
    const parsed = parseManifest(manifest.bytes, manifest.mediaType);
    const size = parsed?.kind === "image" ? parsed.config.size : 0;
    if (Math.max(size, manifest.bytes.length) > LARGEST_CACHE_CONFIG) {
      world.log.warning(
        `${build.request.spec.name}: its cache's description has ${size} bytes, and BuildKit reads none beyond ${LARGEST_CACHE_CONFIG} (moby/buildkit#3719): the next build will not use it; fewer instructions or stages make it smaller`,
      );
    }
    if (hasPartial) await store.registry.putManifest(path, names.partial, manifest);
  } catch (error) {
    world.log.debug(`the cache ${names.own} was not read back: ${describeError(error)}`);
  }
}
