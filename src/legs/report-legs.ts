/** `mode: report`: the legs' results become one image each, with tags; then outputs and summary as of `mode: all`. */
import { type Publication, publishReused, refuseUnrunnable, setMovingTags } from "../build/publish.ts";
import { describeError, UserError } from "../errors.ts";
import type { Inputs } from "../inputs.ts";
import type {
  FoundManifest,
  ImageName,
  LayerSize,
  Outcome,
  PlannedImage,
  StepTime,
  Trigger,
} from "../model.ts";
import { sourceTag } from "../plan/tags.ts";
import { createDockerConfig } from "../registry/docker-config.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { fingerprintLabel } from "../registry/labels.ts";
import { readRecords } from "../registry/read-records.ts";
import { openImageStore } from "../registry/store.ts";
import type { PlanJson } from "../report/plan-json.ts";
import { publishOutcomes } from "../report/publish.ts";
import type { World } from "../shell/world.ts";
import { type Gathered, gatherParts } from "./gather-parts.ts";
import { mergeIndex } from "./merge-index.ts";
import { readLegResults } from "./read-legs.ts";
import { rebuildPlan } from "./rebuild-plan.ts";
import { readStoredPlan } from "./stored-plan.ts";

export interface ReportRequest {
  readonly inputs: Inputs;
  readonly trigger: Trigger;
  readonly push: boolean;
}

/** `true` when every wanted image ended built or reused. */
export async function reportLegs(world: World, { inputs, trigger, push }: ReportRequest): Promise<boolean> {
  const stored = await readStoredPlan(world, inputs.plan);
  if (stored.trigger.runId !== trigger.runId) {
    throw new UserError(`input plan: it is of the run ${stored.trigger.runId}, this is run ${trigger.runId}`);
  }
  const legs = await readLegResults(world, inputs.results, stored);
  const config = await createDockerConfig(world);
  try {
    const store =
      inputs.registry === undefined
        ? undefined
        : await openImageStore(world, inputs.registry, { dockerConfig: config });
    const { manifests, missing } = await findReused(store, stored);
    const plan = rebuildPlan(stored, manifests);
    const to =
      store !== undefined && push
        ? {
            store,
            trigger,
            inputTags: inputs.tags,
            createRepositories: inputs.createRepositories,
            parts: new Map(),
          }
        : undefined;
    const outcomes = new Map(
      await Promise.all(
        [...plan.images].map(async ([name, image]): Promise<[ImageName, Outcome]> => {
          const lost = missing.get(name);
          if (lost !== undefined) {
            return [name, { status: "failed", name, message: lost, durationSeconds: 0, steps: [] }];
          }
          return [name, await settle(world, to, image, gatherParts(image, stored.legs, legs))];
        }),
      ),
    );
    const records = await readRecords(world, store, plan);
    return await publishOutcomes(world, { plan, outcomes, records, inputs, runnerPrice: undefined });
  } finally {
    await config.remove();
  }
}

/** Reused images as the registry has them: the digest of the plan, byte for byte. */
async function findReused(
  store: ImageStore | undefined,
  stored: PlanJson,
): Promise<{
  readonly manifests: ReadonlyMap<string, FoundManifest>;
  readonly missing: ReadonlyMap<string, string>;
}> {
  const manifests = new Map<string, FoundManifest>();
  const missing = new Map<string, string>();
  const reused = Object.entries(stored.images).filter(([, { action }]) => action === "reuse");
  await Promise.all(
    reused.map(async ([name, { found, digest }]) => {
      if (store === undefined || found === undefined || digest === undefined) {
        missing.set(name, "the plan reuses it, and there is no registry to take it from");
        return;
      }
      try {
        manifests.set(name, await readManifest(store, found.repository, digest));
      } catch (error) {
        missing.set(name, describeError(error));
      }
    }),
  );
  return { manifests, missing };
}

async function readManifest(store: ImageStore, repository: string, digest: string): Promise<FoundManifest> {
  const answer = await store.registry.getManifest(store.pathOf(repository), digest);
  if (answer.kind === "found") return answer.manifest;
  throw new Error(`${repository}@${digest} is not in the registry any more`);
}

async function settle(
  world: World,
  to: Publication | undefined,
  image: PlannedImage,
  gathered: Gathered,
): Promise<Outcome> {
  const { name } = image.spec;
  try {
    if (image.decision.action === "reuse") {
      if (to !== undefined) {
        const { repository, manifest } = image.decision.found;
        await refuseUnrunnable(world, to, image, repository, manifest);
        await publishReused(world, to, image);
      }
      return reusedOutcome(to, image);
    }
    if (gathered.kind === "settled") return gathered.outcome;
    if (to === undefined) return built(image, gathered.steps, gathered.seconds, undefined, { layers: [] });
    const manifest = await publishParts(world, to, image, gathered);
    const facts = await to.store.labels(image.spec.repositories[0], manifest, image.spec.platforms);
    const outcome = built(image, gathered.steps, gathered.seconds, manifest, facts);
    return { ...outcome, onDemand: gathered.onDemand };
  } catch (error) {
    const message = describeError(error);
    world.log.error(`${name}: ${message}`, { file: "", title: `image ${name} failed` });
    return { status: "failed", name, message, durationSeconds: 0, steps: [] };
  }
}

/** Checks that the registry has what the legs say, merges where there are several, and tags. */
async function publishParts(
  world: World,
  to: Publication,
  image: PlannedImage,
  { parts }: Extract<Gathered, { kind: "parts" }>,
): Promise<FoundManifest> {
  const { spec, decision } = image;
  const tag = sourceTag(to.trigger, decision.fingerprint);
  let first: FoundManifest | undefined;
  for (const repository of spec.repositories) {
    const found = await Promise.all(
      parts.map(async ({ platform, digest }) => {
        const manifest = await readManifest(to.store, repository, digest);
        const facts = await to.store.labels(repository, manifest, [platform]);
        if (
          facts.missingPlatforms.length > 0 ||
          facts.labels.get(fingerprintLabel) !== decision.fingerprint
        ) {
          throw new Error(
            `${repository}@${digest} is not the image that was planned for ${platform} (${decision.fingerprint.slice(0, 20)})`,
          );
        }
        return { platform, manifest };
      }),
    );
    const [only] = found;
    const manifest = found.length === 1 && only !== undefined ? only.manifest : mergeIndex(found);
    await to.store.tag(repository, manifest, tag);
    first ??= manifest;
    if (found.length > 1) {
      world.log.info(
        `${spec.name} │ ${repository}:${tag} has ${parts.map((one) => one.platform).join(", ")}`,
      );
    }
  }
  if (first === undefined) throw new Error(`${spec.name} has no repository`);
  await refuseUnrunnable(world, to, image, spec.repositories[0], first);
  await setMovingTags(world, to, image, first);
  return first;
}

function reusedOutcome(to: Publication | undefined, { spec, decision }: PlannedImage): Outcome {
  if (decision.action !== "reuse") throw new Error("not a reuse");
  const { found } = decision;
  const isCopied = found.missingRepositories.includes(spec.repositories[0]);
  const isTagged = to !== undefined && (isCopied || to.trigger.scope.kind === "trusted");
  return {
    status: "reused",
    name: spec.name,
    digest: found.manifest.digest,
    place: {
      repository: isCopied && to === undefined ? found.repository : spec.repositories[0],
      tag: isTagged ? sourceTag(to.trigger, decision.fingerprint) : found.tag,
    },
    sizeBytes: found.sizeBytes,
  };
}

function built(
  { spec }: PlannedImage,
  steps: readonly StepTime[],
  durationSeconds: number,
  manifest: FoundManifest | undefined,
  facts: { readonly sizeBytes?: number; readonly layers: readonly LayerSize[] },
): Extract<Outcome, { status: "built" }> {
  const { sizeBytes, layers } = facts;
  return {
    status: "built",
    name: spec.name,
    digest: manifest?.digest,
    durationSeconds,
    sizeBytes,
    layers,
    steps,
  };
}
