/** Which hosts are Amazon ECR, and which account and region they belong to. */
import type { EcrHost } from "../model.ts";

/**
 * IPv4 and FIPS hosts, dual-stack hosts (`dkr-ecr`, `on.aws`), the other partitions, and LocalStack.
 * AWS Lambda refuses FIPS hosts in an image's URI; that is the deploy preflight's business, not ours.
 */
const PRIVATE = [
  /^(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9][a-z0-9-]*)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|on\.aws|on\.amazonwebservices\.com\.cn|sc2s\.sgov\.gov|c2s\.ic\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)(?::\d+)?$/,
  /^(\d{12})\.dkr\.ecr\.([a-z0-9][a-z0-9-]*)\.localhost\.localstack\.cloud(?::\d+)?$/,
];
const PUBLIC = new Set(["public.ecr.aws", "ecr-public.aws.com"]);

/** `undefined`: not ECR. */
export function parseEcrHost(host: string): EcrHost | undefined {
  if (PUBLIC.has(host)) return { kind: "public" };
  for (const pattern of PRIVATE) {
    const [, account, region] = pattern.exec(host) ?? [];
    if (account !== undefined && region !== undefined) return { kind: "private", account, region };
  }
  return undefined;
}

/** The ARN partition of a region: `aws`, `aws-cn`, `aws-us-gov` and the isolated ones. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  if (region.startsWith("us-isob-")) return "aws-iso-b";
  if (region.startsWith("us-isof-") || region.startsWith("eu-isof-")) return "aws-iso-f";
  if (region.startsWith("eu-isoe-")) return "aws-iso-e";
  if (region.startsWith("us-iso-")) return "aws-iso";
  if (region.startsWith("eusc-")) return "aws-eusc";
  return "aws";
}

/** The ARN of a private repository, for messages and policies. */
export function repositoryArn(ecr: { account: string; region: string }, path: string): string {
  return `arn:${partitionOf(ecr.region)}:ecr:${ecr.region}:${ecr.account}:repository/${path}`;
}
