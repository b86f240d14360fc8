/** Builds one planned image: credentials, repositories, buildx, reading back, tags. */

import { describeError } from "../errors.ts";
import { checkRuntime, withUnpacked } from "../guard/check-runtime.ts";
import type { LayerSize, Outcome, PlannedImage } from "../model.ts";
import { readDockerfile } from "../read-dockerfile.ts";
import { basesLabel, parentsLabel } from "../registry/labels.ts";
import { readLastAgain } from "../registry/read-records.ts";
import type { World } from "../shell/world.ts";
import type { BuildRequest, Destination } from "./arguments.ts";
import { buildAttempt } from "./attempt.ts";
import type { BuildRun } from "./build-image.ts";
import { chooseFirst } from "./builders.ts";
import { type BuildFailure, describeFailure, detailFailure } from "./failure.ts";
import { keepRecord } from "./keep-record.ts";
import { findMovedBases } from "./materials.ts";
import { mountBases, noteLayers } from "./mount-bases.ts";
import { saveMounts } from "./prepare-mounts.ts";
import {
  baseDigest,
  contextLocation,
  prepareRepositories,
  pushTag,
  readPushed,
  readSizes,
  refuseImmutableTags,
  setMovingTags,
} from "./publish.ts";
import { findTwins, planned, repositoriesOf, type Site } from "./site.ts";
import { placeSteps } from "./step-lines.ts";
import { tellFailure } from "./tell-failure.ts";

/** An image that fails is an outcome; throws only for what went wrong around the build. */
export async function buildOne(site: Site, image: PlannedImage): Promise<Outcome> {
  const { world, plan, options, publication, locations } = site;
  const { spec, decision } = image;
  const { name } = spec;
  if (decision.action !== "build") throw new Error(`${name} is not to be built`);
  if (options.builders === undefined) throw new Error("there is no builder");
  const twins = findTwins(plan, name);
  const repositories = repositoriesOf(plan, name);
  const isParent = plan.order.some((other) =>
    planned(plan, other).parents.some((edge) => twins.includes(edge.parent)),
  );
  const directory = `${options.scratch}/${plan.order.indexOf(name)}`;
  await world.files.makeDirectory(directory);
  if (publication !== undefined) {
    await prepareRepositories(publication, image, repositories);
    if (decision.replaces) await refuseImmutableTags(publication, image, repositories);
  }
  await mountBases(site, image, repositories);
  await login(site);
  const mode = options.lazy.get(name) ?? { kind: "plain" };
  const isLazy = mode.kind !== "plain";
  const chosen = chooseDestination(site, image, repositories, isParent, directory);
  const destination: Destination =
    isLazy && chosen.kind === "registry" ? { ...chosen, compression: "estargz" } : chosen;
  const timeoutMinutes = spec.timeoutMinutes ?? options.timeoutMinutes;
  world.log.info(`${name} │ building: ${decision.reasons.join("; ")}`);
  const request: BuildRequest = {
    spec,
    fingerprint: decision.fingerprint,
    root: options.root,
    ...(await chooseFirst(options.builders, options.lazy.get(name))),
    destination,
    metadataFile: `${directory}/metadata.json`,
    parentContexts: parentContexts(site, image),
    labels: inputLabels(site, image),
    extraArgs: options.argsToSet.get(name) ?? new Map(),
    pins: options.pins.get(name) ?? new Map(),
    noCache: options.noCache && decision.isAskedFor,
    isLazy,
    isCacheLazy: mode.kind === "read" || (mode.kind === "write" && mode.isCacheLazy),
    withSecrets: !plan.trigger.isFork,
    inlineDockerfile: await writeInlineDockerfile(world, image, directory),
    cacheFrom: [],
    cacheTo: [],
    stallMinutes: options.stallMinutes,
  };
  const attempt = await buildAttempt(site, image, request, directory, timeoutMinutes);
  const { run, keeper, mounts, lineOf } = attempt;
  if (mounts.length > 0) site.saves.push(saveMounts(mounts, run));
  const text = await readDockerfile(world, options.root, attempt.spec);
  const placed = text.kind === "text" ? placeSteps(run.timeline, text.text) : run.timeline;
  const steps = placed.map((step) => (step.line === undefined ? step : { ...step, line: lineOf(step.line) }));
  const failure = run.succeeded ? undefined : describeFailure(run, timeoutMinutes, lineOf, steps);
  const manifest =
    publication !== undefined && (failure === undefined || (mayBeThere(failure) && !decision.replaces))
      ? await readPushed(publication, image, repositories, run).catch(async (error: unknown) => {
          // A registry that does not answer now either: the build's own failure says more.
          if (failure !== undefined) return undefined;
          await keeper?.stop();
          throw error;
        })
      : undefined;
  if (failure !== undefined && manifest === undefined) {
    return failed(site, image, { ...run, steps }, failure, await keeper?.salvage(run));
  }
  if (keeper !== undefined) site.saves.push(keeper.saveAll(run, manifest));
  for (const moved of findMovedBases(image.inputs, run.metadata.materials))
    world.log.warning(`${name}: ${moved}`);
  if (destination.kind === "oci-layout") locations.set(name, `oci-layout://${destination.directory}`);
  let sizeBytes: number | undefined;
  let layers: readonly LayerSize[] = [];
  if (publication !== undefined && manifest !== undefined) {
    locations.set(
      name,
      contextLocation(publication, spec.repositories[0], baseDigest(publication, image, manifest)),
    );
    const { store, trigger } = publication;
    const [repository] = spec.repositories;
    const [guarded, sizes] = await Promise.all([
      checkRuntime(world, { store, trigger, image, repository, manifest }),
      readSizes(publication, image, manifest),
      noteLayers(site, repository, manifest),
    ]);
    if (guarded.refusal !== undefined) return refused(site, image, { ...run, steps }, guarded.refusal);
    await setMovingTags(world, publication, image, manifest);
    ({ sizeBytes } = sizes);
    layers = withUnpacked(sizes.layers, guarded.unpacked);
    const last = await readLastAgain(world, store, plan, image, options.records.get(name));
    await keepRecord(world, publication, image, { manifest, sizeBytes, layers, steps, run, last });
  }
  const digest = manifest?.digest;
  const { seconds: durationSeconds, onDemand } = run;
  return { status: "built", name, digest, durationSeconds, sizeBytes, layers, onDemand, steps };
}

/** Another run pushed it, or this one did and lost the answer. */
function mayBeThere({ isImmutableTag, diagnosis }: BuildFailure): boolean {
  return isImmutableTag || diagnosis?.class === "transient";
}

/** Fresh credentials before each build; without a push they only help to pull, and their lack is no failure. */
async function login({ world, options, publication }: Site): Promise<void> {
  try {
    await options.store?.prepareLogin();
  } catch (error) {
    if (publication !== undefined) throw error;
    world.log.debug(`no credentials for the registry: ${describeError(error)}`);
  }
}

function chooseDestination(
  site: Site,
  image: PlannedImage,
  repositories: readonly string[],
  isParent: boolean,
  directory: string,
): Destination {
  const to = site.publication;
  if (to !== undefined) {
    const { store } = to;
    const tag = pushTag(to, image);
    const [first, ...others] = repositories.map((repository) => store.referenceOf(repository, tag));
    if (first !== undefined) return { kind: "registry", references: [first, ...others] };
  }
  return isParent ? { kind: "oci-layout", directory: `${directory}/layout` } : { kind: "nowhere" };
}

function parentContexts({ locations }: Site, image: PlannedImage): ReadonlyMap<string, string> {
  return new Map(
    image.parents.map(({ parent, contextName }) => {
      const location = locations.get(parent);
      if (location === undefined) throw new Error(`the base ${parent} was not left anywhere`);
      return [contextName, location];
    }),
  );
}

/** What a later run compares before it reuses this image, beside the fingerprint. */
function inputLabels({ locations }: Site, image: PlannedImage): ReadonlyMap<string, string> {
  const parents: Record<string, string> = {};
  for (const { parent } of image.parents) {
    const digest = locations.get(parent)?.split("@")[1];
    if (digest !== undefined) parents[parent] = digest;
  }
  const bases = Object.fromEntries([...image.inputs.bases].filter(([, digest]) => digest !== undefined));
  const labels = new Map<string, string>();
  if (Object.keys(parents).length > 0) labels.set(parentsLabel, JSON.stringify(parents));
  if (Object.keys(bases).length > 0) labels.set(basesLabel, JSON.stringify(bases));
  return labels;
}

async function writeInlineDockerfile(
  world: World,
  { spec }: PlannedImage,
  directory: string,
): Promise<string | undefined> {
  if (spec.dockerfile.kind !== "inline") return undefined;
  await world.files.write(`${directory}/Dockerfile`, spec.dockerfile.text);
  return `${directory}/Dockerfile`;
}

/** It built, and its runtime cannot run it. */
function refused({ world }: Site, { spec }: PlannedImage, run: BuildRun, message: string): Outcome {
  const { name } = spec;
  const file = spec.definedAt.split(":")[0] ?? "";
  world.log.error(`${name}: ${message}`, { file, title: `image ${name} failed` });
  return { status: "failed", name, message, durationSeconds: run.seconds, steps: run.steps };
}

async function failed(
  site: Site,
  image: PlannedImage,
  run: BuildRun,
  failure: BuildFailure,
  kept: string | undefined,
): Promise<Outcome> {
  const { name } = image.spec;
  const message = kept === undefined ? failure.message : `${failure.message} (${kept})`;
  await tellFailure(site, image, failure, message);
  const detail = detailFailure(failure, kept);
  return {
    status: "failed",
    name,
    message,
    failure: detail,
    durationSeconds: run.seconds,
    steps: run.steps,
  };
}
