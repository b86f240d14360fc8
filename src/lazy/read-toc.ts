/** Reads the index at a layer's end: some requests for parts of it. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type JsonObject, parseJsonObject } from "../registry/json.ts";
import { type Descriptor, digestOf } from "../registry/manifest.ts";
import type { OciRegistry } from "../registry/oci.ts";

/** gzip's header with a field of 26 bytes (`SG`, its length, 16 digits, `STARGZ`), and an empty body. */
const FOOTER_BYTES = 51;
const FIELD = /^SG..([0-9a-f]{16})STARGZ$/s;
/** Indexes of small layers come with it. */
const FIRST_READ = 64 * 1024;
/** A file is about 100 bytes of it, and 500 unpacked: half a million of them. */
const LARGEST_TOC = 64 * 1024 ** 2;
const LARGEST_JSON = 256 * 1024 ** 2;
const TAR_BLOCK = 512;

/** Throws where it cannot be read, is too large, or is not the one that the manifest names: then nobody can tell. */
export async function readToc(registry: OciRegistry, path: string, layer: Descriptor): Promise<JsonObject> {
  const { digest, size, toc } = layer;
  const from = Math.max(0, size - FIRST_READ);
  const end = await registry.readPart(path, digest, from, size - from);
  const start = findToc(end.subarray(-FOOTER_BYTES));
  const length = size - FOOTER_BYTES - (start ?? size);
  if (start === undefined || length <= 0 || length > LARGEST_TOC)
    throw new Error(`the index of ${digest} is not where it should be, or too large`);
  const packed =
    start >= from
      ? end.subarray(start - from, -FOOTER_BYTES)
      : await registry.readPart(path, digest, start, length);
  const tar = await promisify(gunzip)(packed, { maxOutputLength: LARGEST_JSON });
  const json = tar.subarray(TAR_BLOCK, TAR_BLOCK + Number.parseInt(tar.toString("latin1", 124, 135), 8));
  if (digestOf(json) !== toc)
    throw new Error(`the index of ${digest} is not the one that its manifest names`);
  const parsed = parseJsonObject(json);
  if (parsed === undefined) throw new Error(`the index of ${digest} is no JSON`);
  return parsed;
}

/** Where it begins. Pure. */
export function findToc(footer: Buffer): number | undefined {
  if (footer.length !== FOOTER_BYTES || footer.readUInt32BE(0) !== 0x1f8b0804) return undefined;
  const digits = FIELD.exec(footer.toString("latin1", 12, 38))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}
