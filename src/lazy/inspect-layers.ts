/** Looks at layers in a registry: what their indexes tell and, where they may be by anybody, what their tars tell. */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { createLimit } from "../registry/limit.ts";
import type { Descriptor } from "../registry/manifest.ts";
import type { OciRegistry } from "../registry/oci.ts";
import { readToc } from "./read-toc.ts";
import { scanTar, type TarFault } from "./scan-tar.ts";
import { findTocDifference } from "./toc-differences.ts";

/** An index is some megabytes, and ten times that unpacked. */
const AT_ONCE = 2;

export interface LayerSource {
  readonly registry: OciRegistry;
  readonly path: string;
}

/** By their indexes alone; layers that are not in eStargz have none, and are pulled. Throws where one cannot be read. */
export async function inspectIndexes(
  { registry, path }: LayerSource,
  layers: readonly Descriptor[],
): Promise<string | undefined> {
  const limit = createLimit(AT_ONCE);
  const found = await Promise.all(
    layers
      .filter(({ toc }) => toc !== undefined)
      .map((layer) => limit(async () => findTocDifference(await readToc(registry, path, layer)))),
  );
  return found.find((one) => one !== undefined);
}

/** By their tars: each is read whole, one after the other. Throws where one cannot be read. */
export async function inspectTars(
  { registry, path }: LayerSource,
  layers: readonly Descriptor[],
): Promise<TarFault | undefined> {
  for (const layer of layers) {
    if (layer.toc === undefined) continue;
    const fault = await registry.readBlob(path, layer, scanGzip);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

async function scanGzip(bytes: ReadableStream<Uint8Array>): Promise<TarFault | undefined> {
  let fault: TarFault | undefined;
  await pipeline(
    Readable.from(bytes, { objectMode: false }),
    createGunzip({ chunkSize: 1024 ** 2 }),
    async (source: AsyncIterable<Buffer>) => {
      fault = await scanTar(source);
      // To the end, so that a layer that broke off is not taken for a whole one.
      for await (const _ of source);
    },
  );
  return fault;
}
