/** Copying an image between two repositories of one registry: what a manifest names must be there before it. */
import type { Blobs } from "./blobs.ts";
import { type Descriptor, type FoundManifest, parseManifest } from "./manifest.ts";
import type { Manifests } from "./manifests.ts";
import { RegistryError } from "./registry-error.ts";

/** An index of indexes is allowed by the specification; a deep one is not an image. */
const DEEPEST = 3;

type Parts = Pick<Manifests, "getManifest" | "putManifest"> & Pick<Blobs, "transferBlob">;

/**
 * Copies everything that a manifest names, but not the manifest: whoever writes it gives it its tag.
 * Throws `RegistryError`; what was copied before a failure stays, and makes the next try shorter.
 */
export function copyContent(
  registry: Parts,
  fromPath: string,
  toPath: string,
  manifest: FoundManifest,
): Promise<void> {
  return copyParts(registry, fromPath, toPath, manifest, DEEPEST);
}

async function copyParts(
  registry: Parts,
  fromPath: string,
  toPath: string,
  manifest: FoundManifest,
  depth: number,
): Promise<void> {
  const parsed = depth > 0 ? parseManifest(manifest.bytes, manifest.mediaType) : undefined;
  if (parsed === undefined) {
    throw new RegistryError("unexpected", `${fromPath}@${manifest.digest} is no image that can be copied`);
  }
  if (parsed.kind === "image") {
    const blobs = [...new Map([parsed.config, ...parsed.layers].map((blob) => [blob.digest, blob])).values()];
    await Promise.all(
      blobs.filter(isInRegistry).map((blob) => registry.transferBlob(fromPath, toPath, blob)),
    );
    return;
  }
  for (const entry of parsed.entries) {
    const child = await registry.getManifest(fromPath, entry.digest);
    if (child.kind === "absent") {
      throw new RegistryError(
        "unexpected",
        `${fromPath}@${manifest.digest}: its part ${entry.digest} is not in the registry any more; ` +
          "build the image again (input rebuild)",
      );
    }
    await copyParts(registry, fromPath, toPath, child.manifest, depth - 1);
    await registry.putManifest(toPath, entry.digest, child.manifest);
  }
}

/** Layers of Windows bases may lie at Microsoft's servers only; registries do not ask for them. */
function isInRegistry(blob: Descriptor): boolean {
  return !/foreign|nondistributable/.test(blob.mediaType);
}
