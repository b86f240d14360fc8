/** Reads back which image a Lambda function runs, and the aliases that callers use. */
import type { AwsClients } from "./aws-clients.ts";
import type { LocatedConsumer } from "./locate-consumers.ts";
import type { Verdict } from "./verify.ts";

/** Throws `AwsError`. */
export async function verifyLambda(
  aws: AwsClients,
  { consumer, path, physicalIds }: LocatedConsumer,
  aliases: readonly string[],
  uri: string,
): Promise<readonly Verdict[]> {
  const name = physicalIds.get(consumer.logicalId);
  if (name === undefined) return [{ kind: "unknown", text: `${path} has no physical id in the stack` }];
  const verdicts: Verdict[] = [];
  const running = await readFunction(aws, name);
  if (!isSame(running, uri)) {
    const remedy = `it was changed past the stack; aws lambda update-function-code --function-name ${name} --image-uri ${uri}`;
    verdicts.push({
      kind: "different",
      text: `Lambda function ${path} runs ${running.uri} and not ${uri}: ${remedy}`,
    });
  } else if (running.state === "Failed" || running.lastUpdate === "Failed") {
    verdicts.push({
      kind: "different",
      text: `Lambda function ${path} has the image but failed: ${running.reason}`,
    });
  } else verdicts.push({ kind: "same", text: `Lambda function ${path} runs ${digestOf(uri)}` });

  for (const alias of aliases) {
    // An alias's physical id is its ARN, which GetFunction takes for the version behind it.
    const arn = physicalIds.get(alias);
    if (arn === undefined) continue;
    const served = await readFunction(aws, arn);
    if (isSame(served, uri)) {
      verdicts.push({ kind: "same", text: `its alias ${alias} serves it too` });
      continue;
    }
    verdicts.push({
      kind: "different",
      text:
        `alias ${alias} of Lambda function ${path} still serves ${served.uri}: no new version was published, because only a ` +
        "parameter's value changed (aws/serverless-application-model#3820). Let the version's logical id or AutoPublishCodeSha256 follow the image, or deploy with a template",
    });
  }
  return verdicts;
}

interface RunningFunction {
  readonly uri: string;
  readonly resolved: string;
  readonly state: string | undefined;
  readonly lastUpdate: string | undefined;
  readonly reason: string;
}

async function readFunction(aws: AwsClients, name: string): Promise<RunningFunction> {
  const { Code, Configuration } = await aws.lambda("lambda:GetFunction", (sdk, options) =>
    sdk.getFunction({ FunctionName: name }, options),
  );
  return {
    uri: Code?.ImageUri ?? "no image",
    resolved: Code?.ResolvedImageUri ?? "",
    state: Configuration?.State,
    lastUpdate: Configuration?.LastUpdateStatus,
    reason: Configuration?.LastUpdateStatusReason ?? Configuration?.StateReason ?? "no reason given",
  };
}

/** Lambda also tells the digest that it resolved the URI to. */
function isSame({ uri, resolved }: RunningFunction, wanted: string): boolean {
  return uri === wanted && (resolved === "" || digestOf(resolved) === digestOf(wanted));
}

function digestOf(uri: string): string {
  return uri.slice(uri.indexOf("@") + 1);
}
