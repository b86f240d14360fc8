/** An image of tars as they are, written into a registry by plain HTTP: what no builder of ours would write. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";

const digestOf = (bytes: Buffer): string => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** `name` as `team/base:1`; the lowest layer first. */
export async function pushTars(host: string, name: string, tars: readonly Buffer[]): Promise<void> {
  const [repository, tag = "latest"] = name.split(":");
  const base = `http://${host}/v2/${repository}`;
  const layers = tars.map((tar) => gzipSync(tar));
  const config = Buffer.from(
    JSON.stringify({
      architecture: process.arch === "x64" ? "amd64" : process.arch,
      os: "linux",
      config: { Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"] },
      rootfs: { type: "layers", diff_ids: tars.map(digestOf) },
      history: tars.map((_, index) => ({ created_by: `tar ${index}` })),
    }),
  );
  for (const blob of [config, ...layers]) await pushBlob(base, blob);
  const descriptor = (mediaType: string, bytes: Buffer) => ({
    mediaType: `application/vnd.oci.image.${mediaType}`,
    digest: digestOf(bytes),
    size: bytes.length,
  });
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  await send(`${base}/manifests/${tag}`, "PUT", mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptor("config.v1+json", config),
    layers: layers.map((layer) => descriptor("layer.v1.tar+gzip", layer)),
  });
}

async function pushBlob(base: string, bytes: Buffer): Promise<void> {
  const upload = await fetch(`${base}/blobs/uploads/`, { method: "POST" });
  const url = new URL(upload.headers.get("location") ?? "", base);
  url.searchParams.set("digest", digestOf(bytes));
  await send(url.href, "PUT", "application/octet-stream", bytes);
}

async function send(url: string, method: string, type: string, body: Buffer | object): Promise<void> {
  const bytes = Buffer.isBuffer(body) ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers: { "content-type": type }, body: bytes });
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${await response.text()}`);
}
