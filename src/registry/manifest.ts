/** What a manifest's bytes say: the four types that carry images, Docker's and OCI's, single and index. */
import { createHash } from "node:crypto";
import type { Digest, FoundManifest } from "../model.ts";
import { type JsonObject, numberAt, objectAt, objectsAt, parseJsonObject, stringAt } from "./json.ts";
import { type PlatformParts, parsePlatformParts } from "./platforms.ts";
import { parseDigest } from "./reference.ts";

export const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
export const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
export const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
export const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
export const MANIFEST_TYPES = [OCI_INDEX, OCI_MANIFEST, DOCKER_LIST, DOCKER_MANIFEST] as const;

export type { FoundManifest };

export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  /** Digest of a layer's eStargz index, by which BuildKit finds it; absent: the layer is not in eStargz. */
  readonly toc?: string;
}

const TOC = "containerd.io/snapshot/stargz/toc.digest";

export interface IndexEntry extends Descriptor {
  /** `undefined`: none is told, or it is `unknown/unknown`, which marks an attestation. */
  readonly platform: PlatformParts | undefined;
}

export type Manifest =
  | { readonly kind: "index"; readonly entries: readonly IndexEntry[] }
  | { readonly kind: "image"; readonly config: Descriptor; readonly layers: readonly Descriptor[] };

/** `sha256:…` of bytes. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}` as Digest;
}

/** `undefined`: neither an image manifest nor an index. The body's own `mediaType` wins over the header's, as its digest vouches for it. */
export function parseManifest(bytes: Uint8Array, mediaType: string): Manifest | undefined {
  const json = parseJsonObject(bytes);
  if (json === undefined) return undefined;
  const type = stringAt(json, "mediaType") ?? mediaType;
  if (type === OCI_INDEX || type === DOCKER_LIST) {
    const entries = objectsAt(json, "manifests").map(parseIndexEntry);
    return entries.every((entry) => entry !== undefined) ? { kind: "index", entries } : undefined;
  }
  if (type !== OCI_MANIFEST && type !== DOCKER_MANIFEST) return undefined;
  const config = parseDescriptor(objectAt(json, "config"));
  const layers = objectsAt(json, "layers").map(parseDescriptor);
  if (config === undefined || !layers.every((layer) => layer !== undefined)) return undefined;
  return { kind: "image", config, layers };
}

/** The media type that a manifest must be sent with: its own, where it names one. */
export function manifestTypeOf(bytes: Uint8Array, header: string | null): string {
  const told = header?.split(";", 1)[0]?.trim().toLowerCase();
  return stringAt(parseJsonObject(bytes), "mediaType") ?? told ?? "";
}

function parseDescriptor(json: JsonObject | undefined): Descriptor | undefined {
  const digest = parseDigest(stringAt(json, "digest") ?? "");
  const size = numberAt(json, "size");
  if (digest === undefined || size === undefined) return undefined;
  const toc = stringAt(objectAt(json, "annotations"), TOC);
  return {
    mediaType: stringAt(json, "mediaType") ?? "",
    digest,
    size,
    ...(toc === undefined ? {} : { toc }),
  };
}

function parseIndexEntry(json: JsonObject): IndexEntry | undefined {
  const descriptor = parseDescriptor(json);
  if (descriptor === undefined) return undefined;
  const isAttestation =
    stringAt(objectAt(json, "annotations"), "vnd.docker.reference.type") === "attestation-manifest";
  const platform = isAttestation ? undefined : parsePlatformParts(objectAt(json, "platform"));
  return { ...descriptor, platform };
}
