import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { boundsOf, TRAILER_BYTES } from "../../../src/guard/layer-bounds.ts";

const GIB = 2 ** 30;
const trailer = (bytes: number, extra = ""): Buffer => {
  const end = Buffer.alloc(TRAILER_BYTES);
  end.write(extra);
  end.writeUInt32LE(bytes % (4 * GIB), TRAILER_BYTES - 4);
  return end;
};

describe("a gzip layer's unpacked size", () => {
  test.each([
    ["text", Buffer.from("ab".repeat(100_000))],
    ["noise", randomBytes(300_000)],
    ["nothing", Buffer.alloc(0)],
    ["zeros", Buffer.alloc(3_000_000)],
  ])("%s, as gzip writes it", (_, bytes) => {
    const packed = gzipSync(bytes);
    const { least, most } = boundsOf(packed.length, packed.subarray(-TRAILER_BYTES));
    expect(least).toBeLessThanOrEqual(bytes.length);
    expect(most).toBeGreaterThanOrEqual(bytes.length);
  });

  test.each([
    ["600 MB of 1.6 GB", 600e6, trailer(1.6e9), 1.6e9, 1.6e9],
    ["2 GB of 5 GB: 5, 9.3 or 13.6", 2e9, trailer(5e9), 5e9, 5e9 + 8 * GIB],
    ["2 GB of 1 GB cannot be", 2e9, trailer(1e9), 1e9 + 4 * GIB, 1e9 + 12 * GIB],
    ["eStargz tells only its last member", 1e9, trailer(0, "STARGZ"), 0.99e9, 8e9],
    ["no trailer", 1e9, undefined, 0.99e9, 8e9],
    ["9 MB of zeros", 9.4e6, trailer(9 * GIB), Math.floor(9.4e6 * 0.99), 9 * GIB],
  ])("%s", (_, size, end, least, most) => {
    expect(boundsOf(size, end)).toEqual({ least, most });
  });
});
