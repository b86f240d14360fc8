/** The AWS SDK's clients of a deploy, loaded when first needed; the only file that imports them. */
import type { CloudFormation } from "@aws-sdk/client-cloudformation";
import type { ECS } from "@aws-sdk/client-ecs";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { World } from "../shell/world.ts";
import { describeAwsError } from "./aws-error.ts";

/**
 * CloudFormation throttles early (`Rate exceeded`): eight tries with back-off before a call counts as
 * failed. Not the SDK's adaptive mode, which slowed a run of few calls to a crawl after two throttles (26 s
 * against 9 s in our test). Without `throwOnRequestTimeout` the SDK only warns about a hanging request.
 */
const COMMON = {
  maxAttempts: 8,
  retryMode: "standard",
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
};

export interface CallOptions {
  readonly abortSignal?: AbortSignal;
}

/** `action` is the IAM action, for messages. Every failure is thrown as `AwsError`. */
type Call<Sdk> = <T>(
  action: string,
  send: (sdk: Sdk, options: CallOptions) => Promise<T>,
  /** `false`: the call is made although the run is cancelled. */
  stopsWhenCancelled?: boolean,
) => Promise<T>;

export interface AwsClients {
  readonly region: string;
  readonly cloudFormation: Call<CloudFormation>;
  readonly lambda: Call<Lambda>;
  readonly ecs: Call<ECS>;
}

/** Sends nothing yet. Calls end when the run is cancelled. */
export function openAwsClients(world: World, region: string): AwsClients {
  const open = <Sdk>(load: () => Promise<Sdk>): Call<Sdk> => {
    let sdk: Promise<Sdk> | undefined;
    return async (action, send, stopsWhenCancelled = true) => {
      try {
        sdk ??= load();
        return await send(await sdk, stopsWhenCancelled ? { abortSignal: world.cancelled } : {});
      } catch (error) {
        throw describeAwsError(error, action);
      }
    };
  };
  const options = { ...COMMON, region };
  return {
    region,
    cloudFormation: open(async () => {
      const { CloudFormation } = await import("@aws-sdk/client-cloudformation");
      return new CloudFormation(options);
    }),
    lambda: open(async () => {
      const { Lambda } = await import("@aws-sdk/client-lambda");
      return new Lambda(options);
    }),
    ecs: open(async () => {
      const { ECS } = await import("@aws-sdk/client-ecs");
      return new ECS(options);
    }),
  };
}
