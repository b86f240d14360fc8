/** Whether what takes an image can run it: manifest, layers, architecture, size, region. Pure. */
import { type Findings, findLambdaProblems, gigabytes, packedBytes } from "../guard/lambda-rules.ts";
import { parseEcrHost } from "../registry/ecr-host.ts";
import type { ImageConfig } from "../registry/image-config.ts";
import type { Manifest } from "../registry/manifest.ts";
import type { Architecture, Consumer } from "./consumers.ts";
import type { DeployImage } from "./model.ts";

export interface CheckedImage {
  readonly image: DeployImage;
  readonly parameter: string;
  readonly mediaType: string;
  readonly manifest: Manifest;
  /** `undefined`: an index, or it could not be read. */
  readonly config: ImageConfig | undefined;
}

export type { Findings } from "../guard/lambda-rules.ts";

/** Python stacks shrink to between a half and a third. */
const LAMBDA_SUSPECT = 5 * 1024 ** 3;

/** `region`: the stack's. */
export function checkImage(checked: CheckedImage, consumers: readonly Consumer[], region: string): Findings {
  const problems: string[] = [];
  const notices: string[] = [];
  const mine = consumers.filter((one) => one.kind !== "nested" && one.parameter === checked.parameter);
  for (const consumer of mine) {
    if (consumer.kind === "lambda") problems.push(...lambdaProblems(checked, consumer.logicalId, region));
    if (consumer.kind === "nested") continue;
    problems.push(...architectureProblems(checked, consumer.logicalId, consumer.architecture));
  }
  const ecr = parseEcrHost(checked.image.host);
  if (ecr?.kind === "private" && ecr.region !== region && !mine.some(({ kind }) => kind === "lambda")) {
    notices.push(
      `${checked.image.name} lies in ${ecr.region}, the stack in ${region}: every pull crosses regions`,
    );
  }
  if (
    mine.some(({ kind }) => kind === "lambda") &&
    packedBytes(checked.manifest) > LAMBDA_SUSPECT &&
    problems.length === 0
  ) {
    notices.push(
      `${checked.image.name} has ${gigabytes(packedBytes(checked.manifest))} of compressed layers; Lambda takes 10 GB uncompressed, and may refuse it`,
    );
  }
  return { problems: [...new Set(problems)], notices };
}

function lambdaProblems(checked: CheckedImage, logicalId: string, region: string): readonly string[] {
  const { image } = checked;
  const what = `Lambda function ${logicalId} cannot take image ${image.name}`;
  const ecr = parseEcrHost(image.host);
  const problems: string[] = [];
  if (ecr?.kind !== "private") {
    problems.push(`${what}: expected a private ECR repository, found ${image.host}`);
  } else if (ecr.region !== region) {
    problems.push(
      `${what}: the image lies in ${ecr.region}, the stack in ${region}, and Lambda pulls within its region only; push or replicate it to ${region}`,
    );
  }
  if (/\.dkr[.-]ecr-fips\./.test(image.host)) {
    problems.push(
      `${what}: Lambda refuses ECR's FIPS hosts; give the registry as ${image.host.replace("-fips", "")}`,
    );
  }
  // What is wrong with the image's ENV is told where it is built.
  const found = findLambdaProblems({ ...checked, unpackedBytes: undefined });
  problems.push(...found.problems.map((problem) => `${what}: ${problem}`));
  return problems;
}

function architectureProblems(
  { image, manifest, config }: CheckedImage,
  logicalId: string,
  wanted: Architecture,
): readonly string[] {
  if (wanted === undefined) return [];
  const found =
    manifest.kind === "index"
      ? manifest.entries.flatMap(({ platform }) => (platform === undefined ? [] : [platform]))
      : config?.platform === undefined
        ? []
        : [config.platform];
  if (found.length === 0) return [];
  if (found.some(({ os, architecture }) => os === "linux" && architecture === wanted)) return [];
  const names = found.map(({ os, architecture }) => `${os}/${architecture}`).join(", ");
  return [
    `${logicalId} runs linux/${wanted}, image ${image.name} is ${names}: it would fail with "exec format error"; build it with platforms: [linux/${wanted}], or change the template`,
  ];
}
