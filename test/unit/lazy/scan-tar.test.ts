import { expect, test } from "vitest";
import { scanTar } from "../../../src/lazy/scan-tar.ts";
import { type TarFile, writeTar } from "../../support/write-tar.ts";

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const scan = (bytes: Buffer, size = 100_000) => scanTar(inPieces(bytes, size));

const usual: readonly TarFile[] = [
  { name: "d/", type: "5", mtime: 5 },
  { name: "d/a", body: "x".repeat(1_234), mtime: 5 },
  { name: `d/${"long".repeat(40)}`, body: "y", xattrs: { "security.capability": "\x01\0" } },
  { name: "d/l", type: "2", target: "z".repeat(150) },
  { name: "d/w", pax: { mtime: "1500000000.000", atime: "1.5", ctime: "2.5" } },
  { name: "d/e" },
];

test.each([1, 7, 512, 700, 1_000_000])("usual files, in pieces of %i", async (size) => {
  expect(await scan(writeTar(usual), size)).toBeUndefined();
});

test("what follows the archive's end is not looked at", async () => {
  expect(await scan(Buffer.concat([writeTar(usual), Buffer.from("an index")]))).toBeUndefined();
});

test.each<[string, TarFile, string]>([
  ["parts of a second", { name: "a", pax: { mtime: "1500000000.7" } }, "differs"],
  ["a little of a second", { name: "a", pax: { mtime: "1500000000.000000001" } }, "differs"],
  ["sparse", { name: "a", pax: { "GNU.sparse.major": "1" } }, "damaged"],
  ["sparse, the old way", { name: "a", pax: { "GNU.sparse.map": "0,4" } }, "damaged"],
  ["sparse, GNU's own way", { name: "a", type: "S" }, "damaged"],
])("%s", async (_, file, kind) => {
  expect((await scan(writeTar([...usual, file])))?.kind).toBe(kind);
});

test("more data than its header says, as a spoilt sparse file has", async () => {
  const tar = writeTar(usual);
  const at = 2 * 512;
  const spoilt = Buffer.concat([tar.subarray(0, at), Buffer.alloc(1536, "data"), tar.subarray(at)]);
  expect((await scan(spoilt))?.kind).toBe("damaged");
});

test.each([100, 512, 1_300, 3_000])("broken off after %i bytes", async (length) => {
  expect((await scan(writeTar(usual).subarray(0, length)))?.kind).toBe("damaged");
});
