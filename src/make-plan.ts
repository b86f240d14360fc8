/** Definitions → plan: reads Dockerfiles, builds the graph, fingerprints, asks the registry, decides. */
import { refuseBrokenDockerfiles } from "./analyze-images.ts";
import type { MountNeeds } from "./cache/keep-mounts.ts";
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import type { LinkedDockerfile } from "./dockerfile/link-rewrite.ts";
import { describeError } from "./errors.ts";
import { findMounts } from "./find-mounts.ts";
import { externalBases } from "./fingerprint/external-bases.ts";
import { type Gathered, gatherInputs, type LostSource } from "./fingerprint/gather.ts";
import { selectImages } from "./images/graph.ts";
import type { Inputs } from "./inputs.ts";
import { linkImages } from "./link-images.ts";
import type { ImageInputs, ImageName, ImageSpec, Plan, PlannedImage, Platform, Trigger } from "./model.ts";
import { type Candidate, decideImages, type Lookup } from "./plan/decide.ts";
import { detailInputs, explainChanges } from "./plan/explain.ts";
import { pinBases } from "./plan/pins.ts";
import { type DockerfileText, readDockerfile } from "./read-dockerfile.ts";
import { readGraph } from "./read-graph.ts";
import { lookUpImages } from "./registry/lookup.ts";
import { type BuildRecord, lastRecordTags, readRecord } from "./registry/record.ts";
import { RegistryError } from "./registry/registry-error.ts";
import type { Session } from "./session.ts";
import type { World } from "./shell/world.ts";

export interface PlanRequest {
  readonly specs: readonly ImageSpec[];
  readonly inputs: Inputs;
  readonly trigger: Trigger;
  readonly push: boolean;
  /** Of the plan that this one has to repeat: see `GatherOptions`. */
  readonly nonce?: string | undefined;
}

/** `undefined`: nothing to be asked, or no answer. */
type LastBuild = BuildRecord | "none" | undefined;

export interface MadePlan {
  readonly plan: Plan;
  /** Build args that the graph sets, by image. */
  readonly argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
  /** Bases that the build must take at their planned digests, by image. */
  readonly pins: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
  /** What is built instead of the Dockerfiles of images with `link: auto`. */
  readonly linked: ReadonlyMap<ImageName, LinkedDockerfile>;
  readonly notices: readonly string[];
  /** Seconds of each image's last build, where a record tells. */
  readonly expected: ReadonlyMap<ImageName, number>;
  /** Images whose last build had the Dockerfile that they have now. */
  readonly sameDockerfile: ReadonlySet<ImageName>;
  readonly nonce: string;
  readonly texts: ReadonlyMap<ImageName, DockerfileText>;
  readonly analyses: ReadonlyMap<ImageName, DockerfileAnalysis>;
  /** Sources that the build will not find. */
  readonly lost: ReadonlyMap<ImageName, readonly LostSource[]>;
  /** External bases, and the platforms that each is needed for. */
  basesOf(name: ImageName): ReadonlyMap<string, ReadonlySet<Platform>>;
  /** The cache mounts of an image that is to be built. */
  findMounts(image: PlannedImage): Promise<MountNeeds | undefined>;
}

/** Throws UserError with every Dockerfile's problems at once. Builds and pushes nothing. */
export async function makePlan(world: World, session: Session, request: PlanRequest): Promise<MadePlan> {
  const { inputs, trigger, push } = request;
  const texts = await Promise.all(request.specs.map((spec) => readDockerfile(world, session.root, spec)));
  const specs = texts.map(({ spec }) => spec);
  const { graph, analyses, facts, argsToSet, notices } = await readGraph(
    world,
    texts,
    session.bases,
    inputs.registry,
  );
  const order = selectImages(graph, inputs.images);
  refuseBrokenDockerfiles(order, texts, analyses, graph);

  const nonce = request.nonce ?? crypto.randomUUID();
  const byName = new Map(specs.map((spec) => [spec.name, spec]));
  const requestOf = (name: ImageName) => ({
    spec: must(byName, name),
    analysis: must(analyses, name),
    parents: graph.parents.get(name) ?? [],
    argsToSet: argsToSet.get(name) ?? new Map(),
  });
  const options = {
    root: session.root,
    tree: session.tree,
    bases: session.bases,
    baseImages: inputs.baseImages,
    basesMustResolve: session.store !== undefined && push,
    nonce,
  };
  const gathered = await gatherInputs(world, order.map(requestOf), options);
  const lookups = await lookUp(
    session,
    request,
    order.map((name) => must(byName, name)),
    gathered,
  );
  const expected = new Map<ImageName, number>();
  const sameDockerfile = new Set<ImageName>();
  const candidates = await Promise.all(
    order.map(async (name, index): Promise<Candidate> => {
      const { fingerprint, inputs: read } = must(gathered, name);
      const lookup = lookups[index] ?? { kind: "unknown", because: "nothing was asked" };
      const last = await readLastBuild(world, session, trigger, must(byName, name), lookup);
      if (typeof last === "object" && last.durationSeconds > 0) expected.set(name, last.durationSeconds);
      if (typeof last === "object" && hasSameDockerfile(read, last)) sameDockerfile.add(name);
      const changes = explainLookup(read, last);
      return { name, fingerprint, inputs: read, parents: graph.parents.get(name) ?? [], lookup, changes };
    }),
  );
  const decisions = decideImages(candidates, inputs.rebuild);
  const images = new Map(
    candidates.map(({ name, inputs: read, parents }): [ImageName, PlannedImage] => [
      name,
      { spec: must(byName, name), decision: must(decisions, name), inputs: read, parents },
    ]),
  );
  const linked = await linkImages(
    world,
    session.root,
    texts.filter(({ spec }) => decisions.get(spec.name)?.action === "build"),
    { facts, analyses, graph, argsToSet },
  );
  return {
    plan: { trigger, images, order },
    findMounts: (image) =>
      findMounts(
        world,
        image,
        { texts, analyses, facts, argsToSet, options, requestOf },
        (name) => gathered.get(name)?.fingerprint ?? "",
      ),
    texts: new Map(texts.map((text) => [text.spec.name, text])),
    analyses,
    lost: new Map([...gathered].map(([name, { lost }]) => [name, lost])),
    basesOf: (name) => externalBases(world, requestOf(name)),
    argsToSet,
    expected,
    sameDockerfile,
    nonce,
    linked,
    pins: new Map(
      inputs.baseImages === "track"
        ? candidates.map(({ name, inputs: read, parents }) => [
            name,
            pinBases(must(byName, name), must(analyses, name), parents, read),
          ])
        : [],
    ),
    notices: [
      ...notices,
      ...candidates.flatMap(({ inputs: read }) => read.notices),
      ...(inputs.baseImages === "warn" ? candidates.flatMap(movedBases) : []),
    ],
  };
}

async function lookUp(
  session: Session,
  { inputs, trigger, push }: PlanRequest,
  specs: readonly ImageSpec[],
  gathered: ReadonlyMap<ImageName, Gathered>,
): Promise<readonly Lookup[]> {
  const { store } = session;
  if (store === undefined) {
    return specs.map(() => ({ kind: "unknown", because: "no registry is given to look it up in" }));
  }
  return lookUpImages(
    store,
    specs.map((spec) => ({ spec, fingerprint: must(gathered, spec.name).fingerprint })),
    { trigger, trustPullRequests: inputs.trustPullRequests, mustAnswer: push },
  );
}

/** History only explains: a record that cannot be read leaves the reason as it is. */
async function readLastBuild(
  world: World,
  { store }: Session,
  trigger: Trigger,
  spec: ImageSpec,
  lookup: Lookup,
): Promise<LastBuild> {
  if (store === undefined || lookup.kind !== "absent") return undefined;
  try {
    return (await readRecord(store, spec.repositories[0], lastRecordTags(trigger))) ?? "none";
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    world.log.debug(`${spec.name}: no record of its last build: ${describeError(error)}`);
    return undefined;
  }
}

function hasSameDockerfile({ components }: ImageInputs, last: BuildRecord): boolean {
  const own = components.find(({ kind }) => kind === "dockerfile");
  return last.components.some(({ kind, value }) => kind === "dockerfile" && value === own?.value);
}

function explainLookup(inputs: ImageInputs, last: LastBuild): readonly string[] {
  if (last === undefined) return [];
  return last === "none"
    ? ["no image of it was built here before"]
    : explainChanges(last.components, detailInputs(inputs));
}

/** `base-images: warn`: what `track` would have built for. */
function movedBases({ name, inputs, lookup }: Candidate): readonly string[] {
  if (lookup.kind !== "found") return [];
  return [...inputs.bases].flatMap(([reference, digest]) => {
    const was = lookup.bases.get(reference);
    return was === undefined || digest === undefined || was === digest
      ? []
      : [`${name}: ${reference} moved from ${was} to ${digest} since it was built (base-images: warn)`];
  });
}

function must<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`nothing is known of ${String(key)}`);
  return value;
}
