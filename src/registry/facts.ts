/** What an image in a registry is: its labels, its size, and which wanted platforms it lacks. */
import type { Digest, LayerSize, Platform } from "../model.ts";
import { type ImageConfig, LARGEST_CONFIG_BYTES, parseImageConfig } from "./image-config.ts";
import type { ImageFacts } from "./image-store.ts";
import { parentsLabel, parseMapLabel } from "./labels.ts";
import { type Descriptor, type FoundManifest, parseManifest } from "./manifest.ts";
import type { OciRegistry } from "./oci.ts";
import { isSamePlatform, splitPlatform } from "./platforms.ts";
import { RegistryError } from "./registry-error.ts";

/** One image manifest with its config read. */
export interface ReadImage {
  readonly digest: Digest;
  readonly config: ImageConfig;
  readonly layers: readonly Descriptor[];
}

type Reader = Pick<OciRegistry, "host" | "getManifest" | "getBlob">;

/** Reads the configs of the wanted platforms. Throws `RegistryError`, kind `unexpected` where parts of the image are gone. */
export async function readImageFacts(
  registry: Reader,
  path: string,
  manifest: FoundManifest,
  platforms: readonly Platform[],
): Promise<ImageFacts> {
  const images = await Promise.all(
    platforms.map(async (platform) => readPlatform(registry, path, manifest, platform)),
  );
  const found = images.filter((image) => image !== undefined);
  const sizes = new Map(found.flatMap((image) => image.layers.map((layer) => [layer.digest, layer.size])));
  return {
    labels: commonLabels(found.map((image) => image.config.labels)),
    missingPlatforms: platforms.filter((_, index) => images[index] === undefined),
    layers: layersOf(found[0]),
    sizeBytes: [...sizes.values()].reduce((sum, size) => sum + size, 0),
  };
}

/** Reads the config behind an image manifest. Throws `RegistryError`, kind `unexpected`: not an image, or not whole. */
export async function readImage(registry: Reader, path: string, manifest: FoundManifest): Promise<ReadImage> {
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed?.kind !== "image") throw broken(registry, path, manifest.digest, "is no image manifest");
  const bytes = await registry.getBlob(path, parsed.config.digest, LARGEST_CONFIG_BYTES);
  const config = bytes === undefined ? undefined : parseImageConfig(bytes);
  if (config === undefined) throw broken(registry, path, manifest.digest, "has lost its config");
  return { digest: manifest.digest, config, layers: parsed.layers };
}

/** Reads a part of an index. Throws `RegistryError`, kind `unexpected` where it is gone. */
export async function readPart(registry: Reader, path: string, digest: Digest): Promise<FoundManifest> {
  const part = await registry.getManifest(path, digest);
  if (part.kind === "absent") throw broken(registry, path, digest, "is named by an index and not there");
  return part.manifest;
}

async function readPlatform(
  registry: Reader,
  path: string,
  manifest: FoundManifest,
  platform: Platform,
): Promise<ReadImage | undefined> {
  const wanted = splitPlatform(platform);
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed?.kind === "index") {
    // Exactly the wanted platform: an older variant that would run here too is not what was asked for.
    const entry = parsed.entries.find((one) => one.platform && isSamePlatform(one.platform, wanted));
    return entry && readImage(registry, path, await readPart(registry, path, entry.digest));
  }
  const image = await readImage(registry, path, manifest);
  return image.config.platform && isSamePlatform(image.config.platform, wanted) ? image : undefined;
}

/** An image whose history does not fit its layers tells no instructions. */
function layersOf(image: ReadImage | undefined): readonly LayerSize[] {
  if (image === undefined) return [];
  const { layerInstructions } = image.config;
  const fits = layerInstructions.length === image.layers.length;
  return image.layers.map(({ digest, size }, index) => ({
    digest,
    bytes: size,
    instruction: (fits ? layerInstructions[index] : "") || undefined,
  }));
}

function commonLabels(all: readonly ReadonlyMap<string, string>[]): ReadonlyMap<string, string> {
  const [first = new Map<string, string>(), ...others] = all;
  const common = new Map(
    [...first].filter(([name, value]) => others.every((labels) => labels.get(name) === value)),
  );
  if (first.has(parentsLabel) && !common.has(parentsLabel)) common.set(parentsLabel, joinParents(all));
  return common;
}

/** Platforms that were built apart have bases of their own: all of their digests, by comma, "" where one has none. */
function joinParents(all: readonly ReadonlyMap<string, string>[]): string {
  const maps = all.map((labels) => parseMapLabel(labels.get(parentsLabel)));
  const names = new Set(maps.flatMap((map) => [...map.keys()]));
  return JSON.stringify(
    Object.fromEntries([...names].map((name) => [name, maps.map((map) => map.get(name) ?? "").join(",")])),
  );
}

function broken(registry: Reader, path: string, digest: Digest, what: string): RegistryError {
  return new RegistryError(
    "unexpected",
    `${registry.host}/${path}@${digest} ${what}; build the image again (input rebuild)`,
  );
}
