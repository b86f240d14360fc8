import { expect, test } from "vitest";
import { listLayers, sumCaches, sumLayers } from "../../../src/lazy/cache-layers.ts";
import { type Verdict, writeVerdict } from "../../../src/lazy/verdict.ts";
import { digestOf, OCI_MANIFEST } from "../../../src/registry/manifest.ts";

const toc = { "containerd.io/snapshot/stargz/toc.digest": "sha256:1" };
const [a, b, c] = ["a", "b", "c"].map((text) => digestOf(Buffer.from(text)));
const manifest = (layers: readonly unknown[]): Buffer =>
  Buffer.from(JSON.stringify({ schemaVersion: 2, config: { digest: a, size: 1 }, layers }));
const lazy = [
  { digest: a, size: 5, annotations: toc },
  { digest: a, size: 5, annotations: toc },
];
const plain = [
  { digest: b, size: 7, annotations: {} },
  { digest: c, size: 11 },
];

test("layers count by the index that eStargz names, each once", () => {
  expect(sumLayers(listLayers(manifest([...lazy, ...plain]), OCI_MANIFEST))).toEqual({ lazy: 5, plain: 18 });
});

test.each(["", "[]", "{}", '{"layers":1}', '{"layers":[null,1]}'])("no layers in %s", (text) => {
  expect(sumLayers(listLayers(Buffer.from(text), OCI_MANIFEST))).toEqual({ lazy: 0, plain: 0 });
});

const exact: Verdict = { kind: "exact" };
const differs: Verdict = { kind: "differs", because: "a name", at: "2026-01-01T00:00:00.000Z" };
const lazily = manifest([...lazy, ...plain]);
const plainly = manifest(plain);

test.each<[string, readonly Buffer[], string, readonly unknown[]]>([
  ["nobody looked", [lazily], "unseen", []],
  ["all is known", [writeVerdict(lazily, exact)], "exact", [a, b, c]],
  ["there is nothing to look at", [plainly], "exact", []],
  ["a plain one beside it", [plainly, writeVerdict(lazily, exact)], "exact", [a, b, c]],
  ["one of two", [writeVerdict(lazily, exact), lazily], "unseen", [a, b, c]],
  ["one differs", [writeVerdict(lazily, exact), writeVerdict(lazily, differs)], "differs", [a, b, c]],
  ["a plain one in the place of one that differed", [writeVerdict(plainly, differs)], "differs", []],
])("%s", (_, manifests, kind, layers) => {
  const found = sumCaches(
    manifests.map((bytes) => ({ bytes, digest: digestOf(bytes), mediaType: OCI_MANIFEST })),
    Date.UTC(2026, 0, 2),
  );
  expect(found.state.kind).toBe(kind);
  expect([...found.exact]).toEqual(layers);
});
