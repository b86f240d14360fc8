/** Errors of CloudFormation, Lambda and ECS, told with the next move and sorted by what can be done about them. */
import { UserError } from "../errors.ts";
import { describeConnectionError } from "../registry/retry.ts";

export type AwsErrorKind =
  /** No credentials, unknown ones, or the role lacks the action. */
  | "denied"
  | "expired"
  /** Throttled, 5xx or no answer, after the SDK's own retries: the same call may work later. */
  | "transient"
  /** The run was cancelled while the call was under way. */
  | "cancelled"
  /** AWS understood and refused: `awsName` and `said` tell why. */
  | "refused";

export class AwsError extends UserError {
  override readonly name = "AwsError";
  readonly kind: AwsErrorKind;
  /** `ValidationError`, `ChangeSetNotFoundException`. */
  readonly awsName: string;
  /** Amazon's own words. */
  readonly said: string;

  constructor(kind: AwsErrorKind, awsName: string, said: string, message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
    this.awsName = awsName;
    this.said = said;
  }
}

const CONFIGURE =
  "put aws-actions/configure-aws-credentials before this action and give its job `permissions: id-token: write`";
const NO_CREDENTIALS = /^(CredentialsProviderError|TokenProviderError|NoCredentialProviders)$/;
const EXPIRED = /^(ExpiredToken|ExpiredTokenException|RequestExpired|TokenRefreshRequired)$/;
const UNKNOWN_CREDENTIALS =
  /^(UnrecognizedClientException|InvalidClientTokenId|InvalidSignatureException|SignatureDoesNotMatch|MissingAuthenticationToken(Exception)?|IncompleteSignature)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/;
const THROTTLED =
  /^(Throttling|ThrottlingException|ThrottledException|TooManyRequestsException|RequestLimitExceeded|LimitExceeded|ServiceUnavailable|InternalFailure|InternalError|ServerException)$/;

/** `action` is the IAM action behind the call (`cloudformation:DescribeStacks`). One that is an `AwsError` is passed on. */
export function describeAwsError(error: unknown, action: string): AwsError {
  if (error instanceof AwsError) return error;
  const name = error instanceof Error ? error.name : "";
  const said = error instanceof Error ? error.message : String(error);
  const make = (kind: AwsErrorKind, text: string): AwsError => new AwsError(kind, name, said, text, error);

  if (name === "AbortError") return make("cancelled", `${action}: the run was cancelled`);
  if (NO_CREDENTIALS.test(name))
    return make("denied", `${action}: no AWS credentials (${said}); ${CONFIGURE}`);
  if (EXPIRED.test(name) || /security token.*expired/i.test(said)) {
    const remedy = "ask for a longer session (role-duration-seconds), or run configure-aws-credentials again";
    return make("expired", `${action}: the AWS credentials have expired; ${remedy}`);
  }
  if (UNKNOWN_CREDENTIALS.test(name)) {
    return make(
      "denied",
      `${action}: AWS does not accept these credentials (${name}: ${said}); ${CONFIGURE}`,
    );
  }
  if (DENIED.test(name)) {
    const missing = /perform:? ([\w-]+:\w+)/.exec(said)?.[1] ?? action;
    const resource = /on resource:? (\S+)/.exec(said)?.[1];
    const where = resource === undefined ? "" : ` on ${resource}`;
    return make("denied", `AWS denies ${missing}; allow it${where} for the role of this job. ${said}`);
  }
  const status = statusOf(error);
  if (THROTTLED.test(name) || status === undefined || status >= 500 || status === 429) {
    const text = status === undefined ? describeConnectionError(error).text : `${name}: ${said}`;
    return make("transient", `${action} had no answer after several tries (${text})`);
  }
  return make("refused", `${action} was refused (${name}: ${said})`);
}

/** Whether AWS refused in these words; the Query protocol has one name, `ValidationError`, for many things. */
export function saysNo(error: unknown, words: RegExp): error is AwsError {
  return (
    error instanceof AwsError && error.kind === "refused" && words.test(`${error.awsName}: ${error.said}`)
  );
}

export function isAwsError(error: unknown, ...kinds: readonly AwsErrorKind[]): error is AwsError {
  return error instanceof AwsError && kinds.includes(error.kind);
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
