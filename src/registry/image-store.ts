import type { Digest, LayerSize, Platform, RegistryTarget, Runtime } from "../model.ts";
import type { Deletion } from "./delete-tags.ts";
import type { FoundManifest } from "./manifest.ts";
import type { OciRegistry } from "./oci.ts";

export type { FoundManifest } from "./manifest.ts";

/** What an image's configs and manifests tell about it. */
export interface ImageFacts {
  /** Labels on which the images of all wanted platforms agree. */
  readonly labels: ReadonlyMap<string, string>;
  /** Wanted platforms that the image does not have; not empty means: not the image that was asked for. */
  readonly missingPlatforms: readonly Platform[];
  /** Compressed bytes of the wanted platforms' layers, a shared layer counted once. */
  readonly sizeBytes: number;
  /** Of the first wanted platform. */
  readonly layers: readonly LayerSize[];
}

export interface RepositoryOptions {
  /** `cache` repositories stay mutable and lose untagged manifests after a day. Default `image`. */
  readonly purpose?: "image" | "cache";
  /** `lambda`: AWS Lambda is allowed to pull from the repository. */
  readonly runtime: Runtime;
  /** Tags that will move (`latest`, a branch's name), on top of the ones every run moves. */
  readonly movingTags: readonly string[];
  /** `false`: a missing repository is a `RegistryError` of kind `missing-repository`. */
  readonly create: boolean;
}

/**
 * Where images are looked up, tagged and copied; the product's only view of the target registry.
 *
 * `repository` is always the name below the registry's prefix, as the images file has it. Every method
 * may be called for hundreds of images at once: at most 16 requests are under way. All of them throw
 * `RegistryError`: `denied` where credentials are missing or refused, `unreachable` where the registry
 * gave no usable answer after the retries.
 */
export interface ImageStore {
  readonly target: RegistryTarget;
  /** The OCI client behind it, for artifacts such as build records; takes `pathOf(repository)`. */
  readonly registry: OciRegistry;
  /** The manifests behind those of `tags` that exist. A missing repository has none. */
  find(repository: string, tags: readonly string[]): Promise<ReadonlyMap<string, FoundManifest>>;
  /** Reads the image's configs; one small request for each platform, two for an index. */
  labels(repository: string, manifest: FoundManifest, platforms: readonly Platform[]): Promise<ImageFacts>;
  /** Lets `tag` point to the manifest, byte for byte; done already is fine. Throws kind `immutable` where an immutable tag has another digest. */
  tag(repository: string, manifest: FoundManifest, tag: string): Promise<void>;
  /** Whether a tag that has an image can never get another one; `false` where the registry does not tell. */
  isTagImmutable(repository: string, tag: string): Promise<boolean>;
  /** The same image under another repository of this registry, blobs mounted where the registry allows it, and tagged there. */
  copy(fromRepository: string, toRepository: string, manifest: FoundManifest, tag: string): Promise<void>;
  /** At most 10,000 tags; a missing repository has none. */
  listTags(repository: string): Promise<readonly string[]>;
  /** Removes tags of `all`, which are those of `listTags`, and nothing that another tag needs; gone already is fine. */
  deleteTags(repository: string, tags: readonly string[], all: readonly string[]): Promise<Deletion>;
  /** Whether a layer of one repository can be mounted into another; `undefined`: only a try tells. Throws RegistryError. */
  mountsBlobs(): Promise<boolean | undefined>;
  /** Makes sure that pushes find a repository. Nothing to do on registries other than ECR. */
  ensureRepository(repository: string, options: RepositoryOptions): Promise<void>;
  /**
   * Puts credentials that last into the private DOCKER_CONFIG; to be called before each build and push.
   * `"new"`: the registry refused those that it has.
   */
  prepareLogin(which?: "lasting" | "new"): Promise<void>;
  /** `host/prefix/repository@sha256:…`, what is deployed. */
  uriOf(repository: string, digest: Digest): string;
  /** `host/prefix/repository:tag`, what is pushed. */
  referenceOf(repository: string, tag: string): string;
  /** `prefix/repository`, the name in the registry's own terms. */
  pathOf(repository: string): string;
}
