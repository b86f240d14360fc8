/** How large a layer is when it is unpacked: counted, because gzip's own figure wraps at 4 GiB and knows one member only. */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import type { Descriptor } from "./manifest.ts";
import { TransientFailure } from "./retry.ts";

/** Bytes of the tar inside a gzip layer; throws TransientFailure where what came is not the layer, whole. */
export async function countUnpacked(blob: Descriptor, stream: ReadableStream<Uint8Array>): Promise<number> {
  const hash = createHash("sha256");
  let bytes = 0;
  const watch = async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of source) {
      hash.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(
      Readable.from(watch(stream), { objectMode: false }),
      createGunzip({ chunkSize: 1024 ** 2 }),
      async (source: AsyncIterable<Buffer>) => {
        for await (const chunk of source) bytes += chunk.length;
      },
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TransientFailure(`the layer ${blob.digest} cannot be unpacked: ${why}`, {
      kind: "unexpected",
      cause: error,
    });
  }
  if (`sha256:${hash.digest("hex")}` === blob.digest) return bytes;
  throw new TransientFailure(`the layer ${blob.digest} came damaged`, { kind: "unexpected" });
}
