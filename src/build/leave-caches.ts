/** A build without the layer caches that failed it. Pure. */
import { findCacheFault } from "../cache/cache-trouble.ts";
import type { KeptBuild } from "../cache/kept-build.ts";
import type { BuildRun } from "./build-image.ts";
import { errorsOf } from "./failure.ts";
import type { Site } from "./site.ts";

/** As if there were none: what is built then is written as a whole. */
export function withoutCaches(kept: KeptBuild): KeptBuild {
  const platforms = kept.platforms.map((one) => ({ ...one, reads: [], exist: false, hasPartial: false }));
  return { ...kept, request: { ...kept.request, cacheFrom: [] }, platforms };
}

/** Whether a build failed at what its caches promised; see `findCacheFault`. */
export function findFault({ options: { caches } }: Site, run: BuildRun): ReturnType<typeof findCacheFault> {
  if (caches.kind === "none") return undefined;
  const repository = caches.kind === "registry" ? caches.store.pathOf(caches.repository) : undefined;
  return findCacheFault(errorsOf(run), repository);
}
