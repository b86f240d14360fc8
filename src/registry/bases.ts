/** External base images: which digest stands behind a reference now, and what it triggers in a child's build. */

import { describeError } from "../errors.ts";
import type { Platform } from "../model.ts";
import type { World } from "../shell/world.ts";
import { readImage, readPart } from "./facts.ts";
import { type HostOptions, openHostRegistry } from "./host-registry.ts";
import { type Descriptor, type FoundManifest, parseManifest } from "./manifest.ts";
import type { OciRegistry } from "./oci.ts";
import { choosePlatform, type PlatformParts, splitPlatform } from "./platforms.ts";
import { type ImageReference, parseReference } from "./reference.ts";
import { RegistryError } from "./registry-error.ts";

/** Not knowing is a value: the caller decides whether an unreachable registry means build. */
export type BaseDigests =
  /** A digest, or `linux/amd64=sha256:… linux/arm64=sha256:…` where the platforms differ. */
  | {
      readonly kind: "resolved";
      readonly value: string;
      /** The reference's own digest, and those of the platforms' images behind it. */
      readonly digests: readonly string[];
    }
  | { readonly kind: "unresolved"; readonly reason: string };

export type BaseSettings =
  | {
      readonly kind: "known";
      readonly onbuild: readonly string[];
      readonly environment: ReadonlyMap<string, string>;
      readonly workingDirectory: string;
    }
  | { readonly kind: "unknown"; readonly reason: string };

export type BaseCheck =
  | { readonly kind: "there" }
  | { readonly kind: "absent"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

export interface BaseImages {
  /**
   * A pinned digest is answered without network. What a registry fails to tell is a reason, never thrown. `any`: it is
   * not known which platform's image will be used, so all of them count.
   */
  resolve(reference: string, platforms: readonly Platform[] | "any"): Promise<BaseDigests>;
  /** Whether it is there for the platforms: `absent` only where its registry says so. Never throws. */
  check(reference: string, platforms: readonly Platform[]): Promise<BaseCheck>;
  /** What a base brings into a Dockerfile: `ONBUILD` instructions in order, `ENV` and `WORKDIR`; reads its config. Never throws. */
  settings(reference: string, platform: Platform): Promise<BaseSettings>;
  /** Its layers. Never throws; `undefined`: its registry does not tell. */
  layers(reference: string, platform: Platform): Promise<readonly Descriptor[] | undefined>;
}

/** Opens no connection yet. Each reference is asked for once in a run, so that all images see the same base. */
export function openBaseImages(world: World, options: HostOptions): BaseImages {
  const registries = new Map<string, OciRegistry>();
  const manifests = new Map<string, Promise<FoundManifest>>();
  /** What registries said about references that they do not have. */
  const absent = new Set<string>();

  function registryOf(host: string): OciRegistry {
    const registry = registries.get(host) ?? openHostRegistry(world, host, options);
    registries.set(host, registry);
    return registry;
  }

  function manifestOf({ host, repository, tag, digest }: ImageReference): Promise<FoundManifest> {
    const name = digest ?? tag ?? "latest";
    const key = `${host}/${repository} ${name}`;
    const known = manifests.get(key);
    if (known !== undefined) return known;
    const pending = registryOf(host)
      .getManifest(repository, name)
      .then((lookup) => {
        if (lookup.kind === "found") return lookup.manifest;
        const missing = `${host}/${repository} has no ${name}`;
        absent.add(missing);
        throw new RegistryError("unexpected", missing);
      });
    manifests.set(key, pending);
    return pending;
  }

  /** `undefined`: none for the platform. Throws `RegistryError`. */
  async function imageOf(reference: ImageReference, platform: Platform) {
    const registry = registryOf(reference.host);
    const top = await manifestOf(reference);
    const parsed = parseManifest(top.bytes, top.mediaType);
    const entry =
      parsed?.kind === "index" ? choosePlatform(parsed.entries, splitPlatform(platform)) : undefined;
    if (parsed?.kind === "index" && entry === undefined) return undefined;
    const manifest = entry === undefined ? top : await readPart(registry, reference.repository, entry.digest);
    return readImage(registry, reference.repository, manifest);
  }

  return {
    async resolve(text, platforms) {
      const reference = parseReference(text);
      if (reference === undefined) return { kind: "unresolved", reason: `"${text}" is no image reference` };
      if (reference.digest !== undefined) {
        return { kind: "resolved", value: reference.digest, digests: [reference.digest] };
      }
      try {
        const manifest = await manifestOf(reference);
        return digestsOf(text, manifest, platforms);
      } catch (error) {
        return { kind: "unresolved", reason: describeFailure(error) };
      }
    },

    async check(text, platforms) {
      const reference = parseReference(text);
      if (reference === undefined) return { kind: "unknown", reason: `"${text}" is no image reference` };
      try {
        const { bytes, mediaType } = await manifestOf(reference);
        const parsed = parseManifest(bytes, mediaType);
        if (parsed?.kind !== "index") return { kind: "there" };
        const lacking = platforms.filter((one) => !choosePlatform(parsed.entries, splitPlatform(one)));
        if (lacking.length === 0) return { kind: "there" };
        const has = new Set(parsed.entries.flatMap(({ platform }) => (platform ? [nameOf(platform)] : [])));
        const reason = `${text} has no image for ${lacking.join(", ")}; it has ${[...has].join(", ")}`;
        // Entries may leave their platform out; then the builder reads it from their configs.
        return { kind: has.size > 0 ? "absent" : "unknown", reason };
      } catch (error) {
        const reason = describeFailure(error);
        return { kind: absent.has(reason) ? "absent" : "unknown", reason };
      }
    },

    async settings(text, platform) {
      const reference = parseReference(text);
      if (reference === undefined) return { kind: "unknown", reason: `"${text}" is no image reference` };
      try {
        const image = await imageOf(reference, platform);
        if (image === undefined) return { kind: "unknown", reason: `${text} has no image for ${platform}` };
        const { onbuild, environment, workingDirectory } = image.config;
        return { kind: "known", onbuild, environment, workingDirectory };
      } catch (error) {
        return { kind: "unknown", reason: describeFailure(error) };
      }
    },

    async layers(text, platform) {
      const reference = parseReference(text);
      if (reference === undefined) return undefined;
      try {
        return (await imageOf(reference, platform))?.layers;
      } catch (error) {
        describeFailure(error);
        return undefined;
      }
    },
  };
}

/** Per platform, so that another platform's or an attestation's new digest behind the tag rebuilds nothing. */
function digestsOf(
  reference: string,
  manifest: FoundManifest,
  platforms: readonly Platform[] | "any",
): BaseDigests {
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  if (parsed === undefined) return { kind: "unresolved", reason: `${reference} is no image` };
  if (parsed.kind === "image") {
    return { kind: "resolved", value: manifest.digest, digests: [manifest.digest] };
  }
  if (platforms === "any") {
    const all = parsed.entries.map(({ digest }) => digest);
    return { kind: "resolved", value: manifest.digest, digests: [manifest.digest, ...all] };
  }
  const found: string[] = [];
  const digests = new Set<string>();
  for (const platform of [...platforms].sort()) {
    const entry = choosePlatform(parsed.entries, splitPlatform(platform));
    if (entry === undefined) {
      return { kind: "unresolved", reason: `${reference} has no image for ${platform}` };
    }
    found.push(`${platform}=${entry.digest}`);
    digests.add(entry.digest);
  }
  const [only] = digests;
  const value = digests.size === 1 && only !== undefined ? only : found.join(" ");
  return { kind: "resolved", value, digests: [manifest.digest, ...digests] };
}

function nameOf({ os, architecture, variant }: PlatformParts): string {
  return [os, architecture, variant].filter((part) => part !== "").join("/");
}

/** A bug must not pass for a registry that does not answer. */
function describeFailure(error: unknown): string {
  if (error instanceof RegistryError) return describeError(error);
  throw error;
}
