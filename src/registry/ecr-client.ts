/** The AWS SDK's clients, loaded when first needed: they are most of the bundle and other registries need none. */
import type { ECR } from "@aws-sdk/client-ecr";
import type { ECRPUBLIC } from "@aws-sdk/client-ecr-public";
import type { EcrHost } from "../model.ts";
import { describeEcrError } from "./ecr-error.ts";
import { createLimit } from "./limit.ts";

const CONCURRENT_CALLS = 16;
/** Adaptive: after ThrottlingException the client slows down by itself, for all calls of the run. */
const COMMON = {
  maxAttempts: 5,
  retryMode: "adaptive",
  // Without `throwOnRequestTimeout` the SDK only warns about a hanging request.
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

export type PrivateHost = Extract<EcrHost, { kind: "private" }>;

export interface EcrClient {
  readonly ecr: PrivateHost;
  /** Runs a call; at most 16 at a time. Every failure is thrown as `RegistryError`, but for the names in `expected`. */
  call<T>(
    action: string,
    path: string | undefined,
    send: (sdk: ECR) => Promise<T>,
    expected?: readonly string[],
  ): Promise<T>;
  /** Remembers whose credentials these are, for messages. */
  noteCaller(account: string): void;
}

/** The region is the host's: the job's own region says nothing about where the registry is. */
export function openEcrClient(ecr: PrivateHost): EcrClient {
  let sdk: Promise<ECR> | undefined;
  let callerAccount: string | undefined;
  const limit = createLimit(CONCURRENT_CALLS);
  return {
    ecr,
    call: (action, path, send, expected = []) =>
      limit(async () => {
        try {
          sdk ??= import("@aws-sdk/client-ecr").then(
            (module) => new module.ECR({ ...COMMON, region: ecr.region }),
          );
          return await send(await sdk);
        } catch (error) {
          if (error instanceof Error && expected.includes(error.name)) throw error;
          throw describeEcrError(error, { action, ecr, path, callerAccount });
        }
      }),
    noteCaller(account) {
      callerAccount = account;
    },
  };
}

/** ECR Public answers in us-east-1 only. */
export async function openEcrPublicSdk(): Promise<ECRPUBLIC> {
  const module = await import("@aws-sdk/client-ecr-public");
  return new module.ECRPUBLIC({ ...COMMON, region: "us-east-1" });
}
