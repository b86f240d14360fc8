/** What a stand-in for Amazon ECR remembers; its images lie in a real registry behind it. */
import { randomBytes } from "node:crypto";

export interface EcrRepository {
  readonly name: string;
  mutability: string;
  /** Wildcards of `IMMUTABLE_WITH_EXCLUSION`. */
  filters: readonly string[];
  scanOnPush: boolean;
  lifecycle?: string;
  policy?: string;
}

export interface EcrState {
  readonly account: string;
  readonly region: string;
  /** `localhost:PORT` of the registry that holds the images. */
  readonly registryHost: string;
  readonly repositories: Map<string, EcrRepository>;
  /** IAM actions that the caller lacks: `ecr:PutImage`. */
  readonly denied: Set<string>;
  /** Account of the caller's credentials. */
  callerAccount: string;
  /** Every call of the AWS interface, in order. */
  readonly calls: { readonly action: string; readonly input: Readonly<Record<string, unknown>> }[];
  /** IAM actions behind everything that was asked, the registry's own interface included. */
  readonly used: Set<string>;
  /** Life of the tokens that are given out, seconds. */
  tokenSeconds: number;
  /** Told instead of the real expiry: moto says 2015. */
  toldExpiry: Date | undefined;
  /** The builder's next upload finds every token of before too old. */
  expireAtUpload: boolean;
  /** Password → its end, milliseconds since the epoch. */
  readonly tokens: Map<string, number>;
  /** `false`: CreateRepository refuses exclusion filters, as older endpoints do. */
  knowsExclusion: boolean;
  /** ECR's account setting BLOB_MOUNTING; off by default, as at Amazon. */
  blobMounting: boolean;
  /** Errors that the next calls of an action answer with, once each. */
  readonly failures: { readonly action: string; readonly status: number; readonly type: string }[];
}

/** An error as the AWS interface tells it: `RepositoryNotFoundException`. */
export class AwsError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

export function createEcrState(registryHost: string, account: string, region: string): EcrState {
  return {
    account,
    region,
    registryHost,
    repositories: new Map(),
    denied: new Set(),
    callerAccount: account,
    calls: [],
    used: new Set(),
    tokenSeconds: 12 * 3600,
    toldExpiry: undefined,
    expireAtUpload: false,
    tokens: new Map(),
    knowsExclusion: true,
    blobMounting: false,
    failures: [],
  };
}

export function issueToken(state: EcrState): { password: string; expiresAt: number } {
  const password = randomBytes(24).toString("base64url");
  const expiresAt = Date.now() + state.tokenSeconds * 1000;
  state.tokens.set(password, expiresAt);
  return { password, expiresAt };
}

export function addRepository(
  state: EcrState,
  name: string,
  settings: Partial<EcrRepository> = {},
): EcrRepository {
  const repository = { name, mutability: "MUTABLE", filters: [], scanOnPush: false, ...settings };
  state.repositories.set(name, repository);
  return repository;
}

export function isImmutableTag({ mutability, filters }: EcrRepository, tag: string): boolean {
  const isExcluded = filters.some((filter) =>
    new RegExp(`^${filter.replaceAll(".", "\\.").replaceAll("*", ".*")}$`).test(tag),
  );
  return mutability === "IMMUTABLE" || (mutability === "IMMUTABLE_WITH_EXCLUSION" && !isExcluded);
}

export function repositoryArn({ region, account }: EcrState, name: string): string {
  return `arn:aws:ecr:${region}:${account}:repository/${name}`;
}

/** Amazon's text for a refusal. */
export function denialText(state: EcrState, action: string, resource: string): string {
  const user = `arn:aws:sts::${state.callerAccount}:assumed-role/ci/session`;
  return `User: ${user} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}
