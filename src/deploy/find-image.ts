/** Reads an image's manifest and config from its registry, by digest, with as few rights as it takes. */

import { userDockerConfig } from "../registry/credentials.ts";
import { type EcrClient, openEcrClient } from "../registry/ecr-client.ts";
import { parseEcrHost } from "../registry/ecr-host.ts";
import { openHostRegistry } from "../registry/host-registry.ts";
import { type ImageConfig, LARGEST_CONFIG_BYTES, parseImageConfig } from "../registry/image-config.ts";
import { digestOf, MANIFEST_TYPES, type Manifest, parseManifest } from "../registry/manifest.ts";
import { isRegistryError, RegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";
import type { DeployImage } from "./model.ts";

export type FoundDeployImage =
  | {
      readonly kind: "found";
      readonly mediaType: string;
      readonly manifest: Manifest;
      /** `undefined`: an index, or the reason is in `notice`. */
      readonly config: ImageConfig | undefined;
      readonly notice: string | undefined;
    }
  | { readonly kind: "absent" }
  /** The registry does not let this job look, or does not answer. */
  | { readonly kind: "unknown"; readonly because: string };

/** `needsConfig`: whether the architecture matters. Never throws for a registry's refusal. */
export async function findDeployImage(
  world: World,
  image: DeployImage,
  needsConfig: boolean,
): Promise<FoundDeployImage> {
  const ecr = parseEcrHost(image.host);
  const reader =
    ecr?.kind === "private" ? ecrReader(world, openEcrClient(ecr), image) : hostReader(world, image);
  try {
    const found = await reader.readManifest();
    if (found === undefined) return { kind: "absent" };
    const manifest = parseManifest(found.bytes, found.mediaType);
    if (manifest === undefined) {
      return { kind: "unknown", because: `${image.uri} is ${found.mediaType}, which is no image` };
    }
    const { mediaType } = found;
    if (manifest.kind === "index" || !needsConfig) {
      return { kind: "found", mediaType, manifest, config: undefined, notice: undefined };
    }
    try {
      const bytes = await reader.readConfig(manifest.config.digest);
      const config = bytes === undefined ? undefined : parseImageConfig(bytes);
      return { kind: "found", mediaType, manifest, config, notice: undefined };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      const notice = `the architecture of ${image.name} is not checked: ${error.message}`;
      return { kind: "found", mediaType, manifest, config: undefined, notice };
    }
  } catch (error) {
    if (isRegistryError(error, "missing-repository")) return { kind: "absent" };
    if (error instanceof RegistryError) return { kind: "unknown", because: error.message };
    throw error;
  }
}

interface Reader {
  readManifest(): Promise<{ bytes: Buffer; mediaType: string } | undefined>;
  readConfig(digest: DeployImage["digest"]): Promise<Buffer | undefined>;
}

/** ECR's own interface: two actions on the one repository, and no login. */
function ecrReader(world: World, client: EcrClient, { repository, digest }: DeployImage): Reader {
  return {
    async readManifest() {
      const answer = await client.call("ecr:BatchGetImage", repository, (sdk) =>
        sdk.batchGetImage(
          {
            registryId: client.ecr.account,
            repositoryName: repository,
            imageIds: [{ imageDigest: digest }],
            acceptedMediaTypes: [...MANIFEST_TYPES],
          },
          { abortSignal: world.cancelled },
        ),
      );
      const [failure] = answer.failures ?? [];
      if (failure !== undefined && failure.failureCode !== "ImageNotFound") {
        // An archived image, or a lost encryption key.
        throw new RegistryError(
          "unexpected",
          `${repository}@${digest}: ${failure.failureCode}: ${failure.failureReason ?? ""}`,
        );
      }
      const text = answer.images?.[0]?.imageManifest;
      if (text === undefined) return undefined;
      return { bytes: Buffer.from(text), mediaType: answer.images?.[0]?.imageManifestMediaType ?? "" };
    },
    async readConfig(layerDigest) {
      const answer = await client.call("ecr:GetDownloadUrlForLayer", repository, (sdk) =>
        sdk.getDownloadUrlForLayer(
          { registryId: client.ecr.account, repositoryName: repository, layerDigest },
          { abortSignal: world.cancelled },
        ),
      );
      const url = answer.downloadUrl;
      if (url === undefined) return undefined;
      try {
        const response = await world.http({ method: "GET", url });
        const bytes = await response.bytes();
        if (response.status === 200 && digestOf(bytes) === layerDigest) return bytes;
        throw new RegistryError(
          "unexpected",
          `the config of ${repository} came with status ${response.status}`,
        );
      } catch (error) {
        if (error instanceof RegistryError) throw error;
        throw new RegistryError("unreachable", `the config of ${repository} cannot be downloaded`, {
          cause: error,
        });
      }
    },
  };
}

/** Any other registry, with the logins that Docker has. */
function hostReader(world: World, { host, repository, digest }: DeployImage): Reader {
  const registry = openHostRegistry(world, host, { dockerConfig: userDockerConfig(world.env) });
  return {
    async readManifest() {
      const lookup = await registry.getManifest(repository, digest);
      return lookup.kind === "found" ? lookup.manifest : undefined;
    },
    readConfig: (config) => registry.getBlob(repository, config, LARGEST_CONFIG_BYTES),
  };
}
