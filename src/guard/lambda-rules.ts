/** What AWS Lambda takes as an image; the rules that building and deploying share. Pure. */
import type { ImageConfig } from "../registry/image-config.ts";
import type { Manifest } from "../registry/manifest.ts";
import type { Bounds } from "./layer-bounds.ts";

/** 10 GiB uncompressed, all layers: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA_LIMIT = 10 * 1024 ** 3;
const LAMBDA_WARNING = 8 * 1024 ** 3;
const GZIP_LAYER = /(\+gzip|\.tar\.gzip)$/;
const IMAGE_CONFIG = /^application\/vnd\.(oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/;

export interface LambdaFindings {
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

/** Of the manifest alone. `mediaType`: the manifest's. */
export function manifestProblems(mediaType: string, manifest: Manifest): readonly string[] {
  if (manifest.kind === "index") {
    return [
      `it is an index (${mediaType}), Lambda takes one image manifest; set runtime: lambda for it in the images file (or build with --provenance=false --sbom=false for one platform)`,
    ];
  }
  const problems: string[] = [];
  const { config, layers } = manifest;
  if (config.mediaType !== "" && !IMAGE_CONFIG.test(config.mediaType))
    problems.push(`its config is ${config.mediaType}, not an image's`);
  // rules_oci#777: UnsupportedImageLayerDetected. zstd was never seen to work either.
  const odd = layers.find(({ mediaType: type }) => !GZIP_LAYER.test(type));
  if (odd !== undefined) {
    problems.push(
      `a layer is ${odd.mediaType}, Lambda takes gzip layers; build it with compression=gzip,force-compression=true`,
    );
  }
  return problems;
}

/** `wanted`: `linux/arm64`, as the images file has it. */
export function configFindings(
  config: ImageConfig,
  layers: number,
  wanted: string | undefined,
): LambdaFindings {
  const problems: string[] = [];
  const notices: string[] = [];
  const { platform, layerInstructions, entrypoint, command } = config;
  const found = platform === undefined ? undefined : `${platform.os}/${platform.architecture}`;
  if (found !== undefined && wanted !== undefined && !wanted.startsWith(found))
    problems.push(`it is ${found}, the images file wants ${wanted}`);
  // bazel-contrib/rules_oci#645
  if (layerInstructions.length !== layers) {
    problems.push(
      `its history names ${layerInstructions.length} layers and it has ${layers}, which Lambda refuses; build it with BuildKit, not by putting layers together`,
    );
  }
  if (entrypoint.length === 0 && command.length === 0) {
    notices.push(
      "it has neither ENTRYPOINT nor CMD: without ImageConfig.Command in the template the function does not start",
    );
  } else if (isAwsEntrypoint(entrypoint) && command.length === 0) {
    notices.push(
      'it has no CMD with the handler (CMD ["module.function"]): without ImageConfig.Command in the template the function does not start',
    );
  } else if (isAwsEntrypoint(entrypoint) && !(command[0] ?? "").includes(".")) {
    notices.push(`its CMD ${JSON.stringify(command)} names no handler: expected ["module.function"]`);
  }
  return { problems, notices };
}

function isAwsEntrypoint(entrypoint: readonly string[]): boolean {
  return entrypoint[0] === "/lambda-entrypoint.sh" || entrypoint.some((part) => /awslambdaric/.test(part));
}

/** `size`: of all layers, unpacked. */
export function sizeFindings({ least, most }: Bounds): LambdaFindings {
  const gib = (bytes: number): string => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  const about = least === most ? gib(least) : `at least ${gib(least)}`;
  if (least > LAMBDA_LIMIT) {
    return {
      problems: [
        `unpacked it has ${about}, Lambda takes 10 GiB (layers by size are in the report; CPU wheels, a later stage with the virtual environment alone, models in S3 or EFS make it smaller)`,
      ],
      notices: [],
    };
  }
  return {
    problems: [],
    notices: least >= LAMBDA_WARNING ? [`unpacked it has ${about} of the 10 GiB that Lambda takes`] : [],
  };
}
