import { expect, test } from "vitest";
import { readDepths } from "../../../src/cache/judge-cache.ts";
import { findToc } from "../../../src/lazy/read-toc.ts";
import { readVerdict, type Verdict, writeVerdict } from "../../../src/lazy/verdict.ts";

const now = Date.UTC(2026, 0, 31);
const manifest = Buffer.from('{"schemaVersion":2,"layers":[],"annotations":{"of.others":"kept"}}');
const KEY = "io.ml-image-build.lazy";
const noted = (text: string): Buffer => Buffer.from(JSON.stringify({ annotations: { [KEY]: text } }));

test.each<Verdict>([
  { kind: "exact" },
  { kind: "differs", because: 'a "reason"', at: "2026-01-30T00:00:00.000Z" },
])("$kind is read back", (verdict) => {
  const bytes = writeVerdict(manifest, verdict);
  expect(readVerdict(bytes, now)).toEqual(verdict);
  expect(JSON.parse(bytes.toString()).annotations["of.others"]).toBe("kept");
  expect(JSON.parse(bytes.toString()).layers).toEqual([]);
});

test.each([
  "",
  "exact",
  "true",
  '{"exact":true}',
  '{"rules":0,"exact":true}',
  '{"rules":1}',
  '{"rules":1,"exact":"yes"}',
  '{"rules":1,"differs":"long ago","at":"2025-12-01T00:00:00Z"}',
  '{"rules":1,"differs":"some time","at":""}',
])("no answer: %s", (text) => {
  expect(readVerdict(noted(text), now)).toBeUndefined();
});

test("manifests that nobody noted anything in", () => {
  expect(readVerdict(manifest, now)).toBeUndefined();
  expect(readVerdict(Buffer.from("no JSON"), now)).toBeUndefined();
});

test("an index is where the footer says", () => {
  const whole = Buffer.concat([
    Buffer.from("1f8b08040000000000ff1a00", "hex"),
    Buffer.from("SG\x16\0", "latin1"),
    Buffer.from("00000000000412abSTARGZ"),
    Buffer.from("010000ffff0000000000000000", "hex"),
  ]);
  expect(whole).toHaveLength(51);
  expect(findToc(whole)).toBe(0x412ab);
  expect(findToc(whole.subarray(1))).toBeUndefined();
  expect(
    findToc(Buffer.from(whole.toString("latin1").replace("STARGZ", "OTHERS"), "latin1")),
  ).toBeUndefined();
  expect(findToc(Buffer.alloc(51))).toBeUndefined();
});

test("how deep layers lie", () => {
  const layers = [
    { blob: "sha256:run" },
    { blob: "sha256:copy", parent: 3 },
    { blob: "sha256:base", parent: -1 },
    { blob: "sha256:base2", parent: 2 },
    { blob: "sha256:circle", parent: 4 },
  ];
  const depths = readDepths(
    Buffer.from(JSON.stringify({ layers: [{ ...layers[0], parent: 3 }, ...layers.slice(1)] })),
  );
  expect([...depths]).toMatchObject([
    ["sha256:run", 2],
    ["sha256:copy", 2],
    ["sha256:base", 0],
    ["sha256:base2", 1],
    ["sha256:circle", expect.any(Number)],
  ]);
  expect(readDepths(Buffer.from("no JSON")).size).toBe(0);
});
