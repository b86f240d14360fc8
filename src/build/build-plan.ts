/**
 * Carries a plan out: builds in dependency order, sets the tags of what is reused, copies what another
 * repository has. It chooses nothing; the plan did.
 */
import { describeError } from "../errors.ts";
import type { ImageName, Outcome, Plan, PlannedImage } from "../model.ts";
import { sourceTag } from "../plan/tags.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { basesLabel, parentsLabel } from "../registry/labels.ts";
import type { World } from "../shell/world.ts";
import type { Destination } from "./arguments.ts";
import { type BuildRun, buildImage } from "./build-image.ts";
import { formatSeconds } from "./describe-step.ts";
import { describeFailure } from "./failure.ts";
import type { Builder } from "./open-builder.ts";
import {
  contextLocation,
  type Publication,
  prepareRepositories,
  publishReused,
  readPushed,
  readSize,
  setMovingTags,
} from "./publish.ts";
import { runTasks } from "./schedule.ts";

export interface BuildPlanOptions {
  readonly root: string;
  /** `undefined` when the plan builds nothing. */
  readonly builder: Builder | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** For reading; pushing needs `push` too. */
  readonly store: ImageStore | undefined;
  readonly push: boolean;
  /** Where inline Dockerfiles, metadata files and unpushed parents go. */
  readonly scratch: string;
  readonly maxParallel: number;
  /** Per image, unless the image says otherwise. 0: none. */
  readonly timeoutMinutes: number;
  readonly inputTags: readonly string[];
  readonly createRepositories: boolean;
  readonly noCache: boolean;
  readonly argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
}

/** One run of `buildPlan`: what every image needs to know. */
interface Site {
  readonly world: World;
  readonly plan: Plan;
  readonly options: BuildPlanOptions;
  /** `undefined`: nothing is pushed. */
  readonly publication: Publication | undefined;
  /** How children name a finished image as a build context. */
  readonly locations: Map<ImageName, string>;
}

/** Never throws for an image: each ends in an outcome. */
export async function buildPlan(
  world: World,
  plan: Plan,
  options: BuildPlanOptions,
): Promise<ReadonlyMap<ImageName, Outcome>> {
  const { store, push, inputTags, createRepositories } = options;
  const publication =
    store !== undefined && push ? { store, trigger: plan.trigger, inputTags, createRepositories } : undefined;
  const site: Site = { world, plan, options, publication, locations: new Map() };
  const tasks = plan.order.map((name) => {
    const image = planned(plan, name);
    return { key: name, needs: needsOf(image), run: () => settle(site, image) };
  });
  return runTasks<ImageName, Outcome>(tasks, options.maxParallel, {
    isSuccess: (outcome) => outcome.status === "built" || outcome.status === "reused",
    block: (name, because) => ({ status: "blocked", name, because }),
  });
}

function planned(plan: Plan, name: ImageName): PlannedImage {
  const image = plan.images.get(name);
  if (image === undefined) throw new Error(`the plan has no image ${name}`);
  return image;
}

function needsOf({ decision, parents }: PlannedImage): readonly ImageName[] {
  switch (decision.action) {
    case "build":
      return parents.map((edge) => edge.parent);
    case "share":
      return [decision.with];
    case "reuse":
      return [];
  }
}

async function settle(site: Site, image: PlannedImage): Promise<Outcome> {
  const { name } = image.spec;
  const started = site.world.clock.now();
  try {
    switch (image.decision.action) {
      case "reuse":
        return await reuse(site, image);
      case "share":
        return await share(site, image);
      case "build":
        return await build(site, image);
    }
  } catch (error) {
    const message = describeError(error);
    site.world.log.error(`${name}: ${message}`, {
      file: image.spec.definedAt.split(":")[0] ?? "",
      title: `image ${name} failed`,
    });
    return {
      status: "failed",
      name,
      message,
      durationSeconds: (site.world.clock.now() - started) / 1000,
      steps: [],
    };
  }
}

async function reuse(site: Site, image: PlannedImage): Promise<Outcome> {
  const { decision, spec } = image;
  if (decision.action !== "reuse") throw new Error("not a reuse");
  const { manifest, repository, sizeBytes } = decision.found;
  const uri = site.options.store?.uriOf(repository, manifest.digest);
  if (uri !== undefined) site.locations.set(spec.name, `docker-image://${uri}`);
  if (site.publication !== undefined) await publishReused(site.world, site.publication, image);
  return { status: "reused", name: spec.name, digest: manifest.digest, sizeBytes };
}

/** Its twin's build pushed to this image's repositories too. */
async function share(site: Site, image: PlannedImage): Promise<Outcome> {
  const { decision, spec } = image;
  if (decision.action !== "share") throw new Error("not a share");
  const { publication, locations } = site;
  const location = locations.get(decision.with);
  if (location !== undefined) locations.set(spec.name, location);
  const tag = sourceTag(site.plan.trigger, decision.fingerprint);
  const manifest = (await publication?.store.find(spec.repositories[0], [tag]))?.get(tag);
  if (publication !== undefined && manifest === undefined) {
    throw new Error(`${spec.repositories[0]}:${tag} is missing although ${decision.with} was pushed there`);
  }
  const found = publication !== undefined && manifest !== undefined;
  if (found) await setMovingTags(site.world, publication, image, manifest);
  return {
    status: "built",
    name: spec.name,
    digest: manifest?.digest,
    durationSeconds: 0,
    sizeBytes: found ? await readSize(publication, image, manifest) : undefined,
    steps: [],
  };
}

async function build(site: Site, image: PlannedImage): Promise<Outcome> {
  const { world, plan, options, publication, locations } = site;
  const { spec, decision } = image;
  const { name } = spec;
  if (options.builder === undefined) throw new Error("there is no builder");
  const twins = plan.order.filter((other) => name === other || isTwin(plan, other, name));
  const repositories = [...new Set(twins.flatMap((twin) => planned(plan, twin).spec.repositories))];
  const isParent = plan.order.some((other) =>
    planned(plan, other).parents.some((edge) => twins.includes(edge.parent)),
  );
  const directory = `${options.scratch}/${plan.order.indexOf(name)}`;
  await world.files.makeDirectory(directory);
  checkSecrets(site, image);
  if (publication !== undefined) await prepareRepositories(publication, image, repositories);
  await login(site);
  const destination = chooseDestination(site, image, repositories, isParent, directory);
  const timeoutMinutes = spec.timeoutMinutes ?? options.timeoutMinutes;
  world.log.info(`${name} │ building: ${decision.reasons.join("; ")}`);
  const run = await buildImage(
    world,
    {
      spec,
      fingerprint: decision.fingerprint,
      root: options.root,
      builder: options.builder,
      destination,
      metadataFile: `${directory}/metadata.json`,
      parentContexts: parentContexts(site, image),
      labels: inputLabels(site, image),
      extraArgs: options.argsToSet.get(name) ?? new Map(),
      noCache: options.noCache && decision.reasons.some((reason) => reason.includes("the input rebuild")),
      withSecrets: !plan.trigger.isFork,
      inlineDockerfile: await writeInlineDockerfile(world, image, directory),
    },
    { env: options.env, timeoutMinutes },
  );
  world.log.group(
    `${name}: ${run.succeeded ? "built" : "failed"} in ${formatSeconds(run.seconds)}`,
    run.output,
  );
  const failure = run.succeeded ? undefined : describeFailure(run, timeoutMinutes);
  const manifest =
    publication !== undefined && (failure === undefined || failure.isImmutableTag)
      ? await readPushed(publication, image, repositories, run)
      : undefined;
  if (failure !== undefined && manifest === undefined) return failed(site, image, run, failure);
  if (destination.kind === "oci-layout") locations.set(name, `oci-layout://${destination.directory}`);
  if (publication !== undefined && manifest !== undefined) {
    locations.set(name, contextLocation(publication, spec.repositories[0], manifest.digest));
    await setMovingTags(world, publication, image, manifest);
  }
  return {
    status: "built",
    name,
    digest: manifest?.digest,
    durationSeconds: run.seconds,
    sizeBytes: publication && manifest ? await readSize(publication, image, manifest) : undefined,
    steps: run.steps,
  };
}

function isTwin(plan: Plan, name: ImageName, of: ImageName): boolean {
  const { decision } = planned(plan, name);
  return decision.action === "share" && decision.with === of;
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
  const tag = sourceTag(site.plan.trigger, image.decision.fingerprint);
  const store = site.publication?.store;
  if (store !== undefined) {
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

/** A secret that is not there would otherwise be an empty one, found out after an hour. */
function checkSecrets({ world, plan }: Site, { spec }: PlannedImage): void {
  if (plan.trigger.isFork) return;
  const missing = spec.secrets.flatMap(({ id, source }) =>
    source.kind === "env" && (world.env[source.variable] ?? "") === ""
      ? [`the variable ${source.variable} of the secret ${id} is not set`]
      : [],
  );
  if (missing.length > 0) {
    throw new Error(
      `${missing.join("; ")}: give it to the step, for example env: HF_TOKEN: \${{ secrets.HF_TOKEN }}`,
    );
  }
}

function failed(
  { world }: Site,
  { spec }: PlannedImage,
  run: BuildRun,
  failure: ReturnType<typeof describeFailure>,
): Outcome {
  const { name, dockerfile } = spec;
  world.log.error(`${name}: ${failure.message}`, {
    file: dockerfile.kind === "file" ? dockerfile.path : (spec.definedAt.split(":")[0] ?? ""),
    title: `image ${name} failed`,
    ...(failure.dockerfileLine === undefined || dockerfile.kind !== "file"
      ? {}
      : { line: failure.dockerfileLine }),
  });
  return { status: "failed", name, message: failure.message, durationSeconds: run.seconds, steps: run.steps };
}
