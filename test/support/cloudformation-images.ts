/** Images in memory behind the ECR stand-in: enough of a registry for manifests and configs by digest. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { digestOf, OCI_INDEX, OCI_MANIFEST } from "../../src/registry/manifest.ts";

export interface ImageSettings {
  readonly architecture?: string;
  /** `index`: as buildx pushes it with its default attestation. */
  readonly kind?: "image" | "index";
  readonly layerType?: string;
  readonly layerBytes?: number;
  /** Makes the image another one. */
  readonly content?: string;
}

export interface MemoryRegistry {
  /** `localhost:PORT`. */
  readonly host: string;
  /** Adds an image and returns its digest. */
  add(repository: string, settings?: ImageSettings): string;
  remove(repository: string, digest: string): void;
  stop(): Promise<void>;
}

export async function startMemoryRegistry(): Promise<MemoryRegistry> {
  const stored = new Map<string, { readonly type: string; readonly bytes: Buffer }>();
  const put = (key: string, type: string, value: object | string): string => {
    const bytes = Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
    const digest = digestOf(bytes);
    stored.set(`${key}${digest}`, { type, bytes });
    return digest;
  };
  const server = createServer((request, response) => {
    const found = stored.get((request.url ?? "").replace(/^\/v2\//, ""));
    if (found === undefined) response.writeHead(404).end();
    else response.writeHead(200, { "content-type": found.type }).end(found.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  function addImage(repository: string, settings: ImageSettings): string {
    const { architecture = "amd64", layerType = "application/vnd.oci.image.layer.v1.tar+gzip" } = settings;
    const config = { os: "linux", architecture, config: { Labels: { content: settings.content ?? "" } } };
    const layer = put(`${repository}/blobs/`, "application/octet-stream", `layer ${settings.content}`);
    return put(`${repository}/manifests/`, OCI_MANIFEST, {
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest: put(`${repository}/blobs/`, "application/octet-stream", config),
        size: 100,
      },
      layers: [{ mediaType: layerType, digest: layer, size: settings.layerBytes ?? 1000 }],
    });
  }

  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    add(repository, settings = {}) {
      const digest = addImage(repository, settings);
      if (settings.kind !== "index") return digest;
      const platform = { os: "linux", architecture: settings.architecture ?? "amd64" };
      return put(`${repository}/manifests/`, OCI_INDEX, {
        schemaVersion: 2,
        mediaType: OCI_INDEX,
        manifests: [{ mediaType: OCI_MANIFEST, digest, size: 400, platform }],
      });
    },
    remove(repository, digest) {
      stored.delete(`${repository}/manifests/${digest}`);
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
