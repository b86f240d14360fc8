import { describe, expect, it } from "vitest";
import { parseImageConfig } from "../../../src/registry/image-config.ts";
import { digestOf, manifestTypeOf, parseManifest } from "../../../src/registry/manifest.ts";

const A = digestOf(Buffer.from("a"));
const B = digestOf(Buffer.from("b"));
const OCI = "application/vnd.oci.image.manifest.v1+json";
const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

describe("manifests", () => {
  it("reads an image, whose own media type wins over the header's", () => {
    const image = {
      mediaType: "application/vnd.docker.distribution.manifest.v2+json",
      config: { mediaType: "c", digest: A, size: 3 },
      layers: [{ mediaType: "l", digest: B, size: 5 }],
    };
    expect(parseManifest(bytes(image), "text/plain")).toEqual({
      kind: "image",
      config: { mediaType: "c", digest: A, size: 3 },
      layers: [{ mediaType: "l", digest: B, size: 5 }],
    });
    expect(manifestTypeOf(bytes(image), OCI)).toBe(image.mediaType);
    expect(manifestTypeOf(bytes({}), `${OCI}; charset=utf-8`)).toBe(OCI);
  });

  it("reads an index and takes attestations for parts without a platform", () => {
    const entry = (digest: string, os: string, annotations = {}) => ({
      mediaType: OCI,
      digest,
      size: 1,
      platform: { os, architecture: os === "linux" ? "arm64" : os },
      annotations,
    });
    const attestation = { "vnd.docker.reference.type": "attestation-manifest" };
    const index = { manifests: [entry(A, "linux"), entry(B, "unknown"), entry(B, "linux", attestation)] };
    const parsed = parseManifest(bytes(index), "application/vnd.oci.image.index.v1+json");
    expect(parsed?.kind === "index" && parsed.entries.map(({ platform }) => platform?.architecture)).toEqual([
      "arm64",
      undefined,
      undefined,
    ]);
  });

  it.each([
    ["no JSON", Buffer.from("<html>"), OCI],
    ["an array", bytes([]), OCI],
    ["no config", bytes({ layers: [] }), OCI],
    [
      "a layer with a bad digest",
      bytes({ config: { digest: A, size: 1 }, layers: [{ digest: "x", size: 1 }] }),
      OCI,
    ],
    ["an unknown type", bytes({ config: { digest: A, size: 1 }, layers: [] }), "application/json"],
    ["schema 1", bytes({ schemaVersion: 1 }), "application/vnd.docker.distribution.manifest.v1+prettyjws"],
  ])("does not take %s for an image", (_, body, type) => {
    expect(parseManifest(body, type)).toBeUndefined();
  });
});

describe("image configs", () => {
  it("reads labels, triggers and platform", () => {
    const config = {
      architecture: "arm64",
      os: "linux",
      config: { Labels: { a: "1", empty: "", odd: 3 }, OnBuild: ["COPY . /app"] },
    };
    const parsed = parseImageConfig(bytes(config));
    expect([...(parsed?.labels ?? [])]).toEqual([
      ["a", "1"],
      ["empty", ""],
    ]);
    expect(parsed?.onbuild).toEqual(["COPY . /app"]);
    expect(parsed?.platform?.architecture).toBe("arm64");
  });

  it("takes `Labels: null` and an artifact's empty config", () => {
    expect(parseImageConfig(bytes({ config: { Labels: null } }))?.labels.size).toBe(0);
    expect(parseImageConfig(bytes({}))?.platform).toBeUndefined();
    expect(parseImageConfig(Buffer.from("no"))).toBeUndefined();
  });
});
