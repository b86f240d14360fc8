/** Whether what was pushed, or is reused, can run where its images file says: asked before any tag moves. */
import type { FoundManifest, ImageName, LayerSize, PlannedImage, Platform, Trigger } from "../model.ts";
import { readImage } from "../registry/facts.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { type Manifest, parseManifest } from "../registry/manifest.ts";
import { isSamePlatform, splitPlatform } from "../registry/platforms.ts";
import { type BuildRecord, lastRecordTags, readRecord, recordTag, writeRecord } from "../registry/record.ts";
import { RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import { findCommandProblems, findLambdaProblems, LAMBDA_LIMIT, NEAR_LIMIT } from "./lambda-rules.ts";
import { addBounds, type Bounds, boundsOf, TRAILER_BYTES } from "./layer-bounds.ts";

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
    const counted = await countLayers(world, request, parsed);
    unpacked = counted.exact;
    const unpackedBytes = parsed.layers.reduce(
      (sum, { digest }) => sum + (counted.least.get(digest) ?? 0),
      0,
    );
    for (const found of [
      findLambdaProblems({ mediaType, manifest: parsed, config, unpackedBytes }),
      findCommandProblems(config, spec.parameter !== undefined),
    ]) {
      problems.push(...found.problems);
      notices.push(...found.notices);
    }
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

/**
 * Each layer is counted once in its life, by its end where that tells, else, where it matters, by reading it whole:
 * what records know is not asked again. A layer without a number cannot bring the image to the warning.
 */
async function countLayers(
  world: World,
  { store, trigger, image, repository }: GuardRequest,
  { layers }: Extract<Manifest, { kind: "image" }>,
): Promise<{ readonly exact: ReadonlyMap<string, number>; readonly least: ReadonlyMap<string, number> }> {
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
  const path = store.pathOf(repository);
  const counted = new Map<string, number>();
  const fresh = layers.filter(({ digest, mediaType }) => !known.has(digest) && /gzip$/.test(mediaType));
  const bounds = new Map<string, Bounds>(
    await Promise.all(
      fresh.map(async (layer) => {
        const end = await store.registry.getBlobEnd(path, layer, TRAILER_BYTES);
        return [layer.digest, boundsOf(layer.size, end)] as const;
      }),
    ),
  );
  const started = world.clock.now();
  // The most doubtful first: often one layer settles it.
  const doubtful = [...bounds].sort(([, a], [, b]) => b.most - b.least - (a.most - a.least));
  for (const [digest, { least, most }] of doubtful) {
    const layer = fresh.find((one) => one.digest === digest);
    if (layer === undefined) continue;
    const all = addBounds([...[...known.values()].map(exactly), ...bounds.values()]);
    if (least !== most && (all.most < NEAR_LIMIT || all.least > LAMBDA_LIMIT)) continue;
    const bytes = least === most ? least : await store.registry.countUnpacked(path, layer);
    bounds.set(digest, exactly(bytes));
    counted.set(digest, bytes);
  }
  if (counted.size > 0) {
    const seconds = ((world.clock.now() - started) / 1000).toFixed(1);
    world.log.debug(`${image.spec.name}: ${counted.size} layers counted in ${seconds} s`);
  }
  const all = new Map([...known, ...counted]);
  if (record !== undefined && counted.size > 0) await remember(world, store, repository, own, record, all);
  const least = [...bounds].map(([digest, { least: bytes }]) => [digest, bytes] as const);
  return { exact: all, least: new Map([...least, ...all]) };
}

function exactly(bytes: number): Bounds {
  return { least: bytes, most: bytes };
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
