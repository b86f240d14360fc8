/** One image's build; with `link: auto` the linked Dockerfile first, and the plain one where its check refuses. */
import type { MountKeeper } from "../cache/keep-mounts.ts";
import { canKeep } from "../cache/kept-build.ts";
import { keepLayers, type LayerKeeper } from "../cache/layer-keeper.ts";
import { LINK_CHECK } from "../dockerfile/link-check.ts";
import { describeError } from "../errors.ts";
import type { ImageSpec, PlannedImage } from "../model.ts";
import { readOwnIgnoreFile } from "../read-dockerfile.ts";
import type { BuildRequest } from "./arguments.ts";
import { type BuildRun, buildImage } from "./build-image.ts";
import { buildOnDemand } from "./build-on-demand.ts";
import { formatSeconds } from "./describe-step.ts";
import { diagnoseRun } from "./failure.ts";
import { joinRuns } from "./join-runs.ts";
import { findFault, withoutCaches } from "./leave-caches.ts";
import { prepareCaches, tellCacheUse } from "./prepare-caches.ts";
import { prepareMounts } from "./prepare-mounts.ts";
import { readPushed } from "./publish.ts";
import { readRetryAfter, retryDelaySeconds } from "./retry-delay.ts";
import type { Site } from "./site.ts";
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

/** `directory` is scratch space. A build that fails is no error. */
export async function buildAttempt(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<Attempt> {
  const { world, options } = site;
  const { name } = image.spec;
  const linked = options.linked.get(name);
  // Without cache all layers are made anew, and nothing is saved by linking.
  if (linked !== undefined && !request.noCache) {
    for (const one of linked.linked)
      world.log.info(`${name} │ link: auto: linked, if the check agrees: ${one}`);
    for (const one of linked.refused) world.log.info(`${name} │ link: auto: not linked: ${one}`);
    if (linked.text !== undefined) {
      const path = await writeLinked(site, image, linked.text, directory);
      const spec = { ...request.spec, dockerfile: { kind: "inline", text: linked.text } as const };
      const asked = { ...request, spec, inlineDockerfile: path };
      const first = await buildEitherWay(site, image, asked, directory, timeoutMinutes);
      const because = whyRefused(first.run);
      if (because === undefined) return { ...first, lineOf: linked.lineOf };
      world.log.warning(
        `${name}: link: auto: ${because}; built again with plain COPY. Set link: off, or write COPY --link where it is meant`,
      );
      await first.keeper?.stop();
      const left = timeoutMinutes === 0 ? 0 : Math.max(timeoutMinutes - first.run.seconds / 60, 0.01);
      const second = await buildEitherWay(site, image, request, directory, left);
      return { ...second, run: joinRuns(first.run, second.run) };
    }
  }
  return buildEitherWay(site, image, request, directory, timeoutMinutes);
}

/** On demand where that was planned; and plainly where it was not, or where it did not do. */
async function buildEitherWay(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
  directory: string,
  timeoutMinutes: number,
): Promise<Attempt> {
  const { builders } = site.options;
  if (request.isOnDemand !== true || builders === undefined)
    return buildPatiently(site, image, request, directory, timeoutMinutes);
  const tried = await buildOnDemand(site, image, request, directory, timeoutMinutes);
  if (tried.isFinal)
    return {
      run: tried.run,
      spec: request.spec,
      keeper: undefined,
      readsCaches: true,
      mounts: [],
      lineOf: (line) => line,
    };
  const again = { ...request, builder: await builders.plain(), isOnDemand: false };
  const left = timeoutMinutes === 0 ? 0 : Math.max(timeoutMinutes - tried.run.seconds / 60, 0.01);
  const attempt = await buildPatiently(site, image, again, directory, left);
  return { ...attempt, run: { ...attempt.run, seconds: tried.run.seconds + attempt.run.seconds } };
}

/** Each costs minutes in which nothing happens. */
const STALLS_OVERCOME = 1;

/** Builds again after what passes by itself, with new credentials; what was finished is kept first. */
async function buildPatiently(
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
    const left = timeoutMinutes === 0 ? 0 : Math.max(timeoutMinutes - (before?.seconds ?? 0) / 60, 0.01);
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
    expected: options.records.get(name)?.last?.steps ?? options.records.get(name)?.baseline?.steps ?? [],
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

/** In a folder of its own, under the user's name for it; BuildKit looks beside it for the ignore file. */
async function writeLinked(
  { world, options }: Site,
  { spec }: PlannedImage,
  text: string,
  directory: string,
): Promise<string> {
  const name = spec.dockerfile.kind === "file" ? spec.dockerfile.path.split("/").at(-1) : undefined;
  const path = `${directory}/linked/${name ?? "Dockerfile"}`;
  await world.files.makeDirectory(`${directory}/linked`);
  await world.files.write(path, text);
  const ignore = await readOwnIgnoreFile(world, options.root, spec);
  if (ignore !== undefined) await world.files.write(`${path}.dockerignore`, ignore);
  return path;
}

/** `undefined`: it succeeded, or failed for a reason that the plain build would have too. */
function whyRefused(run: BuildRun): string | undefined {
  if (run.succeeded || run.ended !== "exit") return undefined;
  if (/unknown flag: --?link\b/.test(run.text)) return "this builder does not know --link";
  const failed = run.steps.some(
    ({ name, error }) => name.includes(LINK_CHECK) && error !== undefined && !/context canceled/.test(error),
  );
  if (!failed) return undefined;
  const said = run.output.find((line) => line.startsWith(`${LINK_CHECK}: `));
  return said?.slice(LINK_CHECK.length + 2) ?? "the check could not run in the image";
}
