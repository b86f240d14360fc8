/**
 * One build that reads cached layers on demand. It is for small edits: what turns out to be more, or fails where
 * reading may be the reason, is left to a plain build. It writes no cache: docs/decisions/0080-lazy-layers.md.
 */
import { secondsRun } from "../cache/build-step.ts";
import { importFlag } from "../cache/cache-flags.ts";
import { noteVerdict, toVerdict } from "../cache/judge-cache.ts";
import type { KeptBuild } from "../cache/kept-build.ts";
import { describeReadFault, findReadFault, isMountRace } from "../lazy/read-fault.ts";
import { describeFetched, type FetchedLayers, readFetched, sumFetched } from "../lazy/read-fetched.ts";
import { countFailedReads } from "../lazy/read-log.ts";
import { describeSaved } from "../lazy/saved-time.ts";
import { addUnkept } from "../lazy/unkept.ts";
import type { PlannedImage } from "../model.ts";
import { findPulls } from "../registry/record.ts";
import type { World } from "../shell/world.ts";
import type { BuildRequest } from "./arguments.ts";
import { type BuildRun, buildImage } from "./build-image.ts";
import { checkReadable, findNewDifference } from "./check-exact.ts";
import { formatSeconds } from "./describe-step.ts";
import { prepareCaches, tellCacheUse } from "./prepare-caches.ts";
import { tagPushed } from "./publish.ts";
import { expectedSteps, lastRecord, repositoriesOf, type Site } from "./site.ts";
import { watchForHeavy } from "./watch-for-heavy.ts";

export interface OnDemandRun {
  /** `false`: to be built plainly, and why has been said. */
  readonly isFinal: boolean;
  readonly run: BuildRun;
}

const NOTHING_FETCHED: FetchedLayers = new Map();

/** `directory` is scratch space. A build that fails is no error. `undefined`: to be built plainly, and why has been said. */
export async function buildOnDemand(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<OnDemandRun | undefined> {
  const { world, plan, options, publication } = site;
  const { name } = image.spec;
  const countReads = (): Promise<number | undefined> =>
    countFailedReads(world, request.builder.name, options.env);
  const fetched = (): Promise<FetchedLayers> => readFetched(world, request.builder.name, options.env);
  // Nobody has read anything on a builder that was made for this run, before the first image does.
  const isFresh = request.builder.isOurs === true && !site.readers.has(request.builder.name);
  const [kept, readable, failed, fetchedBefore] = await Promise.all([
    prepareCaches(site, image, request, directory),
    checkReadable(site, image, request),
    failedBefore(site, request, countReads),
    isFresh ? NOTHING_FETCHED : fetched(),
  ]);
  if (readable.kind === "no" || kept === undefined) {
    const because = readable.kind === "no" ? readable.because : "there are no caches";
    world.log.info(`${name} │ lazy: built plainly: ${because}`);
    return undefined;
  }
  const cacheFrom = readable.caches.map((reference) => importFlag({ kind: "registry", reference }));
  const asked = withoutTags({ ...kept.request, cacheFrom });
  const expected = expectedSteps(site, name);
  const heavy = watchForHeavy(world, expected);
  const build = (): Promise<BuildRun> =>
    buildImage(world, asked, {
      env: options.env,
      timeoutMinutes,
      onStep: heavy.follow,
      expected,
      signal: AbortSignal.any([heavy.found, world.cancelled]),
    });
  const first = await build();
  const run = isMountRace(first) && !heavy.found.aborted ? await build() : first;
  heavy.stop();
  const words = run.succeeded ? "built" : "ended";
  world.log.group(`${name}: ${words} in ${formatSeconds(run.seconds)}, reading layers on demand`, run.output);
  if (world.cancelled.aborted) return { isFinal: true, run };
  if (heavy.found.aborted && !run.succeeded) {
    world.log.info(
      `${name} │ lazy: ${String(heavy.found.reason)} is more than a small edit: built plainly from here on, which leaves a complete cache`,
    );
    return { isFinal: false, run };
  }
  const telling = fetched();
  const { digest } = run.metadata;
  const differing =
    run.succeeded && digest !== undefined
      ? findNewDifference(site, image.spec.repositories[0], digest, readable.exact)
      : undefined;
  const fault = findReadFault(run) ?? (await findSilentFault(run, failed, countReads));
  if (fault !== undefined) {
    world.log.warning(`${name}: ${describeReadFault(fault)}; built again without reading on demand`);
    return { isFinal: false, run };
  }
  const differs = await differing;
  if (differs !== undefined) {
    world.log.info(
      `${name} │ lazy: what was built may be other than by a plain build (${differs.because}); built again plainly`,
    );
    if (differs.isSeen) await rememberDifference(world, kept, differs.because);
    return { isFinal: false, run };
  }
  tellCacheUse(site, kept, run);
  if (run.succeeded && publication !== undefined && digest !== undefined)
    await tagPushed(publication, image, repositoriesOf(plan, name), digest);
  const unkept = addUnkept(lastRecord(site, name)?.unkept, secondsRun(run.steps));
  const sum = sumFetched(fetchedBefore, await telling);
  if (sum.whole === 0) return { isFinal: true, run: { ...run, unkept } };
  const onDemand = describeSaved(sum, findPulls(options.records.get(name)));
  world.log.info(`${name} │ ${describeFetched(onDemand)}`);
  return { isFinal: true, run: { ...run, onDemand, unkept } };
}

/** So that the next edits are not built twice too. Never throws. */
async function rememberDifference(
  world: World,
  { caches, platforms }: KeptBuild,
  because: string,
): Promise<void> {
  if (caches.kind !== "registry" || !caches.canWrite) return;
  for (const { names } of platforms) await noteVerdict(world, caches, names.own, toVerdict(world, because));
}

/** Nobody finds an image by its tag before it is known that all of its layers could be read. */
function withoutTags(request: BuildRequest): BuildRequest {
  const { destination } = request;
  if (destination.kind !== "registry") return request;
  return { ...request, destination: { ...destination, isUntagged: true } };
}

/**
 * Errors of reading that this run has no part in: none on its own builder, and on the user's what was there before its first
 * build. Not what was there before this image's: a step that two images share runs once, and may have failed by then.
 */
function failedBefore(
  { readers }: Site,
  { builder }: BuildRequest,
  count: () => Promise<number | undefined>,
): Promise<number | undefined> {
  const known = readers.get(builder.name) ?? (builder.isOurs === true ? Promise.resolve(0) : count());
  readers.set(builder.name, known);
  return known;
}

/** A step may hide an error of reading, and end well with what it had; the builder's log has it. */
async function findSilentFault(
  run: BuildRun,
  before: number | undefined,
  count: () => Promise<number | undefined>,
): Promise<string | undefined> {
  if (!run.succeeded) return undefined;
  const after = await count();
  if (before === undefined || after === undefined)
    return "the builder's log, which would tell, cannot be read";
  return after > before ? "the builder's log has errors of reading" : undefined;
}
