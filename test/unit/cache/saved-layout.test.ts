import { expect, test } from "vitest";
import { layersOf, stackImages } from "../../../src/cache/saved-layout.ts";
import { digestOf, OCI_MANIFEST } from "../../../src/registry/manifest.ts";

const digest = (text: string): string => digestOf(Buffer.from(text));
const image = (layers: readonly string[], note: string) => {
  const config = Buffer.from(
    JSON.stringify({
      architecture: "amd64",
      os: "linux",
      rootfs: { type: "layers", diff_ids: layers.map((one) => digest(`plain ${one}`)) },
      history: layers.map((one) => ({ created_by: one })),
    }),
  );
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: { mediaType: "c", digest: digestOf(config), size: config.length },
      layers: layers.map((one) => ({ mediaType: "l", digest: digest(one), size: 1 })),
      annotations: { note },
    }),
  );
  return { manifest, config };
};

test("stacked images have all layers in order, and say what the upper one says", () => {
  const stacked = stackImages(image(["a", "b"], "old"), image(["c"], "new"));
  expect(layersOf(stacked)?.map((one) => one.digest)).toEqual(["a", "b", "c"].map(digest));
  const config = JSON.parse(stacked.config.toString()) as {
    rootfs: { diff_ids: string[] };
    history: object[];
  };
  expect(config.rootfs.diff_ids).toEqual(["a", "b", "c"].map((one) => digest(`plain ${one}`)));
  expect(config.history).toHaveLength(3);
  const manifest = JSON.parse(stacked.manifest.toString()) as Record<string, unknown>;
  expect(manifest).toMatchObject({
    config: { digest: digestOf(stacked.config), size: stacked.config.length },
    annotations: { note: "new" },
  });
});
