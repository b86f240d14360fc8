/** Labels that every image carries; a reuse is proven by them. */

/** All 64 hex digits of the image's fingerprint; checked before an image is reused. */
export const fingerprintLabel = "io.ml-image-build.fingerprint";
/** JSON object: a base of this repository → its digest when this image was built. */
export const parentsLabel = "io.ml-image-build.parents";
/** JSON object: an external base → the digests it resolved to when this image was built. */
export const basesLabel = "io.ml-image-build.bases";

/** A label that holds a JSON object of texts; anything else counts as empty. */
export function parseMapLabel(text: string | undefined): ReadonlyMap<string, string> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    if (typeof value !== "object" || value === null) return new Map();
    return new Map(
      Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  } catch {
    return new Map();
  }
}
