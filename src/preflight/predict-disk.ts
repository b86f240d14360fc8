/** How much disk builds take while they last. Pure. */
import type { ImageName } from "../model.ts";

/** Unpacked, a layer has about three times its compressed size; the compressed one lies beside it until it is pushed. */
const DISK_FOR_ONE_BYTE = 4;

export interface SizedImage {
  readonly name: ImageName;
  /** Compressed; `undefined`: nobody knows. */
  readonly bytes: number | undefined;
  /** Bases that are built in this run too: their layers are there already. */
  readonly parents: readonly ImageName[];
}

export interface PredictedDisk {
  readonly totalBytes: number;
  readonly largestBytes: number;
}

/** A lower bound where some sizes are unknown; `undefined`: all are. */
export function predictDisk(images: readonly SizedImage[]): PredictedDisk | undefined {
  const sizes = new Map(images.map(({ name, bytes }) => [name, bytes]));
  const own = images.flatMap(({ bytes, parents }) => {
    if (bytes === undefined) return [];
    const shared = parents.reduce((sum, parent) => sum + (sizes.get(parent) ?? 0), 0);
    return [Math.max(0, bytes - shared) * DISK_FOR_ONE_BYTE];
  });
  if (own.length === 0) return undefined;
  return { totalBytes: own.reduce((sum, one) => sum + one, 0), largestBytes: Math.max(...own) };
}
