/** That an image comes out as a plain build makes it, before and after it was built of layers that are read on demand. */
import { describeError } from "../errors.ts";
import { findCacheLayers, findExactLayers } from "../lazy/cache-layers.ts";
import { inspectIndexes } from "../lazy/inspect-layers.ts";
import type { Digest, PlannedImage } from "../model.ts";
import type { Descriptor } from "../registry/manifest.ts";
import { parseReference } from "../registry/reference.ts";
import type { BuildRequest } from "./arguments.ts";
import { externalBases, parentImages, parentsOf, readBase, readLocation } from "./lazy-origins.ts";
import type { Site } from "./site.ts";

export type Readable =
  /** `caches`: by their digests, as they were looked at; whoever writes them now writes others. */
  | { readonly kind: "yes"; readonly caches: readonly string[]; readonly exact: ReadonlySet<string> }
  | { readonly kind: "no"; readonly because: string };

/** Never throws: what nobody can tell is a no. */
export async function checkReadable(
  site: Site,
  image: PlannedImage,
  request: BuildRequest,
): Promise<Readable> {
  const { world, plan, options } = site;
  const { caches } = options;
  if (caches.kind !== "registry") return { kind: "no", because: "there is no cache in a registry" };
  try {
    const [own, ofParents, ...bases] = await Promise.all([
      findCacheLayers(world, caches, plan.trigger, image),
      findExactLayers(world, caches, plan.trigger, parentsOf(site, image)),
      ...externalBases(image).map(async (base) => ({
        base,
        layers: await readBase(site, base, image.spec.platforms),
      })),
    ]);
    if (own === undefined || own.state.kind !== "exact")
      return { kind: "no", because: "its caches are others than when this run began" };
    const exact = new Set([...own.exact, ...ofParents]);
    const because = findForeignBase(bases, exact) ?? (await findOtherParent(site, request, exact));
    if (because !== undefined) return { kind: "no", because };
    const { store, repository } = caches;
    return { kind: "yes", exact, caches: own.digests.map((digest) => store.uriOf(repository, digest)) };
  } catch (error) {
    return { kind: "no", because: describeError(error) };
  }
}

/** A base that is in eStargz without our doing: what lies in its tars, only reading all of them would tell. */
function findForeignBase(
  bases: readonly { readonly base: string; readonly layers: readonly Descriptor[] | undefined }[],
  exact: ReadonlySet<string>,
): string | undefined {
  for (const { base, layers } of bases) {
    if (layers === undefined) return `what layers ${base} has is not known`;
    if (layers.some(({ toc, digest }) => toc !== undefined && !exact.has(digest)))
      return `${base} comes in eStargz, and nobody has looked at its layers`;
  }
  return undefined;
}

/** Images of this run: what is new in them was written by BuildKit, but for what they are built on. */
async function findOtherParent(
  site: Site,
  request: BuildRequest,
  exact: ReadonlySet<string>,
): Promise<string | undefined> {
  const found = await Promise.all(
    parentImages(request).map(async (location) => {
      const layers = await readLocation(site, location);
      const [bottom] = layers ?? [];
      if (layers === undefined || bottom === undefined) return `what layers ${location} has is not known`;
      if (bottom.toc !== undefined && !exact.has(bottom.digest))
        return `nobody has looked at the layers that ${location} is built on`;
      return inspectLocation(site, location, exact);
    }),
  );
  return found.find((one) => one !== undefined);
}

/**
 * What was built of layers that are read on demand: times that the snapshotter gives to what has none (the root of a
 * stage, which no layer holds, and which `COPY --from=stage /` copies) are seen in the new layers. Never throws.
 */
export async function findNewDifference(
  site: Site,
  repository: string,
  digest: Digest,
  exact: ReadonlySet<string>,
): Promise<NewDifference | undefined> {
  const { store } = site.options;
  if (store === undefined) return undefined;
  try {
    const because = await inspectLocation(site, store.uriOf(repository, digest), exact);
    return because === undefined ? undefined : { because, isSeen: true };
  } catch (error) {
    return { because: `its new layers cannot be looked at: ${describeError(error)}`, isSeen: false };
  }
}

export interface NewDifference {
  readonly because: string;
  /** `false`: nobody could look, and the next build may be able to. */
  readonly isSeen: boolean;
}

/** Throws where nobody can tell. */
async function inspectLocation(
  site: Site,
  location: string,
  exact: ReadonlySet<string>,
): Promise<string | undefined> {
  const { store } = site.options;
  const path = parseReference(location)?.repository;
  const layers = await readLocation(site, location);
  if (store === undefined || path === undefined || layers === undefined)
    throw new Error(`the layers of ${location} are not there`);
  const unknown = layers.filter((layer) => !exact.has(layer.digest));
  return inspectIndexes({ registry: store.registry, path }, unknown);
}
