/** Whether ECR would refuse another image under a tag: asked before a rebuild of hours, not after it. */
import type { EcrClient } from "./ecr-client.ts";
import { isRegistryError } from "./registry-error.ts";

/** `false` also where the role may not ask (`ecr:DescribeRepositories`): then the push tells. */
export async function isEcrTagImmutable(client: EcrClient, path: string, tag: string): Promise<boolean> {
  try {
    const answer = await client.call("ecr:DescribeRepositories", path, (sdk) =>
      sdk.describeRepositories({ registryId: client.ecr.account, repositoryNames: [path] }),
    );
    const repository = answer.repositories?.[0];
    const filters = (repository?.imageTagMutabilityExclusionFilters ?? []).map(({ filter }) => filter ?? "");
    switch (repository?.imageTagMutability) {
      case "IMMUTABLE":
        return true;
      case "IMMUTABLE_WITH_EXCLUSION":
        return !filters.some((filter) => matchesFilter(filter, tag));
      case "MUTABLE_WITH_EXCLUSION":
        return filters.some((filter) => matchesFilter(filter, tag));
      default:
        return false;
    }
  } catch (error) {
    if (isRegistryError(error, "denied")) return false;
    throw error;
  }
}

/** ECR's wildcard: `*` is any text; other characters stand for themselves. */
export function matchesFilter(filter: string, tag: string): boolean {
  const pattern = filter
    .split("*")
    .map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"))
    .join(".*");
  return new RegExp(`^${pattern}$`).test(tag);
}
