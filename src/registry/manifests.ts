/** Manifests of a registry, byte for byte. */
import type { Digest } from "../model.ts";
import { type RegistryAnswer, type RegistryHttp, unexpectedAnswer } from "./http-client.ts";
import { digestOf, type FoundManifest, MANIFEST_TYPES, manifestTypeOf } from "./manifest.ts";
import { parseDigest } from "./reference.ts";
import { RegistryError } from "./registry-error.ts";

/** What a lookup by tag or digest ended in. `isRepositoryMissing` where the registry tells that apart. */
export type ManifestLookup =
  | { readonly kind: "found"; readonly manifest: FoundManifest }
  | { readonly kind: "absent"; readonly isRepositoryMissing: boolean };

export interface ManifestHead {
  readonly digest: Digest;
  readonly mediaType: string;
}

export interface Manifests {
  /** By tag or digest; the bytes are checked against the digest that was asked for or told. */
  getManifest(path: string, reference: string): Promise<ManifestLookup>;
  /** `patienceMs`: for all tries together. The digest behind a tag; does not count as a pull at Docker Hub. `undefined`: absent. */
  headManifest(path: string, reference: string, patienceMs?: number): Promise<ManifestHead | undefined>;
  /** Writes the bytes as they are, under a tag or their digest. Throws `RegistryError`, kind `immutable` for a protected tag. */
  putManifest(
    path: string,
    reference: string,
    manifest: { bytes: Buffer; mediaType: string },
  ): Promise<Digest>;
  /** By tag or digest; `unsupported` where the registry refuses this kind of delete. */
  deleteManifest(path: string, reference: string): Promise<"deleted" | "absent" | "unsupported">;
}

const ACCEPT = MANIFEST_TYPES.join(", ");

export function createManifests(http: RegistryHttp): Manifests {
  const urlOf = (path: string, reference: string): string => `/v2/${path}/manifests/${reference}`;

  const getManifest: Manifests["getManifest"] = async (path, reference) => {
    const answer = await http.send(
      { method: "GET", url: urlOf(path, reference), path, access: "pull", headers: { accept: ACCEPT } },
      { problemOf: (candidate) => damageOf(candidate, reference) },
    );
    if (answer.status === 404) {
      return { kind: "absent", isRepositoryMissing: answer.codes.includes("NAME_UNKNOWN") };
    }
    if (answer.status !== 200) throw unexpectedAnswer(http.host, `${path}:${reference}`, answer);
    const mediaType = manifestTypeOf(answer.body, answer.headers.get("content-type"));
    return { kind: "found", manifest: { digest: digestOf(answer.body), mediaType, bytes: answer.body } };
  };

  return {
    getManifest,

    async headManifest(path, reference, patienceMs) {
      const request = {
        url: urlOf(path, reference),
        path,
        access: "pull",
        headers: { accept: ACCEPT },
      } as const;
      const answer = await http.send({ method: "HEAD", ...request }, { patienceMs });
      if (answer.status === 404) return undefined;
      const digest = parseDigest(answer.headers.get("docker-content-digest") ?? "");
      if (answer.status !== 200) throw unexpectedAnswer(http.host, `${path}:${reference}`, answer);
      const mediaType = (answer.headers.get("content-type") ?? "").split(";", 1)[0] ?? "";
      if (digest !== undefined) return { digest, mediaType };
      // The header is optional by the specification; the body's own hash is what it would say.
      const whole = await getManifest(path, reference);
      return whole.kind === "found" ? whole.manifest : undefined;
    },

    async deleteManifest(path, reference) {
      const answer = await http.send({
        method: "DELETE",
        url: urlOf(path, reference),
        path,
        access: "delete",
      });
      if (answer.status === 202 || answer.status === 200 || answer.status === 204) return "deleted";
      if (answer.status === 404) return "absent";
      // 400: a registry that takes digests only finds the tag a malformed one.
      if (answer.status === 405 || answer.codes.includes("UNSUPPORTED") || answer.status === 400) {
        return "unsupported";
      }
      throw unexpectedAnswer(http.host, `deleting ${path}:${reference}`, answer);
    },

    async putManifest(path, reference, { bytes, mediaType }) {
      const answer = await http.send({
        method: "PUT",
        url: urlOf(path, reference),
        path,
        access: "push",
        headers: { "content-type": mediaType },
        body: bytes,
      });
      if (answer.status >= 200 && answer.status < 300) return digestOf(bytes);
      const what = `${http.host}/${path}:${reference}`;
      // ECR: 400 TAG_INVALID, Harbor: 412, GitLab and others: 4xx; the word is all they share.
      if (answer.status < 500 && /immutable/i.test(answer.said)) {
        throw new RegistryError("immutable", `${what} exists and cannot be overwritten:${answer.said}`);
      }
      if (answer.codes.includes("NAME_UNKNOWN")) {
        throw new RegistryError("missing-repository", `${http.host}/${path} does not exist:${answer.said}`);
      }
      throw unexpectedAnswer(http.host, `writing the manifest of ${path}:${reference}`, answer);
    },
  };
}

/** A proxy between us may cut a body short or serve another one; asking again usually mends it. */
function damageOf(answer: RegistryAnswer, reference: string): string | undefined {
  if (answer.status !== 200) return undefined;
  const expected = parseDigest(reference) ?? parseDigest(answer.headers.get("docker-content-digest") ?? "");
  const found = digestOf(answer.body);
  if (expected === undefined || expected === found) return undefined;
  return `the manifest of ${reference} should have the digest ${expected}, its bytes have ${found}`;
}
