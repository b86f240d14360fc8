/** Repositories of ECR Public. They have no mutability, lifecycle or Lambda: Lambda takes private images only. */
import type { World } from "../shell/world.ts";
import { openEcrPublicSdk } from "./ecr-client.ts";
import { awsErrorName, describeEcrError } from "./ecr-error.ts";
import type { RepositoryOptions } from "./image-store.ts";
import { RegistryError } from "./registry-error.ts";

/** `path` begins with the registry's alias, which the interface does not take. Throws `RegistryError`. */
export async function ensureEcrPublicRepository(
  world: World,
  path: string,
  options: RepositoryOptions,
): Promise<void> {
  const repositoryName = path.slice(path.indexOf("/") + 1);
  const sdk = await openEcrPublicSdk();
  let action = "ecr-public:DescribeRepositories";
  try {
    await sdk.describeRepositories({ repositoryNames: [repositoryName] });
  } catch (error) {
    const call = { action, ecr: { kind: "public" }, path } as const;
    if (awsErrorName(error) !== "RepositoryNotFoundException") throw describeEcrError(error, call);
    if (!options.create) {
      const remedy = "create it, or let this action do so (input create-repositories: true)";
      throw new RegistryError("missing-repository", `ECR Public has no repository ${path}; ${remedy}`);
    }
    action = "ecr-public:CreateRepository";
    try {
      await sdk.createRepository({ repositoryName });
      world.log.info(`Created the ECR Public repository ${path}.`);
    } catch (creation) {
      if (awsErrorName(creation) === "RepositoryAlreadyExistsException") return;
      throw describeEcrError(creation, { ...call, action });
    }
  }
}
