/**
 * One build that reads cached layers on demand. It is for small edits: what turns out to be more, or fails where
 * reading may be the reason, is left to a plain build. It writes no cache: docs/decisions/0080-lazy-layers.md.
 */

import { HEAVY_SECONDS, isKnownHeavy, isWatched } from "../lazy/heavy-step.ts";
import { describeReadFault, findReadFault } from "../lazy/read-fault.ts";
import { countFailedReads } from "../lazy/read-log.ts";
import type { PlannedImage } from "../model.ts";
import type { BuildRequest } from "./arguments.ts";
import { type BuildRun, buildImage } from "./build-image.ts";
import { formatSeconds } from "./describe-step.ts";
import { prepareCaches, tellCacheUse } from "./prepare-caches.ts";
import type { Progress } from "./progress.ts";
import { tagPushed } from "./publish.ts";
import { repositoriesOf, type Site } from "./site.ts";

export interface OnDemandRun {
  /** `false`: to be built plainly, and why has been said. */
  readonly isFinal: boolean;
  readonly run: BuildRun;
}

/** `directory` is scratch space. A build that fails is no error. */
export async function buildOnDemand(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<OnDemandRun> {
  const { world, plan, options, publication } = site;
  const { name } = image.spec;
  const countReads = (): Promise<number | undefined> =>
    countFailedReads(world, request.builder.name, options.env);
  const [kept, failedBefore] = await Promise.all([
    prepareCaches(site, image, request, directory),
    countReads(),
  ]);
  const asked = withoutTags(kept?.request ?? request);
  const records = options.records.get(name);
  const expected = records?.last?.steps ?? records?.baseline?.steps ?? [];
  const heavy = new AbortController();
  const ended = new AbortController();
  let heavyStep: string | undefined;
  const giveUp = (step: string): void => {
    heavyStep ??= step;
    heavy.abort();
  };
  const watched = new Set<string>();
  const onStep = (progress: Progress): void => {
    for (const { name: step, state } of progress.states()) {
      if (state !== "running" || watched.has(step) || !isWatched(step)) continue;
      watched.add(step);
      if (isKnownHeavy(step, expected)) giveUp(step);
      else void waitFor(progress, step);
    }
  };
  const waitFor = async (progress: Progress, step: string): Promise<void> => {
    await world.clock.sleep(HEAVY_SECONDS * 1000, ended.signal);
    if (ended.signal.aborted) return;
    if (progress.states().some((one) => one.name === step && one.state === "running")) giveUp(step);
  };
  const run = await buildImage(world, asked, {
    env: options.env,
    timeoutMinutes,
    onStep,
    expected,
    signal: AbortSignal.any([heavy.signal, world.cancelled]),
  });
  ended.abort();
  const words = run.succeeded ? "built" : "ended";
  world.log.group(`${name}: ${words} in ${formatSeconds(run.seconds)}, reading layers on demand`, run.output);
  if (world.cancelled.aborted) return { isFinal: true, run };
  if (heavyStep !== undefined && !run.succeeded) {
    world.log.info(
      `${name} │ lazy: ${heavyStep} is more than a small edit: built plainly from here on, which leaves a complete cache`,
    );
    return { isFinal: false, run };
  }
  const fault = findReadFault(run) ?? (await findSilentFault(run, failedBefore, countReads));
  if (fault !== undefined) {
    world.log.warning(`${name}: ${describeReadFault(fault)}; built again without reading on demand`);
    return { isFinal: false, run };
  }
  if (kept !== undefined) tellCacheUse(site, kept, run);
  const { digest } = run.metadata;
  if (run.succeeded && publication !== undefined && digest !== undefined)
    await tagPushed(publication, image, repositoriesOf(plan, name), digest);
  return { isFinal: true, run };
}

/** Nobody finds an image by its tag before it is known that all of its layers could be read. */
function withoutTags(request: BuildRequest): BuildRequest {
  const { destination } = request;
  if (destination.kind !== "registry") return request;
  return { ...request, destination: { ...destination, isUntagged: true } };
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
