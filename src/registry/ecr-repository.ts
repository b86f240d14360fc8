/** Making sure that an ECR repository is there before anything is built for it. */
import type { World } from "../shell/world.ts";
import type { EcrClient } from "./ecr-client.ts";
import { awsErrorName } from "./ecr-error.ts";
import { ecrRepositoryExists } from "./ecr-images.ts";
import {
  allowLambda,
  cacheLifecycle,
  chooseMutability,
  imageLifecycle,
  type TagMutability,
} from "./ecr-policies.ts";
import type { RepositoryOptions } from "./image-store.ts";
import { isRegistryError, RegistryError } from "./registry-error.ts";

/** What endpoints that do not know exclusion filters answer: older regions' ECR, LocalStack, proxies. */
const REFUSALS = [
  "InvalidParameterException",
  "ValidationException",
  "ValidationError",
  "SerializationException",
];

/**
 * Creates the repository where it is missing. An existing one keeps all its settings; only AWS Lambda's
 * right to pull is added for images that Lambda runs. Throws `RegistryError`.
 */
export async function ensureEcrRepository(
  world: World,
  client: EcrClient,
  path: string,
  options: RepositoryOptions,
): Promise<void> {
  const isThere = await ecrRepositoryExists(client, path);
  const isNew = isThere ? false : await createRepository(world, client, path, options);
  if (options.runtime !== "lambda" || options.purpose === "cache") return;
  // Lambda tries to add this itself at deploy time, with the deploying role's rights; so it is no failure.
  await tolerate(world, isNew, "AWS Lambda was not allowed to pull from a repository", () =>
    letLambdaPull(client, path),
  );
}

/** `false`: somebody else created it at the same time, for example another leg of the matrix. */
async function createRepository(
  world: World,
  client: EcrClient,
  path: string,
  options: RepositoryOptions,
): Promise<boolean> {
  const { account, region } = client.ecr;
  if (!options.create) {
    throw new RegistryError(
      "missing-repository",
      `ECR of account ${account} in ${region} has no repository ${path}; create it, or let this action do so ` +
        "(input create-repositories: true, which needs ecr:CreateRepository and ecr:PutLifecyclePolicy)",
    );
  }
  const isCache = options.purpose === "cache";
  const mutability: TagMutability = isCache ? { kind: "mutable" } : chooseMutability(options.movingTags);
  try {
    await create(client, path, mutability);
  } catch (error) {
    if (awsErrorName(error) === "RepositoryAlreadyExistsException") return false;
    if (mutability.kind === "mutable" || !REFUSALS.includes(awsErrorName(error))) throw error;
    world.log.debug(`${path}: ECR refused tag exclusions (${awsErrorName(error)}); its tags will be mutable`);
    if (!(await createMutable(client, path))) return false;
  }
  world.log.info(`Created the ECR repository ${path} in ${region}.`);
  await tolerate(world, true, "The new repository has no lifecycle policy", () =>
    client.call("ecr:PutLifecyclePolicy", path, (sdk) =>
      sdk.putLifecyclePolicy({
        registryId: account,
        repositoryName: path,
        lifecyclePolicyText: isCache ? cacheLifecycle() : imageLifecycle(),
      }),
    ),
  );
  return true;
}

async function createMutable(client: EcrClient, path: string): Promise<boolean> {
  try {
    await create(client, path, { kind: "mutable" }, []);
    return true;
  } catch (error) {
    if (awsErrorName(error) === "RepositoryAlreadyExistsException") return false;
    throw error;
  }
}

/** `refusals` are thrown as they came, for the caller to look at. */
async function create(
  client: EcrClient,
  path: string,
  mutability: TagMutability,
  refusals: readonly string[] = mutability.kind === "mutable" ? [] : REFUSALS,
): Promise<void> {
  const expected = ["RepositoryAlreadyExistsException", ...refusals];
  await client.call(
    "ecr:CreateRepository",
    path,
    (sdk) =>
      sdk.createRepository({
        registryId: client.ecr.account,
        repositoryName: path,
        imageScanningConfiguration: { scanOnPush: true },
        ...(mutability.kind === "mutable"
          ? { imageTagMutability: "MUTABLE" }
          : {
              imageTagMutability: "IMMUTABLE_WITH_EXCLUSION",
              imageTagMutabilityExclusionFilters: mutability.filters.map((filter) => ({
                filterType: "WILDCARD",
                filter,
              })),
            }),
      }),
    expected,
  );
}

async function letLambdaPull(client: EcrClient, path: string): Promise<void> {
  const name = { registryId: client.ecr.account, repositoryName: path };
  const none = ["RepositoryPolicyNotFoundException"];
  const existing = await client
    .call("ecr:GetRepositoryPolicy", path, (sdk) => sdk.getRepositoryPolicy(name), none)
    .then(({ policyText }) => policyText)
    .catch((error: unknown) => {
      if (none.includes(awsErrorName(error))) return undefined;
      throw error;
    });
  const policyText = allowLambda(existing, client.ecr);
  if (policyText === undefined) return;
  await client.call("ecr:SetRepositoryPolicy", path, (sdk) =>
    sdk.setRepositoryPolicy({ ...name, policyText }),
  );
}

async function tolerate(
  world: World,
  isWorthAWarning: boolean,
  consequence: string,
  task: () => Promise<unknown>,
): Promise<void> {
  try {
    await task();
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const message = `${consequence}. ${error.message}`;
    if (isWorthAWarning || !isRegistryError(error, "denied")) world.log.warning(message);
    else world.log.debug(message);
  }
}
