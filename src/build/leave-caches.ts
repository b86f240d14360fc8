/** A build without the layer caches that failed it. Pure. */
import { findCacheFault } from "../cache/cache-trouble.ts";
import type { KeptBuild } from "../cache/kept-build.ts";
import type { Attempt } from "./build-patiently.ts";
import { diagnoseRun, errorsOf } from "./failure.ts";
import type { Site } from "./site.ts";

/** As if there were none: what is built then is written as a whole. */
export function withoutCaches(kept: KeptBuild): KeptBuild {
  const platforms = kept.platforms.map((one) => ({ ...one, reads: [], exist: false, hasPartial: false }));
  return { ...kept, request: { ...kept.request, cacheFrom: [] }, platforms };
}

/** That a build failed at what its caches promised, which costs time, never the image. See `findCacheFault`. */
export function findFault(
  { options: { caches } }: Site,
  { run, readsCaches }: Pick<Attempt, "run" | "readsCaches">,
  isLastTry: boolean,
): string | undefined {
  if (caches.kind === "none" || !readsCaches || run.succeeded || run.ended !== "exit") return undefined;
  const repository = caches.kind === "registry" ? caches.store.pathOf(caches.repository) : undefined;
  const fault = findCacheFault(errorsOf(run), repository);
  const diagnosis = diagnoseRun(run);
  const isMeant =
    fault === "certain" || (fault === "possible" && (isLastTry || diagnosis?.class !== "transient"));
  if (!isMeant) return undefined;
  const said = diagnosis?.line ?? errorsOf(run).at(-1)?.split("\n")[0] ?? "";
  return `the layer cache does not have what it promised: ${said}`;
}
