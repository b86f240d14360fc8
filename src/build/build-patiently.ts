/** Builds, and builds again what passes by itself. */
import type { MountKeeper } from "../cache/keep-mounts.ts";
import { canKeep } from "../cache/kept-build.ts";
import { keepLayers, type LayerKeeper } from "../cache/layer-keeper.ts";
import { describeError } from "../errors.ts";
import type { ImageSpec, PlannedImage } from "../model.ts";
import type { BuildRequest } from "./arguments.ts";
import { type BuildRun, buildImage } from "./build-image.ts";
import { formatSeconds } from "./describe-step.ts";
import { diagnoseRun } from "./failure.ts";
import { joinRuns } from "./join-runs.ts";
import { findFault, withoutCaches } from "./leave-caches.ts";
import { prepareCaches, tellCacheUse } from "./prepare-caches.ts";
import { prepareMounts } from "./prepare-mounts.ts";
import { readPushed } from "./publish.ts";
import { readRetryAfter, retryDelaySeconds } from "./retry-delay.ts";
import { expectedSteps, type Site } from "./site.ts";
import { kindOfStep } from "./step-kind.ts";

export interface Attempt {
  readonly run: BuildRun;
  /** With the Dockerfile that was built. */
  readonly spec: ImageSpec;
  readonly keeper: LayerKeeper | undefined;
  /** The builder was given caches to read. */
  readonly readsCaches: boolean;
  /** Cache mounts to be saved. */
  readonly mounts: readonly MountKeeper[];
  /** A line of what was built → the line of the user's Dockerfile. */
  readonly lineOf: (line: number) => number;
}

/** Each costs minutes in which nothing happens. */
const STALLS_OVERCOME = 1;

/** Builds again after what passes by itself, with new credentials; what was finished is kept first. */
export async function buildPatiently(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<Attempt> {
  const { world, options } = site;
  const { name } = image.spec;
  let before: BuildRun | undefined;
  let importsCaches = true;
  let afterStall: string | undefined;
  for (let tried = 0; ; tried += 1) {
    const left = minutesLeft(timeoutMinutes, before?.seconds ?? 0);
    const attempt = await buildOnce(site, image, request, {
      directory,
      timeoutMinutes: left,
      importsCaches,
      afterStall,
    });
    const run = before === undefined ? attempt.run : joinRuns(before, attempt.run);
    const diagnosis = diagnoseRun(attempt.run);
    const { stall } = attempt.run;
    const fault = importsCaches ? findFault(site, attempt, tried >= options.retries - 1) : undefined;
    if (fault !== undefined && !world.cancelled.aborted) {
      world.log.warning(`${name}: ${fault}; built again without it`);
      importsCaches = false;
      before = run;
      await attempt.keeper?.stop();
      continue;
    }
    const retries = stall === undefined ? options.retries : Math.min(options.retries, STALLS_OVERCOME);
    if (diagnosis === undefined || tried >= retries || world.cancelled.aborted) return { ...attempt, run };
    // The build outlived its credentials: with new ones, only the push is left to do.
    const isExpired = diagnosis.id === "ecr-expired";
    if (diagnosis.class !== "transient" && !isExpired) return { ...attempt, run };
    if (await isPushed(site, image, attempt.run)) return { ...attempt, run };
    const seconds = retryDelaySeconds(tried, Math.random(), readRetryAfter(attempt.run.text));
    world.log.warning(
      `${name}: ${diagnosis.line}: ${diagnosis.cause}; tried again in ${formatSeconds(seconds)} (${tried + 1} of ${retries})`,
    );
    await attempt.keeper?.salvage(attempt.run);
    await world.clock.sleep(seconds * 1000, world.cancelled);
    if (world.cancelled.aborted) return { ...attempt, run };
    const isLoggedIn = await loginAnew(site, name, isExpired);
    if (isExpired && !isLoggedIn) return { ...attempt, run };
    before = run;
    afterStall = stall?.step;
    // Caches that cannot be read cost time, never the image.
    if (stall !== undefined && kindOfStep(stall.step) === "cache-import") importsCaches = false;
  }
}

/** Of a build's time limit, 0: none, after what it took so far. */
export function minutesLeft(timeoutMinutes: number, seconds: number): number {
  return timeoutMinutes === 0 ? 0 : Math.max(timeoutMinutes - seconds / 60, 0.01);
}

/** `false`: there are no new credentials; the build goes on with those it has where they may still do. */
async function loginAnew({ world, options }: Site, name: string, isExpired: boolean): Promise<boolean> {
  try {
    await options.store?.prepareLogin(isExpired ? "new" : "lasting");
    return true;
  } catch (error) {
    world.log.warning(`${name}: no new login before the next try: ${describeError(error)}`);
    return false;
  }
}

/** The push arrived, and its answer did not. */
async function isPushed({ publication }: Site, image: PlannedImage, run: BuildRun): Promise<boolean> {
  const { spec, decision } = image;
  if (publication === undefined || decision.action !== "build" || decision.replaces) return false;
  try {
    return (await readPushed(publication, image, spec.repositories, run)) !== undefined;
  } catch {
    return false;
  }
}

interface Try {
  /** Scratch space. */
  readonly directory: string;
  readonly timeoutMinutes: number;
  readonly importsCaches: boolean;
  readonly afterStall: string | undefined;
}

async function buildOnce(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  { directory, timeoutMinutes, importsCaches, afterStall }: Try,
): Promise<Attempt> {
  const { world, options } = site;
  const { name } = image.spec;
  const found = await prepareCaches(site, image, request, directory);
  const kept = importsCaches ? found : found && withoutCaches(found);
  const keeper = kept === undefined || !canKeep(kept) ? undefined : keepLayers(world, kept);
  const asked = kept?.request ?? request;
  const mounts = await prepareMounts(site, image, asked, kept, directory);
  const run = await buildImage(world, mounts.request, {
    env: options.env,
    timeoutMinutes,
    afterStall,
    onStep: keeper?.follow,
    expected: expectedSteps(site, name),
  });
  world.log.group(
    `${name}: ${run.succeeded ? "built" : "failed"} in ${formatSeconds(run.seconds)}`,
    run.output,
  );
  if (kept !== undefined) tellCacheUse(site, kept, run);
  return {
    run,
    spec: request.spec,
    keeper,
    readsCaches: asked.cacheFrom.length > 0,
    mounts: mounts.keepers,
    lineOf: (line) => line,
  };
}
