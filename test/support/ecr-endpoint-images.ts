/** BatchGetImage and PutImage of the ECR stand-in; the images lie in the real registry behind it. */
import { digestOf } from "../../src/registry/manifest.ts";
import { AwsError, type EcrRepository, type EcrState, isImmutableTag } from "./ecr-state.ts";

type Input = Readonly<Record<string, unknown>>;

/** Up to a hundred images of the registry behind, by tag or digest. */
export async function batchGetImage(state: EcrState, { name }: EcrRepository, input: Input): Promise<object> {
  const ids: readonly { imageTag?: string; imageDigest?: string }[] = Array.isArray(input.imageIds)
    ? input.imageIds
    : [];
  if (ids.length === 0 || ids.length > 100)
    throw new AwsError("InvalidParameterException", "1 to 100 imageIds");
  const images: object[] = [];
  const failures: object[] = [];
  for (const imageId of ids) {
    const found = await readManifest(state, name, imageId.imageDigest ?? imageId.imageTag ?? "");
    if (found === undefined) {
      failures.push({ imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" });
      continue;
    }
    images.push({
      registryId: state.account,
      repositoryName: name,
      imageId: { ...imageId, imageDigest: digestOf(found.bytes) },
      imageManifest: found.bytes.toString("utf8"),
      imageManifestMediaType: found.mediaType,
    });
  }
  return { images, failures };
}

/** Takes tags away; the registry behind deletes whole images, so one that another tag has stays there. */
export async function batchDeleteImage(
  state: EcrState,
  { name }: EcrRepository,
  input: Input,
): Promise<object> {
  const ids: readonly { imageTag?: string }[] = Array.isArray(input.imageIds) ? input.imageIds : [];
  if (ids.length === 0 || ids.length > 100)
    throw new AwsError("InvalidParameterException", "1 to 100 imageIds");
  const failures: object[] = [];
  const imageIds: object[] = [];
  for (const imageId of ids) {
    const found = await readManifest(state, name, imageId.imageTag ?? "");
    if (found === undefined) {
      failures.push({ imageId, failureCode: "ImageNotFound", failureReason: "Requested image not found" });
      continue;
    }
    const imageDigest = digestOf(found.bytes);
    await fetch(`http://${state.registryHost}/v2/${name}/manifests/${imageDigest}`, { method: "DELETE" });
    imageIds.push({ ...imageId, imageDigest });
  }
  return { imageIds, failures };
}

/** Writes a manifest into the registry behind, by ECR's rules for tags. */
export async function putImage(state: EcrState, repository: EcrRepository, input: Input): Promise<object> {
  const bytes = Buffer.from(String(input.imageManifest));
  const digest = digestOf(bytes);
  const tag = typeof input.imageTag === "string" ? input.imageTag : undefined;
  if (input.imageDigest !== undefined && input.imageDigest !== digest) {
    throw new AwsError(
      "ImageDigestDoesNotMatchException",
      `The image digest ${String(input.imageDigest)} does not match`,
    );
  }
  const holder = await readManifest(state, repository.name, tag ?? digest);
  if (holder !== undefined && digestOf(holder.bytes) === digest) {
    const text = `Image with digest '${digest}' and tag '${tag ?? ""}' already exists in the repository with name '${repository.name}'`;
    throw new AwsError("ImageAlreadyExistsException", text);
  }
  if (holder !== undefined && tag !== undefined && isImmutableTag(repository, tag)) {
    const text = `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`;
    throw new AwsError("ImageTagAlreadyExistsException", text);
  }
  const response = await fetch(
    `http://${state.registryHost}/v2/${repository.name}/manifests/${tag ?? digest}`,
    {
      method: "PUT",
      headers: { "content-type": String(input.imageManifestMediaType) },
      body: bytes,
    },
  );
  if (!response.ok) throw new AwsError("LayersNotFoundException", (await response.text()).trim());
  return {
    image: {
      registryId: state.account,
      repositoryName: repository.name,
      imageId: { imageDigest: digest, imageTag: tag },
    },
  };
}

async function readManifest(
  state: EcrState,
  name: string,
  reference: string,
): Promise<{ bytes: Buffer; mediaType: string } | undefined> {
  const accept = [
    "oci.image.index.v1",
    "oci.image.manifest.v1",
    "docker.distribution.manifest.list.v2",
    "docker.distribution.manifest.v2",
  ];
  const response = await fetch(`http://${state.registryHost}/v2/${name}/manifests/${reference}`, {
    headers: { accept: accept.map((type) => `application/vnd.${type}+json`).join(", ") },
  });
  if (!response.ok) return undefined;
  const bytes = Buffer.from(await response.arrayBuffer());
  return { bytes, mediaType: response.headers.get("content-type") ?? "" };
}
