/** What the layers of an image's build come from: bases, which may be by anybody, and images of ours. */
import type { LazyOrigins } from "../cache/judge-cache.ts";
import { findExactLayers } from "../lazy/cache-layers.ts";
import type { PlannedImage, Platform } from "../model.ts";
import { type Descriptor, parseManifest } from "../registry/manifest.ts";
import { parseReference } from "../registry/reference.ts";
import type { BuildRequest } from "./arguments.ts";
import { planned, type Site } from "./site.ts";

/** For a build that writes its caches in eStargz, or has to remember why it does not. */
export function findOrigins(site: Site, image: PlannedImage, request: BuildRequest): LazyOrigins | undefined {
  const { world, plan, options } = site;
  const mode = options.lazy.get(image.spec.name);
  const before = mode?.kind === "plain" ? mode.differs : undefined;
  const isWritten = request.isLazy === true && request.isOnDemand !== true;
  if (options.caches.kind !== "registry" || !(isWritten || before !== undefined)) return undefined;
  return {
    before,
    exact: findExactLayers(world, options.caches, plan.trigger, [image, ...parentsOf(site, image)]),
    countForeign: async (platform) => {
      const counts = await Promise.all([
        ...externalBases(image).map(
          async (base) => (await options.baseLayers(base, platform))?.length ?? Number.POSITIVE_INFINITY,
        ),
        ...parentImages(request).map(
          async (location) => (await readLocation(site, location))?.length ?? Number.POSITIVE_INFINITY,
        ),
      ]);
      return Math.max(0, ...counts);
    },
  };
}

/** Their caches hold layers that its build reads. */
export function parentsOf({ plan }: Site, image: PlannedImage): readonly PlannedImage[] {
  return image.parents.map(({ parent }) => planned(plan, parent));
}

/** References of images that are not of this run. */
export function externalBases({ spec, inputs }: PlannedImage): readonly string[] {
  const contexts = [...spec.contexts.values()];
  return [
    ...new Set([
      ...inputs.bases.keys(),
      ...contexts.flatMap((context) => (context.kind === "reference" ? [context.reference] : [])),
    ]),
  ];
}

/** Images of this run that it is built on, as they lie in the registry. */
export function parentImages({ parentContexts }: BuildRequest): readonly string[] {
  const prefix = "docker-image://";
  return [...parentContexts.values()].flatMap((location) =>
    location.startsWith(prefix) ? [location.slice(prefix.length)] : [],
  );
}

/** All layers of an image of the target registry, whatever platform; `undefined`: it is not there. Throws RegistryError. */
export async function readLocation(
  { options: { store } }: Site,
  location: string,
): Promise<readonly Descriptor[] | undefined> {
  const reference = parseReference(location);
  const name = reference?.digest ?? reference?.tag;
  if (store === undefined || reference === undefined || name === undefined) return undefined;
  const read = async (digest: string): Promise<readonly Descriptor[] | undefined> => {
    const found = await store.registry.getManifest(reference.repository, digest);
    if (found.kind !== "found") return undefined;
    const parsed = parseManifest(found.manifest.bytes, found.manifest.mediaType);
    if (parsed?.kind === "image") return parsed.layers;
    if (parsed === undefined) return undefined;
    const parts = parsed.entries.filter(({ platform }) => platform !== undefined);
    const layers = await Promise.all(parts.map((part) => read(part.digest)));
    return layers.every((one) => one !== undefined) ? layers.flat() : undefined;
  };
  return read(name);
}

/** Of all platforms of a base; `undefined`: its registry does not tell. Never throws. */
export async function readBase(
  { options }: Site,
  reference: string,
  platforms: readonly Platform[],
): Promise<readonly Descriptor[] | undefined> {
  const found = await Promise.all(platforms.map((platform) => options.baseLayers(reference, platform)));
  return found.every((one) => one !== undefined) ? found.flat() : undefined;
}
