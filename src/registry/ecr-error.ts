/** Amazon's errors, told with the next move: which IAM action is missing, whose credentials these are, what to renew. */
import type { EcrHost } from "../model.ts";
import { repositoryArn } from "./ecr-host.ts";
import { RegistryError } from "./registry-error.ts";
import { describeConnectionError } from "./retry.ts";

export interface EcrCall {
  /** The IAM action that the call needs: `ecr:BatchGetImage`. */
  readonly action: string;
  readonly ecr: EcrHost;
  /** Repository in the registry's own terms; `undefined` for calls about the whole registry. */
  readonly path: string | undefined;
  /** The account of the credentials in use, where a token told it. */
  readonly callerAccount?: string | undefined;
}

const CONFIGURE =
  "put aws-actions/configure-aws-credentials before this action and give its job `permissions: id-token: write`";
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|NoCredentialProviders)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN_CREDENTIALS =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?)$/;
const ACCESS_DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;
const OVERLOADED =
  /^(Throttling|ThrottlingException|TooManyRequestsException|RequestLimitExceeded|ServerException)$/;

/** The name of an AWS error (`RepositoryNotFoundException`), or "" for anything else. */
export function awsErrorName(error: unknown): string {
  return error instanceof Error ? error.name : "";
}

/** Every error of a call as a `RegistryError`; one that is already is passed on. */
export function describeEcrError(error: unknown, call: EcrCall): RegistryError {
  if (error instanceof RegistryError) return error;
  const name = awsErrorName(error);
  const said = error instanceof Error ? error.message : String(error);
  const where = placeOf(call);
  const make = (kind: RegistryError["kind"], text: string): RegistryError =>
    new RegistryError(kind, text, { cause: error });

  if (NO_CREDENTIALS.test(name))
    return make("denied", `${where}: no AWS credentials (${said}); ${CONFIGURE}`);
  if (EXPIRED.test(name) || /security token.*expired/i.test(said)) {
    const remedy = "ask for a longer session (role-duration-seconds), or run configure-aws-credentials again";
    return make("denied", `${where}: the AWS credentials have expired; ${remedy}`);
  }
  if (UNKNOWN_CREDENTIALS.test(name)) {
    return make("denied", `${where}: AWS does not accept these credentials (${name}: ${said}); ${CONFIGURE}`);
  }
  if (ACCESS_DENIED.test(name)) return make("denied", describeDenial(said, call));
  if (name === "RepositoryNotFoundException") {
    return make("missing-repository", `${where}: the repository does not exist. ${said}`);
  }
  const status = statusOf(error);
  if (OVERLOADED.test(name) || (status !== undefined && (status >= 500 || status === 429))) {
    return make("unreachable", `${where}: ${call.action} failed after several tries (${name}: ${said})`);
  }
  if (status === undefined) {
    const { text } = describeConnectionError(error);
    return make("unreachable", `${where}: no answer to ${call.action}: ${text}`);
  }
  return make("unexpected", `${where}: ${call.action} failed (${name}: ${said})`);
}

/** The hint for a refusal of the registry's HTTP interface, which does not name the action. */
export function describeMissingRights(
  ecr: EcrHost,
  path: string,
  access: "pull" | "push" | "delete",
): string {
  const service = ecr.kind === "public" ? "ecr-public" : "ecr";
  const pull = ["BatchGetImage", "GetDownloadUrlForLayer", "BatchCheckLayerAvailability"];
  const push = ["InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload", "PutImage"];
  const actions = { pull, push: [...push, ...pull], delete: ["BatchDeleteImage"] }[access];
  const resource = ecr.kind === "private" ? repositoryArn(ecr, path) : path;
  return `allow ${actions.map((action) => `${service}:${action}`).join(", ")} on ${resource}`;
}

function describeDenial(said: string, call: EcrCall): string {
  const action = /perform:? (ecr(?:-public)?:\w+)/.exec(said)?.[1] ?? call.action;
  const caller = /arn:aws[\w-]*:(?:sts|iam)::(\d{12}):/.exec(said)?.[1] ?? call.callerAccount;
  const { ecr, path } = call;
  // GetAuthorizationToken and DescribeRegistry know no resource but `*`.
  const resource =
    path === undefined || ecr.kind === "public" || action === "ecr:GetAuthorizationToken"
      ? '"*"'
      : repositoryArn(ecr, path);
  const foreign =
    ecr.kind === "private" && caller !== undefined && caller !== ecr.account
      ? `; the credentials belong to account ${caller}, the registry to ${ecr.account}, so the repository's own policy has to allow it too`
      : "";
  return `${placeOf(call)}: AWS denies ${action}; allow it on ${resource} for the role of this job${foreign}. ${said}`;
}

function placeOf({ ecr, path }: EcrCall): string {
  const registry = ecr.kind === "public" ? "ECR Public" : `ECR of account ${ecr.account} in ${ecr.region}`;
  return path === undefined ? registry : `${registry}, ${path}`;
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
