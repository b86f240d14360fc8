/** Small images, written into a registry as any client would. */
import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Digest } from "../../src/model.ts";
import { digestOf, type FoundManifest, OCI_INDEX, OCI_MANIFEST } from "../../src/registry/manifest.ts";
import type { OciRegistry } from "../../src/registry/oci.ts";

export interface ImageOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly onbuild?: readonly string[];
  readonly architecture?: string;
  readonly variant?: string;
  readonly layers?: readonly Buffer[];
}

/** A layer of incompressible bytes that nobody has pushed before. */
export function freshLayer(bytes = 2_000): Buffer {
  return gzipSync(randomBytes(bytes));
}

/** Pushes blobs and manifest; the manifest goes under its digest, or a tag. */
export async function pushImage(
  registry: OciRegistry,
  path: string,
  options: ImageOptions = {},
  tag?: string,
): Promise<FoundManifest> {
  const layers = options.layers ?? [freshLayer()];
  const config = Buffer.from(
    JSON.stringify({
      architecture: options.architecture ?? "amd64",
      os: "linux",
      ...(options.variant === undefined ? {} : { variant: options.variant }),
      config: { Labels: options.labels ?? null, OnBuild: options.onbuild ?? null },
      history: layers.map((_, index) => ({ created_by: `layer ${index}` })),
      rootfs: { type: "layers", diff_ids: layers.map((layer) => digestOf(layer)) },
    }),
  );
  for (const blob of [config, ...layers]) await registry.putBlob(path, blob);
  const descriptor = (mediaType: string, bytes: Buffer) => ({
    mediaType,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  // Odd white space: only bytes that are never parsed and printed again keep their digest.
  const text = `${JSON.stringify(
    {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: descriptor("application/vnd.oci.image.config.v1+json", config),
      layers: layers.map((layer) => descriptor("application/vnd.oci.image.layer.v1.tar+gzip", layer)),
    },
    undefined,
    3,
  )}\n\n`;
  return put(registry, path, OCI_MANIFEST, text, tag);
}

/** Pushes an index of images that are there, with an attestation-like entry beside each. */
export async function pushIndex(
  registry: OciRegistry,
  path: string,
  parts: readonly {
    readonly manifest: FoundManifest;
    readonly architecture: string;
    readonly variant?: string;
  }[],
  tag?: string,
): Promise<FoundManifest> {
  const attestation = await pushImage(registry, path, { architecture: "unknown" });
  const entry = (manifest: FoundManifest, platform: object, annotations: object = {}) => ({
    mediaType: manifest.mediaType,
    digest: manifest.digest,
    size: manifest.bytes.length,
    platform,
    annotations,
  });
  const manifests = [
    entry(
      attestation,
      { os: "unknown", architecture: "unknown" },
      { "vnd.docker.reference.type": "attestation-manifest" },
    ),
    ...parts.map(({ manifest, architecture, variant }) =>
      entry(manifest, { os: "linux", architecture, ...(variant === undefined ? {} : { variant }) }),
    ),
  ];
  return put(
    registry,
    path,
    OCI_INDEX,
    JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests }),
    tag,
  );
}

async function put(
  registry: OciRegistry,
  path: string,
  mediaType: string,
  text: string,
  tag: string | undefined,
): Promise<FoundManifest> {
  const bytes = Buffer.from(text);
  const digest: Digest = digestOf(bytes);
  await registry.putManifest(path, tag ?? digest, { bytes, mediaType });
  return { digest, mediaType, bytes };
}
