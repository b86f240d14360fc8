import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { configFindings, manifestProblems, sizeFindings } from "../../../src/guard/lambda-rules.ts";
import { boundsOf, TRAILER_BYTES } from "../../../src/guard/layer-bounds.ts";
import { parseImageConfig } from "../../../src/registry/image-config.ts";
import { OCI_INDEX, OCI_MANIFEST, parseManifest } from "../../../src/registry/manifest.ts";

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

describe("what Lambda takes", () => {
  test.each([
    [7.9, [], []],
    [8, [], [/8\.0 GiB of the 10 GiB/]],
    [10, [], [/10\.0 GiB/]],
    [10.1, [/unpacked it has 10\.1 GiB/], []],
  ])("%d GiB", (gib, problems, notices) => {
    const bytes = Math.ceil(gib * GIB);
    const found = sizeFindings({ least: bytes, most: bytes });
    expect(found.problems).toEqual(problems.map((one) => expect.stringMatching(one)));
    expect(found.notices).toEqual(notices.map((one) => expect.stringMatching(one)));
  });

  test("what may be too large is no problem before it is known", () => {
    expect(sizeFindings({ least: 5 * GIB, most: 14 * GIB })).toEqual({ problems: [], notices: [] });
  });

  const digest = `sha256:${"a".repeat(64)}`;
  const manifest = (layer: string, config = "application/vnd.oci.image.config.v1+json") => ({
    mediaType: OCI_MANIFEST,
    config: { mediaType: config, digest, size: 1 },
    layers: [{ mediaType: layer, digest, size: 1 }],
  });
  test.each([
    ["gzip", manifest("application/vnd.oci.image.layer.v1.tar+gzip"), []],
    ["Docker's", manifest("application/vnd.docker.image.rootfs.diff.tar.gzip"), []],
    ["zstd", manifest("application/vnd.oci.image.layer.v1.tar+zstd"), [/zstd, Lambda takes gzip/]],
    ["not packed", manifest("application/vnd.oci.image.layer.v1.tar"), [/Lambda takes gzip/]],
    [
      "an artifact",
      manifest("application/vnd.oci.image.layer.v1.tar+gzip", "application/vnd.oci.empty.v1+json"),
      [/not an image's/],
    ],
    ["an index", { mediaType: OCI_INDEX, manifests: [] }, [/it is an index/]],
  ])("%s", (_, json, said) => {
    const parsed = parseManifest(Buffer.from(JSON.stringify(json)), json.mediaType);
    expect(parsed && manifestProblems(json.mediaType, parsed)).toEqual(
      said.map((one) => expect.stringMatching(one)),
    );
  });

  const aws = ["/lambda-entrypoint.sh"];
  test.each([
    ["AWS's base with a handler", { Entrypoint: aws, Cmd: ["handler.handler"] }, 2, [], []],
    ["AWS's base without", { Entrypoint: aws }, 2, [], [/no CMD with the handler/]],
    ["AWS's base with a file", { Entrypoint: aws, Cmd: ["handler"] }, 2, [], [/names no handler/]],
    ["a web adapter's", { Cmd: ["uvicorn", "app"] }, 2, [], []],
    ["nothing to start", {}, 2, [], [/neither ENTRYPOINT nor CMD/]],
    ["a history that is not the layers'", { Cmd: ["x"] }, 3, [/history names 2 layers and it has 3/], []],
  ])("%s", (_, config, layers, problems, notices) => {
    const history = [{ created_by: "a" }, { created_by: "env", empty_layer: true }, { created_by: "b" }];
    const text = JSON.stringify({ os: "linux", architecture: "amd64", config, history });
    const parsed = parseImageConfig(Buffer.from(text));
    const found = parsed && configFindings(parsed, layers, "linux/amd64");
    expect(found?.problems).toEqual(problems.map((one) => expect.stringMatching(one)));
    expect(found?.notices).toEqual(notices.map((one) => expect.stringMatching(one)));
    expect(parsed && configFindings(parsed, 2, "linux/arm64").problems).toEqual([
      expect.stringMatching(/it is linux\/amd64, the images file wants linux\/arm64/),
    ]);
  });
});
