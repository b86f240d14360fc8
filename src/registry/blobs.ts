/** Blobs of a registry: small ones read and written whole, layers mounted or streamed. */
import type { Digest } from "../model.ts";
import type { World } from "../shell/world.ts";
import { discard, type RegistryAnswer, type RegistryHttp, unexpectedAnswer } from "./http-client.ts";
import { type Descriptor, digestOf } from "./manifest.ts";
import { RegistryError } from "./registry-error.ts";
import { describeConnectionError, TransientFailure, withRetries } from "./retry.ts";
import { countUnpacked } from "./unpacked-size.ts";

export interface Blobs {
  /** At most `largestBytes`; checked against its digest. `undefined`: absent. */
  getBlob(path: string, digest: Digest, largestBytes: number): Promise<Buffer | undefined>;
  /** Bytes of a blob. Throws where the registry does not send parts. */
  readPart(path: string, digest: Digest, from: number, length: number): Promise<Buffer>;
  /** Begins an upload and cancels it: throws where a push would be refused. Leaves nothing. `patienceMs`: for all tries. */
  probePush(path: string, patienceMs?: number): Promise<void>;
  /** Writes a small blob, unless it is there. */
  putBlob(path: string, bytes: Buffer): Promise<Digest>;
  /** Makes a blob of one repository known in another one, without moving it. `false`: the registry would not. */
  mountBlob(fromPath: string, toPath: string, digest: Digest): Promise<boolean>;
  /** Uncompressed bytes of a gzip layer, which is read whole for it. */
  countUnpacked(path: string, blob: Descriptor): Promise<number>;
  /** A blob from its beginning, as far as `use` reads it; again after a transient failure. */
  readBlob<T>(
    path: string,
    blob: Descriptor,
    use: (bytes: ReadableStream<Uint8Array>) => Promise<T>,
  ): Promise<T>;
  /** Makes a blob of one repository available in another: there already, mounted, or streamed through. */
  transferBlob(fromPath: string, toPath: string, blob: Descriptor): Promise<void>;
}

const SHORTEST_TRANSFER_MS = 10 * 60_000;
/** One megabyte a second: slower is a hanging connection. */
const SLOWEST_BYTES_PER_MS = 1_000;
const CANCEL_TIMEOUT_MS = 5_000;
const BINARY = "application/octet-stream";

export function createBlobs(world: World, http: RegistryHttp): Blobs {
  async function exists(path: string, digest: Digest): Promise<boolean> {
    const answer = await http.send({
      method: "HEAD",
      url: `/v2/${path}/blobs/${digest}`,
      path,
      access: "push",
    });
    return answer.status === 200;
  }

  /** Begins an upload, or mounts: `undefined` means that the blob is there already. */
  async function begin(
    path: string,
    query: string,
    { fromPath, patienceMs }: { readonly fromPath?: string; readonly patienceMs?: number | undefined } = {},
  ): Promise<string | undefined> {
    const from = fromPath === undefined ? {} : { fromPath };
    const answer = await http.send(
      { method: "POST", url: `/v2/${path}/blobs/uploads/${query}`, path, access: "push", ...from },
      { patienceMs },
    );
    if (answer.status === 201) return undefined;
    const location = answer.headers.get("location");
    if (answer.status === 202 && location !== null) return location;
    throw uploadError(http.host, path, answer);
  }

  function readBlob<T>(
    path: string,
    blob: Descriptor,
    use: (bytes: ReadableStream<Uint8Array>) => Promise<T>,
  ): Promise<T> {
    const timeoutMs = SHORTEST_TRANSFER_MS + Math.ceil(blob.size / SLOWEST_BYTES_PER_MS);
    const url = `/v2/${path}/blobs/${blob.digest}`;
    return withRetries(world, { retries: http.retries, budgetMs: 2 * timeoutMs }, () =>
      http.limit(async () => {
        const source = await http.open({ method: "GET", url, path, access: "pull", timeoutMs });
        if (source.status === 200 && source.stream !== undefined) return use(source.stream);
        await discard(source);
        throw lostLayer(http.host, path, blob, source.status);
      }),
    );
  }

  return {
    async getBlob(path, digest, largestBytes) {
      const answer = await http.send(
        { method: "GET", url: `/v2/${path}/blobs/${digest}`, path, access: "pull" },
        {
          largestBytes,
          problemOf: ({ status, body }) =>
            status === 200 && digestOf(body) !== digest ? `the blob ${digest} came damaged` : undefined,
        },
      );
      if (answer.status === 404) return undefined;
      if (answer.status !== 200) throw unexpectedAnswer(http.host, `the blob ${digest} of ${path}`, answer);
      return answer.body;
    },

    async readPart(path, digest, from, length) {
      const range = `bytes=${from}-${from + length - 1}`;
      const answer = await http.send(
        { method: "GET", url: `/v2/${path}/blobs/${digest}`, path, access: "pull", headers: { range } },
        {
          largestBytes: length,
          problemOf: ({ status, body }) =>
            status === 206 && body.length !== length ? `a part of ${digest} came short` : undefined,
        },
      );
      if (answer.status === 206 || (answer.status === 200 && answer.body.length === length))
        return answer.body;
      throw unexpectedAnswer(http.host, `a part of ${digest} of ${path}`, answer);
    },

    async probePush(path, patienceMs) {
      const location = await begin(path, "", { patienceMs });
      if (location === undefined) return;
      // Nobody waits for it; a registry that cannot cancel (ECR) forgets the upload by itself.
      void http
        .open({ method: "DELETE", url: location, path, access: "push", timeoutMs: CANCEL_TIMEOUT_MS })
        .then(discard)
        .catch(() => {});
    },

    async putBlob(path, bytes) {
      const digest = digestOf(bytes);
      if (await exists(path, digest)) return digest;
      const location = await begin(path, "");
      if (location === undefined) return digest;
      const answer = await http.send({
        method: "PUT",
        url: withDigest(location, digest),
        path,
        access: "push",
        headers: { "content-type": BINARY, "content-length": String(bytes.length) },
        body: bytes,
      });
      if (answer.status === 201 || answer.status === 204) return digest;
      // A retry of a PUT whose answer was lost finds its upload session gone, and the blob there.
      if (answer.status === 404 && (await exists(path, digest))) return digest;
      throw uploadError(http.host, path, answer);
    },

    async mountBlob(fromPath, toPath, digest) {
      if (await exists(toPath, digest)) return true;
      const query = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(fromPath)}`;
      // A registry that does not mount begins an upload, which it forgets by itself.
      return (await begin(toPath, query, { fromPath })) === undefined;
    },

    countUnpacked: (path, blob) => readBlob(path, blob, (stream) => countUnpacked(blob, stream)),
    readBlob,

    async transferBlob(fromPath, toPath, blob) {
      if (await exists(toPath, blob.digest)) return;
      const timeoutMs = SHORTEST_TRANSFER_MS + Math.ceil(blob.size / SLOWEST_BYTES_PER_MS);
      const mount = `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(fromPath)}`;
      await withRetries(world, { retries: http.retries, budgetMs: 2 * timeoutMs }, async () => {
        const location = await begin(toPath, mount, { fromPath });
        if (location === undefined) return;
        await http.limit(async () => {
          const url = `/v2/${fromPath}/blobs/${blob.digest}`;
          const source = await http.open({ method: "GET", url, path: fromPath, access: "pull", timeoutMs });
          if (source.status !== 200 || source.stream === undefined) {
            await discard(source);
            throw lostLayer(http.host, fromPath, blob, source.status);
          }
          const target = await http
            .open({
              method: "PUT",
              url: withDigest(location, blob.digest),
              path: toPath,
              access: "push",
              headers: { "content-type": BINARY, "content-length": String(blob.size) },
              body: source.stream,
              timeoutMs,
            })
            .catch((error: unknown) => retryIfConnection(error));
          await discard(target);
          if (target.status === 201 || target.status === 204) return;
          // The registry checked the digest of what came: a source that broke off is told so here.
          throw new TransientFailure(`${http.host}/${toPath}: a layer was refused with ${target.status}`, {
            kind: "unexpected",
          });
        });
      });
    },
  };
}

function lostLayer(host: string, path: string, { digest }: Descriptor, status: number): RegistryError {
  const lost = `${host}/${path}: its layer ${digest} is not there (${status})`;
  return new RegistryError("unexpected", `${lost}; build the image again (input rebuild)`);
}

/** A session's address has a query of its own on most registries. */
function withDigest(location: string, digest: Digest): string {
  return `${location}${location.includes("?") ? "&" : "?"}digest=${encodeURIComponent(digest)}`;
}

/** Breaking off while reading the source surfaces as an error of the upload's body. */
function retryIfConnection(error: unknown): never {
  if (error instanceof TransientFailure || error instanceof RegistryError) throw error;
  throw new TransientFailure(describeConnectionError(error).text, { cause: error });
}

function uploadError(host: string, path: string, answer: RegistryAnswer): RegistryError {
  if (answer.status === 404 && answer.codes.includes("NAME_UNKNOWN")) {
    return new RegistryError("missing-repository", `${host}/${path} does not exist:${answer.said}`);
  }
  return unexpectedAnswer(host, `an upload to ${path}`, answer);
}
