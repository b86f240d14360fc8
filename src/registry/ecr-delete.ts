/** Removes tags through ECR's own interface: an image that another tag has too stays. */
import type { Deletion } from "./delete-tags.ts";
import type { EcrClient } from "./ecr-client.ts";
import { isRegistryError } from "./registry-error.ts";

const TAGS_PER_CALL = 100;

/** Throws `RegistryError`, kind `denied` without ecr:BatchDeleteImage. */
export async function deleteEcrTags(
  client: EcrClient,
  path: string,
  tags: readonly string[],
): Promise<Deletion> {
  const removed: string[] = [];
  const kept: { tag: string; because: string }[] = [];
  for (let at = 0; at < tags.length; at += TAGS_PER_CALL) {
    const batch = tags.slice(at, at + TAGS_PER_CALL);
    try {
      const { failures = [] } = await client.call("ecr:BatchDeleteImage", path, (sdk) =>
        sdk.batchDeleteImage({
          registryId: client.ecr.account,
          repositoryName: path,
          imageIds: batch.map((imageTag) => ({ imageTag })),
        }),
      );
      const failed = new Map(failures.map((failure) => [failure.imageId?.imageTag, failure]));
      for (const tag of batch) {
        const failure = failed.get(tag);
        if (failure === undefined || failure.failureCode === "ImageNotFound") removed.push(tag);
        else kept.push({ tag, because: `${failure.failureCode}: ${failure.failureReason ?? ""}` });
      }
    } catch (error) {
      if (isRegistryError(error, "missing-repository")) return { removed, kept };
      throw error;
    }
  }
  return { removed, kept };
}
