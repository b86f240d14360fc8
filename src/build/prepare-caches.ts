/** Which caches a build reads and where its layers are kept; and what is worth saying about that. */
import { importFlag } from "../cache/cache-flags.ts";
import { importTroubles } from "../cache/cache-trouble.ts";
import type { KeptBuild } from "../cache/kept-build.ts";
import { type CacheRepository, findCaches, type PlatformCaches } from "../cache/layer-caches.ts";
import { adviseAgainstPulls } from "../cache/pull-advice.ts";
import { hasZeroHits } from "../cache/worth.ts";
import { findLazyTags } from "../lazy/cache-layers.ts";
import { isForLambda } from "../lazy/plan-lazy.ts";
import type { ImageName, PlannedImage } from "../model.ts";
import { readDockerfile, readOwnIgnoreFile } from "../read-dockerfile.ts";
import type { World } from "../shell/world.ts";
import type { BuildRequest } from "./arguments.ts";
import type { BuildRun } from "./build-image.ts";
import { findOrigins } from "./lazy-origins.ts";
import type { Site } from "./site.ts";

/** `undefined`: no layer caches, in this run or for this image. */
export async function prepareCaches(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
): Promise<KeptBuild | undefined> {
  const { world, plan, options } = site;
  const { spec } = image;
  const { caches } = options;
  if (caches.kind === "none" || (caches.kind === "gha" && caches.refused.has(spec.name))) return undefined;
  const found = await Promise.all(
    spec.platforms.map((platform) => findCaches(world, caches, plan.trigger, spec.name, platform)),
  );
  const platforms =
    caches.kind === "registry" && isForLambda(plan, image)
      ? await Promise.all(found.map((one) => withoutLazy(world, caches, spec.name, one)))
      : found;
  const reads = [...new Set(platforms.flatMap((one) => one.reads.map(importFlag)))];
  const source = await readDockerfile(world, options.root, request.spec);
  let count = 0;
  return {
    request: { ...request, cacheFrom: reads },
    // A Dockerfile that only buildx sees cannot be cut; its finished builds are cached all the same.
    text: source.kind === "text" ? source.text : "",
    ignoreFile: await readOwnIgnoreFile(world, options.root, spec),
    caches,
    platforms,
    env: options.env,
    directory,
    checkpointSeconds: options.checkpointMinutes * 60,
    origins: findOrigins(site, image, request),
    count: () => count++,
  };
}

/** An image that has become a function's has caches in eStargz, whose layers would go to Lambda as they are. */
async function withoutLazy(
  world: World,
  caches: CacheRepository,
  name: ImageName,
  found: PlatformCaches,
): Promise<PlatformCaches> {
  if (found.reads.length === 0) return found;
  const { store, repository } = caches;
  const { own, partial, others } = found.names;
  const lazy = await findLazyTags(world, caches, [own, partial, ...others]);
  const locations = new Set([...lazy].map((tag) => store.referenceOf(repository, tag)));
  const reads = found.reads.filter((one) => one.kind !== "registry" || !locations.has(one.reference));
  if (reads.length === found.reads.length) return found;
  world.log.info(
    `${name} │ its cached layers are in eStargz, which Lambda is not known to take: built once without them, and cached as gzip`,
  );
  return { ...found, reads, exist: reads.length > 0, hasPartial: found.hasPartial && !lazy.has(partial) };
}

/** A cache that was there and did not serve. */
export function tellCacheUse({ world }: Site, { request, platforms }: KeptBuild, run: BuildRun): void {
  const { name } = request.spec;
  for (const trouble of importTroubles(run.steps)) world.log.warning(`${name}: ${trouble}`);
  if (run.succeeded)
    for (const advice of adviseAgainstPulls(run.steps)) world.log.info(`${name} │ ${advice}`);
  const wasThere = platforms.some(({ exist }) => exist === true);
  if (wasThere && !request.noCache && hasZeroHits(run.steps)) {
    world.log.info(
      `${name} │ a layer cache is there, and not one step came from it: the first instruction, a build arg it sees, or the base image is another one than when it was written`,
    );
  }
}
