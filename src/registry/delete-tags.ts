/** Removes tags over the registry's own interface, without touching what another tag needs. */
import type { OciRegistry } from "./oci.ts";

export interface Deletion {
  readonly removed: readonly string[];
  readonly kept: readonly { readonly tag: string; readonly because: string }[];
}

const REFUSED = "this registry allows no deletes: remove them by its own means, or let it expire them";

/**
 * `all`: every tag of the repository. By the specification a tag can be deleted alone; some registries take digests
 * only, and some take all tags of the image away. So an image that another tag has too is left as it is.
 */
export async function deleteOciTags(
  registry: OciRegistry,
  path: string,
  tags: readonly string[],
  all: readonly string[],
): Promise<Deletion> {
  const removed: string[] = [];
  const kept: { tag: string; because: string }[] = [];
  if (tags.length === 0) return { removed, kept };
  const digestOf = async (tag: string) => (await registry.headManifest(path, tag))?.digest;
  const others = all.filter((tag) => !tags.includes(tag));
  const digests = await Promise.all(others.map(digestOf));
  const needed = new Map(digests.map((digest, index) => [digest, others[index]]));
  for (const tag of tags) {
    const digest = await digestOf(tag);
    const holder = digest === undefined ? undefined : needed.get(digest);
    if (digest === undefined) removed.push(tag);
    else if (holder !== undefined) kept.push({ tag, because: `${holder} is the same image` });
    else if ((await registry.deleteManifest(path, tag)) !== "unsupported") removed.push(tag);
    else if ((await registry.deleteManifest(path, digest)) !== "unsupported") removed.push(tag);
    else kept.push({ tag, because: REFUSED });
  }
  return { removed, kept };
}
