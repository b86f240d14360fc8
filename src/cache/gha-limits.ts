/** Which images are too large for GitHub's cache. Pure. */
import type { ImageName } from "../model.ts";

export interface KnownSize {
  readonly name: ImageName;
  /** Compressed bytes of all platforms' layers; `undefined`: nobody knows. */
  readonly bytes: number | undefined;
  /** `its last build`, `its base images`. */
  readonly from: string;
}

/**
 * All of a repository's entries together have `limitGb` GB (10, unless it pays for more); beyond it GitHub removes the
 * oldest, so that images which do not fit together throw each other out in every run. In the given order, each image is
 * taken while it fits. Returns the reason for each that is not.
 */
export function refuseBeyondLimit(
  sizes: readonly KnownSize[],
  limitGb: number,
): ReadonlyMap<ImageName, string> {
  const refused = new Map<ImageName, string>();
  const limit = limitGb * 1e9;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
  let taken = 0;
  const within: string[] = [];
  for (const { name, bytes, from } of sizes) {
    if (bytes === undefined) continue;
    const place = `GitHub's cache has ${limitGb} GB for the whole repository (input github-cache-gb)`;
    const remedy = "cache: registry has no such limit";
    if (bytes > limit) {
      refused.set(name, `it has ${gigabytes(bytes)} (${from}), and ${place}; ${remedy}`);
    } else if (taken + bytes > limit) {
      refused.set(
        name,
        `it has ${gigabytes(bytes)} (${from}), ${within.join(", ")} ${gigabytes(taken)}, and ${place}; ${remedy}`,
      );
    } else {
      taken += bytes;
      within.push(name);
    }
  }
  return refused;
}
