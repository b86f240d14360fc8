/** What the layer caches of an image consist of, as their manifests in the registry say. */
import { type CacheRepository, nameReads } from "../cache/layer-caches.ts";
import { describeError } from "../errors.ts";
import type { PlannedImage, Trigger } from "../model.ts";
import { numberAt, objectAt, objectsAt, parseJsonObject, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";
import type { CacheLayers } from "./decide-lazy.ts";

/** On every eStargz layer: BuildKit finds the layer's index by it. */
const TOC = "containerd.io/snapshot/stargz/toc.digest";

export interface FoundLayer {
  readonly digest: string;
  readonly size: number;
  readonly isLazy: boolean;
}

/** Of all caches that the image's build reads; `undefined`: there is none. Never throws. */
export async function readCacheLayers(
  world: World,
  { store, repository }: CacheRepository,
  trigger: Trigger,
  { spec }: PlannedImage,
): Promise<CacheLayers | undefined> {
  const tags = spec.platforms.flatMap((platform) => nameReads(trigger, spec.name, platform));
  try {
    const found = await store.find(repository, tags);
    if (found.size === 0) return undefined;
    return sumLayers([...found.values()].flatMap(({ bytes }) => listLayers(bytes)));
  } catch (error) {
    world.log.debug(`${spec.name}: its caches were not looked at: ${describeError(error)}`);
    return undefined;
  }
}

/** A cache's layers; none where it is no image manifest. */
export function listLayers(manifest: Uint8Array): readonly FoundLayer[] {
  return objectsAt(parseJsonObject(manifest), "layers").map((layer) => ({
    digest: stringAt(layer, "digest") ?? "",
    size: numberAt(layer, "size") ?? 0,
    isLazy: stringAt(objectAt(layer, "annotations"), TOC) !== undefined,
  }));
}

/** Each layer once. */
export function sumLayers(layers: readonly FoundLayer[]): CacheLayers {
  const unique = [...new Map(layers.map((layer) => [layer.digest, layer])).values()];
  const sum = (isLazy: boolean): number =>
    unique.filter((layer) => layer.isLazy === isLazy).reduce((total, { size }) => total + size, 0);
  return { lazy: sum(true), plain: sum(false) };
}
