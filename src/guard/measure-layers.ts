/** How large an image's layers are unpacked, by as little reading as tells it. */
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Blobs } from "../registry/blobs.ts";
import type { Descriptor } from "../registry/manifest.ts";
import { LAMBDA_LIMIT } from "./lambda-rules.ts";
import { addBounds, type Bounds, boundsOf, TRAILER_BYTES } from "./layer-bounds.ts";

/** Below this nobody needs the exact number. */
const DANGER = 8 * 1024 ** 3;

/** Whole layers are read only where their ends leave open whether they fit. Throws RegistryError. */
export async function measureLayers(
  blobs: Pick<Blobs, "getBlobEnd" | "openBlob">,
  path: string,
  layers: readonly Descriptor[],
): Promise<Bounds> {
  const bounds = await Promise.all(
    layers.map(async ({ digest, size }) =>
      boundsOf(size, await blobs.getBlobEnd(path, { digest, size }, TRAILER_BYTES)),
    ),
  );
  // The most doubtful first: often one layer settles it.
  const open = layers
    .map((layer, index) => ({ layer, index }))
    .sort((a, b) => doubt(bounds[b.index]) - doubt(bounds[a.index]));
  for (const { layer, index } of open) {
    const { least, most } = addBounds(bounds);
    if (most < DANGER || least > LAMBDA_LIMIT || doubt(bounds[index]) === 0) break;
    const bytes = await countUnpacked(blobs, path, layer);
    bounds[index] = { least: bytes, most: bytes };
  }
  return addBounds(bounds);
}

function doubt(bounds: Bounds | undefined): number {
  return bounds === undefined ? 0 : bounds.most - bounds.least;
}

/** Stops past the limit: more is too much in any case. */
async function countUnpacked(
  blobs: Pick<Blobs, "openBlob">,
  path: string,
  layer: Descriptor,
): Promise<number> {
  let bytes = 0;
  const enough = new AbortController();
  try {
    await pipeline(
      await blobs.openBlob(path, layer),
      createGunzip({ chunkSize: 1024 * 1024 }),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          bytes += chunk.length;
          if (bytes > LAMBDA_LIMIT) enough.abort();
        }
      },
      { signal: enough.signal },
    );
  } catch (error) {
    if (!enough.signal.aborted) throw error;
  }
  return bytes;
}
