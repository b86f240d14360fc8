/** Whether what was pushed, or is reused, can run where its images file says: asked before any tag moves. */
import type { FoundManifest, ImageName, LayerSize, PlannedImage, Platform, Trigger } from "../model.ts";
import { readImage } from "../registry/facts.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { type Manifest, parseManifest } from "../registry/manifest.ts";
import { isSamePlatform, splitPlatform } from "../registry/platforms.ts";
import { type BuildRecord, lastRecordTags, readRecord, recordTag, writeRecord } from "../registry/record.ts";
import { RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import { findCommandNotices, findLambdaProblems } from "./lambda-rules.ts";

export interface GuardRequest {
  readonly store: ImageStore;
  readonly trigger: Trigger;
  readonly image: PlannedImage;
  readonly repository: string;
  readonly manifest: FoundManifest;
}

export interface Guarded {
  /** Why the image cannot run, everything at once; `undefined`: it can. */
  readonly refusal: string | undefined;
  /** Layer digest → uncompressed bytes; empty where nothing asks for them. */
  readonly unpacked: ReadonlyMap<string, number>;
}

/** Throws RegistryError where the registry does not give the layers: a run that repeats it finds the image there. */
export async function checkRuntime(world: World, request: GuardRequest): Promise<Guarded> {
  const { store, repository, manifest, image } = request;
  const { spec } = image;
  if (spec.runtime !== "lambda") return { refusal: undefined, unpacked: new Map() };
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed === undefined) throw new Error(`${manifest.digest} is no image`);
  const { mediaType } = manifest;
  const problems: string[] = [];
  const notices: string[] = [];
  let unpacked: ReadonlyMap<string, number> = new Map();
  if (parsed.kind === "index") {
    const facts = { mediaType, manifest: parsed, config: undefined, unpackedBytes: undefined };
    problems.push(...findLambdaProblems(facts).problems);
  } else {
    const { config } = await readImage(store.registry, store.pathOf(repository), manifest);
    const [wanted] = spec.platforms;
    if (wanted !== undefined && !isPlatform(config.platform, wanted)) {
      problems.push(`it is not of the platform ${wanted}`);
    }
    unpacked = await countLayers(world, request, parsed);
    const unpackedBytes = parsed.layers.reduce((sum, { digest }) => sum + (unpacked.get(digest) ?? 0), 0);
    const found = findLambdaProblems({ mediaType, manifest: parsed, config, unpackedBytes });
    problems.push(...found.problems);
    notices.push(...found.notices, ...findCommandNotices(config));
  }
  for (const notice of notices) world.log.warning(`${spec.name}: ${notice}`);
  return {
    refusal:
      problems.length === 0
        ? undefined
        : `it is in the registry and cannot run on Lambda, so no tag was moved to it: ${problems.join("; ")}`,
    unpacked,
  };
}

function isPlatform(found: Parameters<typeof isSamePlatform>[0] | undefined, wanted: Platform): boolean {
  return found !== undefined && isSamePlatform(found, splitPlatform(wanted));
}

/** Each layer is counted once in its life: what records know is not read again. */
async function countLayers(
  world: World,
  { store, trigger, image, repository }: GuardRequest,
  { layers }: Extract<Manifest, { kind: "image" }>,
): Promise<ReadonlyMap<string, number>> {
  const own = recordTag(trigger, image.decision.fingerprint);
  const trusted = `record-${image.decision.fingerprint.slice(0, 20)}`;
  const tags = [...new Set([own, trusted])];
  const known = new Map<string, number>();
  const [record, last] = await Promise.all([
    readQuietly(world, store, image.spec.name, repository, tags),
    readQuietly(world, store, image.spec.name, repository, lastRecordTags(trigger)),
  ]);
  for (const layer of [...(last?.layers ?? []), ...(record?.layers ?? [])]) {
    if (layer.unpackedBytes !== undefined) known.set(layer.digest, layer.unpackedBytes);
  }
  const counted = new Map<string, number>();
  const fresh = layers.filter(({ digest, mediaType }) => !known.has(digest) && /gzip$/.test(mediaType));
  const started = world.clock.now();
  await Promise.all(
    [...new Map(fresh.map((layer) => [layer.digest, layer])).values()].map(async (layer) => {
      counted.set(layer.digest, await store.registry.countUnpacked(store.pathOf(repository), layer));
    }),
  );
  if (counted.size > 0) {
    const seconds = ((world.clock.now() - started) / 1000).toFixed(1);
    world.log.debug(`${image.spec.name}: ${counted.size} layers counted in ${seconds} s`);
  }
  const all = new Map([...known, ...counted]);
  if (record !== undefined && counted.size > 0) await remember(world, store, repository, own, record, all);
  return all;
}

export function withUnpacked(
  layers: readonly LayerSize[],
  unpacked: ReadonlyMap<string, number>,
): readonly LayerSize[] {
  return layers.map((layer) => {
    const bytes = unpacked.get(layer.digest);
    return bytes === undefined ? layer : { ...layer, unpackedBytes: bytes };
  });
}

/** A reused image's record gets what was counted now, so that the next run does not count again. */
async function remember(
  world: World,
  store: ImageStore,
  repository: string,
  tag: string,
  record: BuildRecord,
  unpacked: ReadonlyMap<string, number>,
): Promise<void> {
  const layers = withUnpacked(record.layers ?? [], unpacked);
  try {
    await writeRecord(store, repository, [tag], { ...record, layers });
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    world.log.debug(`${record.image}: its layers' sizes were not kept: ${error.message}`);
  }
}

async function readQuietly(
  world: World,
  store: ImageStore,
  name: ImageName,
  repository: string,
  tags: readonly string[],
): Promise<BuildRecord | undefined> {
  try {
    return await readRecord(store, repository, tags);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    world.log.debug(`${name}: no record of its layers: ${error.message}`);
    return undefined;
  }
}
