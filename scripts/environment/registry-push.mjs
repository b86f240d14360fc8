// @ts-check
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { architecture } from "./stored-image.mjs";

/** @typedef {import('./stored-image.mjs').StoredImage} StoredImage */

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const timeoutMilliseconds = 120_000;

/** @param {Buffer} bytes */
const digestOf = (bytes) => `sha256:${createHash("sha256").update(bytes).digest("hex")}`;

/** @param {object} value */
const json = (value) => Buffer.from(JSON.stringify(value));

/**
 * One PUT with a body of known length; `fetch` would send a stream in chunks.
 * @param {URL} url @param {string} type @param {number} size @param {Readable} body
 */
function put(url, type, size, body) {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const outgoing = request(
      url,
      { method: "PUT", signal, headers: { "content-type": type, "content-length": size } },
      (response) => {
        let words = "";
        response.setEncoding("utf8").on("data", (text) => (words += text));
        response.on("end", () =>
          response.statusCode === 201
            ? resolve(undefined)
            : reject(new Error(`PUT ${url.pathname}: ${response.statusCode} ${words}`)),
        );
      },
    );
    outgoing.on("error", reject);
    pipeline(body, outgoing).catch(reject);
  });
}

/**
 * @param {string} repository its URL
 * @param {string} digest
 * @param {number} size
 * @param {() => Readable} open
 */
async function pushBlob(repository, digest, size, open) {
  const signal = AbortSignal.timeout(timeoutMilliseconds);
  const head = await fetch(`${repository}/blobs/${digest}`, { method: "HEAD", signal });
  if (head.ok) return;
  const upload = await fetch(`${repository}/blobs/uploads/`, { method: "POST", signal });
  const location = upload.headers.get("location");
  if (upload.status !== 202 || location === null)
    throw new Error(`POST ${repository}/blobs/uploads/: ${upload.status} ${await upload.text()}`);
  const url = new URL(location, repository);
  url.searchParams.set("digest", digest);
  await put(url, "application/octet-stream", size, open());
}

/** The configuration of an image of one layer. @param {StoredImage} image */
const configurationOf = ({ config, layer }) =>
  json({
    created: "1970-01-01T00:00:00Z",
    architecture,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: [layer.diffId] },
    history: [{ created: "1970-01-01T00:00:00Z", created_by: "ml-image-build scripts/environment" }],
  });

/**
 * Pushes an image as a single OCI manifest, by plain HTTP and without an engine: the same parts give the same digest
 * whichever image store the machine's Docker has.
 * @param {{ registry: string, name: string, image: StoredImage }} options registry as `localhost:5000`, name as `busybox:1`
 * @returns {Promise<string>} the manifest's digest
 */
export async function pushImage({ registry, name, image }) {
  const [repository, tag = "latest"] = name.split(":");
  const base = `http://${registry}/v2/${repository}`;
  const config = configurationOf(image);
  const { digest, size } = image.layer;
  await pushBlob(base, digest, size, () => createReadStream(image.layerPath));
  await pushBlob(base, digestOf(config), config.length, () => Readable.from([config]));

  const manifest = json({
    schemaVersion: 2,
    mediaType: manifestType,
    config: {
      mediaType: "application/vnd.oci.image.config.v1+json",
      digest: digestOf(config),
      size: config.length,
    },
    layers: [{ mediaType: "application/vnd.oci.image.layer.v1.tar+gzip", digest, size }],
  });
  await put(new URL(`${base}/manifests/${tag}`), manifestType, manifest.length, Readable.from([manifest]));
  return digestOf(manifest);
}
