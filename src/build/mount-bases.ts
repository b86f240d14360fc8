/**
 * Layers of bases that another repository of the registry has already are made known in an image's own, so that its push
 * finds them there. BuildKit does this itself only for bases that it took from this same registry.
 */
import { describeError } from "../errors.ts";
import type { FoundManifest, PlannedImage } from "../model.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { parseManifest } from "../registry/manifest.ts";
import type { Site } from "./site.ts";

/** Layer digest → a repository of ours that has it. */
export type KnownLayers = Map<string, string>;

/** Tells once what the account's setting costs. `false`: the registry will not mount. Never throws. */
export async function askMounting({
  world,
  plan,
  publication,
}: Pick<Site, "world" | "plan" | "publication">): Promise<boolean> {
  const builds = [...plan.images.values()].filter(({ decision }) => decision.action === "build");
  if (publication === undefined || builds.length === 0) return false;
  try {
    if ((await publication.store.mountsBlobs()) !== false) return true;
    world.log.info(
      "ECR: this account's repositories share no layers, so a base that several images have is uploaded for each of them, and for the layer caches. " +
        "Once for the account and region: aws ecr put-account-setting --name BLOB_MOUNTING --value ENABLED",
    );
    return false;
  } catch (error) {
    world.log.debug(`whether the registry mounts layers is not known: ${describeError(error)}`);
    return true;
  }
}

/** Remembers the layers of an image that the registry has. Never throws. */
export async function noteLayers(
  { world, publication, layers }: Site,
  repository: string,
  manifest: FoundManifest,
): Promise<void> {
  if (publication === undefined) return;
  const { store } = publication;
  try {
    for (const one of await imagesOf(store, repository, manifest)) {
      const parsed = parseManifest(one.bytes, one.mediaType);
      for (const { digest } of parsed?.kind === "image" ? parsed.layers : []) layers.set(digest, repository);
    }
  } catch (error) {
    world.log.debug(`the layers of ${repository} were not read: ${describeError(error)}`);
  }
}

async function imagesOf(
  store: ImageStore,
  repository: string,
  manifest: FoundManifest,
): Promise<readonly FoundManifest[]> {
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed?.kind !== "index") return [manifest];
  const children = parsed.entries.filter(({ platform }) => platform !== undefined);
  const lookups = await Promise.all(
    children.map(({ digest }) => store.registry.getManifest(store.pathOf(repository), digest)),
  );
  return lookups.flatMap((lookup) => (lookup.kind === "found" ? [lookup.manifest] : []));
}

/** Before a push: what others have of the image's bases. Never throws; what is not mounted is uploaded. */
export async function mountBases(
  { world, publication, layers, mounting, options }: Site,
  { spec, inputs }: PlannedImage,
  repositories: readonly string[],
): Promise<void> {
  if (publication === undefined || layers.size === 0 || !(await mounting)) return;
  const { store } = publication;
  let count = 0;
  try {
    for (const reference of inputs.bases.keys()) {
      for (const platform of spec.platforms) {
        for (const { digest } of (await options.baseLayers(reference, platform)) ?? []) {
          const from = layers.get(digest);
          if (from === undefined) continue;
          for (const repository of repositories) {
            if (repository === from) continue;
            // One refusal is the registry's answer for all of them.
            const [source, target] = [store.pathOf(from), store.pathOf(repository)];
            if (!(await store.registry.mountBlob(source, target, digest))) return;
            count += 1;
          }
        }
      }
    }
    if (count > 0) world.log.debug(`${spec.name}: ${count} layers of its bases are in the registry already`);
  } catch (error) {
    world.log.debug(`${spec.name}: its bases' layers were not mounted: ${describeError(error)}`);
  }
}
