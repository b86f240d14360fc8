/** What AWS Lambda takes, as a table. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { findCommandNotices, findLambdaProblems, type LambdaFacts } from "../../src/guard/lambda-rules.ts";
import { parseImageConfig } from "../../src/registry/image-config.ts";
import { digestOf, OCI_INDEX, OCI_MANIFEST, parseManifest } from "../../src/registry/manifest.ts";
import { countUnpacked } from "../../src/registry/unpacked-size.ts";

const digest = `sha256:${"1".repeat(64)}`;
const GiB = 1024 ** 3;

interface Sample {
  readonly mediaType?: string;
  readonly config?: Record<string, unknown>;
  readonly layerType?: string;
  readonly layers?: number;
  readonly layerBytes?: number;
  readonly unpackedBytes?: number;
  readonly history?: readonly Record<string, unknown>[] | undefined;
  readonly diffIds?: number;
  readonly architecture?: string;
  readonly annotations?: Record<string, string>;
}

function facts(sample: Sample): LambdaFacts {
  const mediaType = sample.mediaType ?? OCI_MANIFEST;
  const layers = Array.from({ length: sample.layers ?? 2 }, () => ({
    mediaType: sample.layerType ?? "application/vnd.oci.image.layer.v1.tar+gzip",
    digest,
    size: sample.layerBytes ?? 10,
    annotations: sample.annotations,
  }));
  const json =
    mediaType === OCI_INDEX
      ? { schemaVersion: 2, mediaType, manifests: [] }
      : {
          schemaVersion: 2,
          mediaType,
          config: { mediaType: "application/vnd.oci.image.config.v1+json", digest, size: 2 },
          layers,
        };
  const manifest = parseManifest(Buffer.from(JSON.stringify(json)), mediaType);
  if (manifest === undefined) throw new Error("no manifest");
  const config = parseImageConfig(
    Buffer.from(
      JSON.stringify({
        os: "linux",
        architecture: sample.architecture ?? "amd64",
        config: { Cmd: ["app.handler"], ...sample.config },
        rootfs: {
          type: "layers",
          diff_ids: Array.from({ length: sample.diffIds ?? layers.length }, () => digest),
        },
        history:
          "history" in sample
            ? sample.history
            : [{ created_by: "a" }, { empty_layer: true }, { created_by: "b" }],
      }),
    ),
  );
  return { mediaType, manifest, config, unpackedBytes: sample.unpackedBytes ?? 100 };
}

describe("Lambda takes", () => {
  test.each<[string, Sample]>([
    ["an image of gzip layers", {}],
    ["Docker's layer type", { layerType: "application/vnd.docker.image.rootfs.diff.tar.gzip" }],
    ["linux/arm64", { architecture: "arm64" }],
    ["an image without any history", { history: undefined }],
    ["7.9 GiB", { unpackedBytes: 7.9 * GiB }],
    ["variables of AWS's base images", { config: { Env: ["LAMBDA_TASK_ROOT=/var/task", "PATH=/bin"] } }],
  ])("%s", (_, sample) => {
    expect(findLambdaProblems(facts(sample))).toEqual({ problems: [], notices: [] });
  });

  test.each<[string, Sample, RegExp]>([
    ["an index", { mediaType: OCI_INDEX }, /it is an index .*one image manifest; set runtime: lambda/],
    [
      "zstd",
      { layerType: "application/vnd.oci.image.layer.v1.tar+zstd" },
      /a layer is .*\+zstd, Lambda takes gzip/,
    ],
    ["no compression", { layerType: "application/vnd.oci.image.layer.v1.tar" }, /Lambda takes gzip layers/],
    ["another processor", { architecture: "s390x" }, /it is linux\/s390x/],
    ["a history of fewer layers", { history: [{ created_by: "a" }] }, /history tells of 1 layers.* has 2/],
    ["a history of more layers", { history: [{}, {}, {}] }, /history tells of 3 layers.* has 2/],
    ["a config of other layers", { diffIds: 3 }, /config names 3 layers, its manifest 2/],
    ["more than 10 GiB", { unpackedBytes: 10 * GiB + 1 }, /10\.00 GiB uncompressed, Lambda takes 10 GiB/],
    ["more than 10 GiB packed", { layerBytes: 6 * GiB }, /compressed layers alone have 12\.9 GB/],
  ])("not %s", (_, sample, problem) => {
    const { problems } = findLambdaProblems(facts(sample));
    expect(problems).toEqual([expect.stringMatching(problem)]);
  });

  test("exactly 10 GiB, and says from 8 on that it is close", () => {
    for (const size of [8, 10]) {
      expect(findLambdaProblems(facts({ unpackedBytes: size * GiB }))).toEqual({
        problems: [],
        notices: [`its layers have ${size}.00 GiB uncompressed, Lambda takes 10 GiB`],
      });
    }
  });

  test("eStargz, but it is said", () => {
    const annotations = { "containerd.io/snapshot/stargz/toc.digest": digest };
    const { problems, notices } = findLambdaProblems(facts({ annotations }));
    expect(problems).toEqual([]);
    expect(notices).toEqual([expect.stringContaining("a layer is written in eStargz")]);
  });

  test("ENV that it sets itself, but it is said", () => {
    const { problems, notices } = findLambdaProblems(
      facts({ config: { Env: ["AWS_REGION=eu-west-1", "AWS_LAMBDA_RUNTIME_API=x", "AWS_BUCKET=mine"] } }),
    );
    expect(problems).toEqual([]);
    expect(notices).toEqual([expect.stringContaining("AWS_REGION, AWS_LAMBDA_RUNTIME_API has no effect")]);
  });

  test("all problems are told at once", () => {
    const { problems } = findLambdaProblems(
      facts({ architecture: "s390x", diffIds: 1, layerType: "application/vnd.oci.image.layer.v1.tar" }),
    );
    expect(problems).toHaveLength(3);
  });
});

describe("what a function starts", () => {
  const aws = ["/lambda-entrypoint.sh"];
  test.each<[string, Record<string, unknown>, number]>([
    ["CMD", { Cmd: ["app.handler"] }, 0],
    ["an entrypoint of one's own", { Entrypoint: ["/bootstrap"], Cmd: null }, 0],
    ["AWS's entrypoint and no handler", { Entrypoint: aws, Cmd: null }, 1],
    ["a runtime client and no handler", { Entrypoint: ["python", "-m", "awslambdaric"], Cmd: [] }, 1],
    ["nothing", { Cmd: null }, 1],
  ])("%s", (_, config, notices) => {
    const parsed = facts({ config }).config;
    if (parsed === undefined) throw new Error("no config");
    expect(findCommandNotices(parsed)).toHaveLength(notices);
  });
});

describe("uncompressed bytes of a layer", () => {
  const stream = (bytes: Uint8Array) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < bytes.length; at += 100) controller.enqueue(bytes.subarray(at, at + 100));
        controller.close();
      },
    });
  const layer = (bytes: Buffer) => ({ mediaType: "", digest: digestOf(bytes), size: bytes.length });

  test("of all members, whatever the last one's trailer says", async () => {
    const one = gzipSync(Buffer.alloc(1_000_000));
    const both = Buffer.concat([one, gzipSync(Buffer.from("tail"))]);
    expect(await countUnpacked(layer(both), stream(both))).toBe(1_000_004);
  });

  test("not of a layer that breaks off, or comes with other bytes", async () => {
    const whole = gzipSync(Buffer.from("x".repeat(50_000)), { level: 0 });
    await expect(countUnpacked(layer(whole), stream(whole.subarray(0, 20_000)))).rejects.toThrow(
      "cannot be unpacked",
    );
    await expect(countUnpacked(layer(Buffer.from("other")), stream(whole))).rejects.toThrow("came damaged");
  });
});
