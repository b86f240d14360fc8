/** Where saved cache mounts lie in the cache repository: an image per image, platform and scope. */
import { annotationsOf, withAnnotations } from "../registry/annotations.ts";
import type { FoundManifest } from "../registry/manifest.ts";
import type { LayerCaches } from "./layer-caches.ts";

export type MountShelf = Extract<LayerCaches, { kind: "registry" }>;

const KEYS = "io.ml-image-build.mounts";
const STEPS = "io.ml-image-build.mount-steps";

export interface SavedMounts {
  readonly tag: string;
  readonly keys: readonly string[];
  /** Hash over all that the steps which use the mounts read, when they last ran. */
  readonly steps: string;
  /** As a build context. */
  readonly context: string;
  readonly manifest: FoundManifest;
}

/** The first of the tags that exists. */
export async function findSaved(
  { store, repository }: MountShelf,
  tags: readonly string[],
): Promise<SavedMounts | undefined> {
  for (const tag of tags) {
    const lookup = await store.registry.getManifest(store.pathOf(repository), tag);
    if (lookup.kind !== "found") continue;
    const { manifest } = lookup;
    const annotations = annotationsOf(manifest.bytes);
    const keys = (annotations.get(KEYS) ?? "").split(",").filter((key) => /^[0-9a-f]{16}$/.test(key));
    if (keys.length === 0) continue;
    const context = `docker-image://${store.uriOf(repository, manifest.digest)}`;
    return { tag, keys, steps: annotations.get(STEPS) ?? "", context, manifest };
  }
  return undefined;
}

/** What the saved image is to say of itself. */
export function describeSaved(keys: readonly string[], steps: string): ReadonlyMap<string, string> {
  return new Map([
    [KEYS, keys.join(",")],
    [STEPS, steps],
  ]);
}

/** The same content under another hash of its steps: some hundred bytes. */
export async function renote(
  { store, repository }: MountShelf,
  tag: string,
  { manifest, keys }: SavedMounts,
  steps: string,
): Promise<void> {
  const bytes = withAnnotations(manifest.bytes, describeSaved(keys, steps));
  await store.registry.putManifest(store.pathOf(repository), tag, {
    mediaType: manifest.mediaType,
    bytes,
  });
}
