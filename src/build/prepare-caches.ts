/** Which caches a build reads and where its layers are kept; and what is worth saying about that. */
import { importFlag } from "../cache/cache-flags.ts";
import { importTroubles } from "../cache/cache-trouble.ts";
import type { KeptBuild } from "../cache/kept-build.ts";
import { findCaches } from "../cache/layer-caches.ts";
import { adviseAgainstPulls } from "../cache/pull-advice.ts";
import { hasZeroHits } from "../cache/worth.ts";
import type { PlannedImage } from "../model.ts";
import { readDockerfile, readOwnIgnoreFile } from "../read-dockerfile.ts";
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
  const platforms = await Promise.all(
    spec.platforms.map((platform) => findCaches(world, caches, plan.trigger, spec.name, platform)),
  );
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
