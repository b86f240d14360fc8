/** Lookups and tags through ECR's own interface, which a usual push role may use. */
import type { BatchGetImageCommandOutput, Image } from "@aws-sdk/client-ecr";
import type { EcrClient } from "./ecr-client.ts";
import { awsErrorName } from "./ecr-error.ts";
import { digestOf, type FoundManifest, MANIFEST_TYPES } from "./manifest.ts";
import type { OciRegistry } from "./oci.ts";
import { isRegistryError, RegistryError } from "./registry-error.ts";

const TAGS_PER_CALL = 100;

/** The manifests behind those of `tags` that exist; a missing repository has none. Throws `RegistryError`. */
export async function findEcrImages(
  client: EcrClient,
  registry: Pick<OciRegistry, "getManifest">,
  path: string,
  tags: readonly string[],
): Promise<ReadonlyMap<string, FoundManifest>> {
  const batches: string[][] = [];
  const unique = [...new Set(tags)];
  for (let at = 0; at < unique.length; at += TAGS_PER_CALL)
    batches.push(unique.slice(at, at + TAGS_PER_CALL));
  const found = new Map<string, FoundManifest>();
  await Promise.all(
    batches.map(async (batch) => {
      for (const image of await getImages(client, path, batch)) {
        const tag = image.imageId?.imageTag;
        if (tag === undefined) continue;
        const manifest = readManifest(image) ?? (await getByHttp(registry, path, tag));
        if (manifest !== undefined) found.set(tag, manifest);
      }
    }),
  );
  return found;
}

/** Whether the repository exists; asks with the action that every push role has, not DescribeRepositories. */
export async function ecrRepositoryExists(client: EcrClient, path: string): Promise<boolean> {
  try {
    await batchGetImage(client, path, ["latest"]);
    return true;
  } catch (error) {
    if (isRegistryError(error, "missing-repository")) return false;
    throw error;
  }
}

/** Lets a tag point to a manifest that the repository has the parts of; the bytes stay as they are. */
export async function tagEcrImage(
  client: EcrClient,
  path: string,
  manifest: FoundManifest,
  tag: string,
): Promise<void> {
  const request = {
    registryId: client.ecr.account,
    repositoryName: path,
    imageManifest: manifest.bytes.toString("utf8"),
    imageManifestMediaType: manifest.mediaType,
    imageTag: tag,
    imageDigest: manifest.digest,
  };
  const harmless = ["ImageAlreadyExistsException", "ImageTagAlreadyExistsException"];
  try {
    await client.call("ecr:PutImage", path, (sdk) => sdk.putImage(request), harmless);
  } catch (error) {
    // The same digest under the same tag.
    if (awsErrorName(error) === "ImageAlreadyExistsException") return;
    if (awsErrorName(error) !== "ImageTagAlreadyExistsException") throw error;
    const [holder] = await getImages(client, path, [tag]);
    if (holder?.imageId?.imageDigest === manifest.digest) return;
    throw new RegistryError(
      "immutable",
      `${path}:${tag} is immutable and has the digest ${holder?.imageId?.imageDigest ?? "of another image"}, ` +
        `not ${manifest.digest}; use another tag, or exclude it from the repository's tag immutability`,
      { cause: error },
    );
  }
}

async function getImages(
  client: EcrClient,
  path: string,
  tags: readonly string[],
): Promise<readonly Image[]> {
  let answer: BatchGetImageCommandOutput;
  try {
    answer = await batchGetImage(client, path, tags);
  } catch (error) {
    if (isRegistryError(error, "missing-repository")) return [];
    throw error;
  }
  // Absent is `ImageNotFound` and nothing else: an archived image or a lost key must not look like "build it".
  const failure = answer.failures?.find(({ failureCode }) => failureCode !== "ImageNotFound");
  if (failure === undefined) return answer.images ?? [];
  const said = `${failure.failureCode}: ${failure.failureReason ?? ""}`;
  throw new RegistryError(
    "unexpected",
    `ECR, ${path}:${failure.imageId?.imageTag ?? ""} cannot be read (${said})`,
  );
}

function batchGetImage(
  client: EcrClient,
  path: string,
  tags: readonly string[],
): Promise<BatchGetImageCommandOutput> {
  return client.call("ecr:BatchGetImage", path, (sdk) =>
    sdk.batchGetImage({
      registryId: client.ecr.account,
      repositoryName: path,
      imageIds: tags.map((imageTag) => ({ imageTag })),
      acceptedMediaTypes: [...MANIFEST_TYPES],
    }),
  );
}

/** `undefined`: the text is not what was pushed (ECR translates a type that was not accepted). */
function readManifest(image: Image): FoundManifest | undefined {
  const bytes = Buffer.from(image.imageManifest ?? "", "utf8");
  const digest = digestOf(bytes);
  if (digest !== image.imageId?.imageDigest || image.imageManifestMediaType === undefined) return undefined;
  return { digest, mediaType: image.imageManifestMediaType, bytes };
}

async function getByHttp(
  registry: Pick<OciRegistry, "getManifest">,
  path: string,
  tag: string,
): Promise<FoundManifest | undefined> {
  const lookup = await registry.getManifest(path, tag);
  return lookup.kind === "found" ? lookup.manifest : undefined;
}
