/** The cache mounts of images that are to be built, and what the steps that use them read. */
import { type AllBaseFacts, type ArgsToSet, analyzeImages } from "./analyze-images.ts";
import { cutAfterMounts, MOUNT_STEPS_TARGET } from "./cache/cut-after-mounts.ts";
import type { MountNeeds } from "./cache/keep-mounts.ts";
import { chooseMounts } from "./cache/kept-mount.ts";
import { findTools } from "./cache/mount-dockerfile.ts";
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import { computeFingerprint } from "./fingerprint/fingerprint.ts";
import { type GatherOptions, type GatherRequest, gatherInputs } from "./fingerprint/gather.ts";
import type { ImageName, PlannedImage } from "./model.ts";
import type { DockerfileText } from "./read-dockerfile.ts";
import type { World } from "./shell/world.ts";

export interface MountSources {
  readonly texts: readonly DockerfileText[];
  readonly analyses: ReadonlyMap<ImageName, DockerfileAnalysis>;
  readonly facts: AllBaseFacts;
  readonly argsToSet: ArgsToSet;
  readonly options: GatherOptions;
  requestOf(name: ImageName): GatherRequest;
}

/** `undefined`: no mount that can be kept. Says why of each that cannot. */
export async function findMounts(
  world: World,
  { spec }: PlannedImage,
  sources: MountSources,
  fingerprintOf: (name: ImageName) => string,
): Promise<MountNeeds | undefined> {
  const { name } = spec;
  const source = sources.texts.find((one) => one.spec.name === name);
  const { mounts, lines, notices } = chooseMounts(sources.analyses.get(name)?.cacheMounts ?? []);
  for (const notice of notices) world.log.info(`${name} │ ${notice}`);
  if (source?.kind !== "text" || mounts.length === 0) return undefined;
  const tools = findTools(source.text, lines);
  const cut = cutAfterMounts(source.text, lines);
  if (tools === undefined || cut === undefined) {
    world.log.info(`${name} │ its cache mounts are not kept: no stage that uses one begins with an image`);
    return undefined;
  }
  const spoken = { ...source.spec, target: MOUNT_STEPS_TARGET };
  const text = { kind: "text", spec: spoken, text: cut } as const;
  const analysis = analyzeImages(world, [text], sources.facts, sources.argsToSet).get(name);
  if (analysis === undefined) return undefined;
  const request = sources.requestOf(name);
  const gathered = await gatherInputs(world, [{ ...request, analysis }], sources.options);
  const parents = request.parents.map(({ parent, contextName }) => ({
    kind: "parent" as const,
    name: contextName,
    value: fingerprintOf(parent),
  }));
  const components = gathered.get(name)?.inputs.components.filter(({ kind }) => kind !== "parent") ?? [];
  return { mounts, tools, steps: computeFingerprint([...components, ...parents]).slice(0, 20) };
}
