/** The image store on any OCI registry. The ECR stores are this one with some methods replaced. */
import type { RegistryTarget } from "../model.ts";
import { deleteOciTags } from "./delete-tags.ts";
import { readImageFacts } from "./facts.ts";
import type { ImageStore } from "./image-store.ts";
import type { FoundManifest } from "./manifest.ts";
import type { OciRegistry } from "./oci.ts";
import { isRegistryError } from "./registry-error.ts";

/** Wraps a registry client; `registry` must be open on `target.host`. */
export function createOciStore(target: RegistryTarget, registry: OciRegistry): ImageStore {
  const pathOf = (repository: string): string => target.prefix + repository;

  const tag: ImageStore["tag"] = async (repository, manifest, tag) => {
    const path = pathOf(repository);
    const pointsThere = async (): Promise<boolean> =>
      (await registry.headManifest(path, tag))?.digest === manifest.digest;
    // Registries with immutable tags refuse even the same digest (containers-roadmap#2380).
    if (await pointsThere()) return;
    try {
      await registry.putManifest(path, tag, manifest);
    } catch (error) {
      // Another leg of the same run may have written it in between.
      if (isRegistryError(error, "immutable") && (await pointsThere())) return;
      throw error;
    }
  };

  return {
    target,
    registry,
    pathOf,
    uriOf: (repository, digest) => `${target.host}/${pathOf(repository)}@${digest}`,
    referenceOf: (repository, tag) => `${target.host}/${pathOf(repository)}:${tag}`,

    async find(repository, tags) {
      const lookups = await Promise.all(
        tags.map(async (tag) => ({ tag, lookup: await registry.getManifest(pathOf(repository), tag) })),
      );
      const found = new Map<string, FoundManifest>();
      for (const { tag, lookup } of lookups) {
        if (lookup.kind === "found") found.set(tag, lookup.manifest);
      }
      return found;
    },

    labels: (repository, manifest, platforms) =>
      readImageFacts(registry, pathOf(repository), manifest, platforms),

    tag,

    async copy(fromRepository, toRepository, manifest, tagName) {
      await registry.copyContent(pathOf(fromRepository), pathOf(toRepository), manifest);
      await tag(toRepository, manifest, tagName);
    },

    // The specification has no such question; a refused push tells.
    isTagImmutable: () => Promise.resolve(false),

    listTags: (repository) => registry.listTags(pathOf(repository)),

    deleteTags: (repository, tags, all) => deleteOciTags(registry, pathOf(repository), tags, all),

    mountsBlobs: () => Promise.resolve(undefined),

    // Other registries make repositories when something is pushed, or in their own settings.
    ensureRepository: () => Promise.resolve(),
    // The user logged in; the private DOCKER_CONFIG has it from there.
    prepareLogin: () => Promise.resolve(),
  };
}
