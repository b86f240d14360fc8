/** Images of single platforms → one index that names them all. Pure. */
import type { FoundManifest, Platform } from "../model.ts";
import { objectsAt, parseJsonObject } from "../registry/json.ts";
import { digestOf, OCI_INDEX, parseManifest } from "../registry/manifest.ts";

export interface PlatformImage {
  readonly platform: Platform;
  /** An image manifest, or an index of one image and its attestations. */
  readonly manifest: FoundManifest;
}

/** The same parts in the same order make the same bytes. Throws for what is no image: a bug, or a broken registry. */
export function mergeIndex(parts: readonly PlatformImage[]): FoundManifest {
  const manifests = parts.flatMap(({ platform, manifest }) => {
    const parsed = parseManifest(manifest.bytes, manifest.mediaType);
    if (parsed === undefined) throw new Error(`${manifest.digest} is neither an image nor an index`);
    if (parsed.kind === "index") return objectsAt(parseJsonObject(manifest.bytes), "manifests");
    const [os, architecture, variant] = platform.split("/");
    return [
      {
        mediaType: manifest.mediaType,
        digest: manifest.digest,
        size: manifest.bytes.length,
        platform: { architecture, os, ...(variant === undefined ? {} : { variant }) },
      },
    ];
  });
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }, null, 2));
  return { digest: digestOf(bytes), mediaType: OCI_INDEX, bytes };
}
