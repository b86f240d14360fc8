import { expect, test } from "vitest";
import { listLayers, sumLayers } from "../../../src/lazy/cache-layers.ts";

const toc = { "containerd.io/snapshot/stargz/toc.digest": "sha256:1" };
const manifest = (layers: readonly unknown[]): Buffer => Buffer.from(JSON.stringify({ layers }));

test("layers count by the index that eStargz names, each once", () => {
  const layers = listLayers(
    manifest([
      { digest: "sha256:a", size: 5, annotations: toc },
      { digest: "sha256:a", size: 5, annotations: toc },
      { digest: "sha256:b", size: 7, annotations: {} },
      { digest: "sha256:c", size: 11 },
    ]),
  );
  expect(sumLayers(layers)).toEqual({ lazy: 5, plain: 18 });
});

test.each(["", "[]", "{}", '{"layers":1}', '{"layers":[null,1]}'])("no layers in %s", (text) => {
  expect(sumLayers(listLayers(Buffer.from(text)))).toEqual({ lazy: 0, plain: 0 });
});
