/**
 * What AWS Lambda takes, as one table: held after every push, before every reuse, and before a deploy. Pure.
 * https://docs.aws.amazon.com/lambda/latest/dg/images-create.html, https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
import type { ImageConfig } from "../registry/image-config.ts";
import type { Manifest } from "../registry/manifest.ts";

export interface LambdaFacts {
  readonly mediaType: string;
  readonly manifest: Manifest;
  /** `undefined`: an index, or it was not read. */
  readonly config: ImageConfig | undefined;
  /** Of all layers; `undefined`: not counted. */
  readonly unpackedBytes: number | undefined;
}

export interface Findings {
  readonly problems: readonly string[];
  readonly notices: readonly string[];
}

/** 10 GB uncompressed, all layers; counted in powers of two, so that nothing is refused that Lambda takes. */
export const LAMBDA_LIMIT = 10 * 1024 ** 3;
const NEAR_LIMIT = 8 * 1024 ** 3;
const GZIP_LAYER = /(\+gzip|\.tar\.gzip)$/;
const IMAGE_CONFIG = /^application\/vnd\.(oci\.image\.config\.v1|docker\.container\.image\.v1)\+json$/;
/** Lambda sets these itself: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_\w+|INITIALIZATION_TYPE|LOG_(GROUP|STREAM)_NAME|RUNTIME_API)|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN)$/;

type Rule = (facts: LambdaFacts) => { readonly problem?: string; readonly notice?: string } | undefined;

const rules: readonly Rule[] = [
  ({ manifest, mediaType }) =>
    manifest.kind === "index"
      ? {
          problem: `it is an index (${mediaType}), Lambda takes one image manifest; set runtime: lambda for it in the images file (or build with --provenance=false --sbom=false for one platform)`,
        }
      : undefined,
  ({ manifest }) =>
    manifest.kind === "image" &&
    manifest.config.mediaType !== "" &&
    !IMAGE_CONFIG.test(manifest.config.mediaType)
      ? { problem: `its config is ${manifest.config.mediaType}, not an image's` }
      : undefined,
  // rules_oci#777: UnsupportedImageLayerDetected. zstd was never seen to work either.
  ({ manifest }) => {
    const odd =
      manifest.kind === "image" && manifest.layers.find(({ mediaType }) => !GZIP_LAYER.test(mediaType));
    return odd
      ? {
          problem: `a layer is ${odd.mediaType}, Lambda takes gzip layers; build it with compression=gzip,force-compression=true`,
        }
      : undefined;
  },
  // Gzip with an index behind the archive's end: an image's own `lazy: true`, or a base that was built with it.
  ({ manifest }) =>
    manifest.kind === "image" && manifest.layers.some(({ toc }) => toc !== undefined)
      ? {
          notice:
            "a layer is written in eStargz, and that Lambda takes it is not verified: docs/lazy.md has a test of one minute; `lazy: false` for the base that brings it, and a rebuild, write gzip",
        }
      : undefined,
  ({ config }) =>
    config?.platform !== undefined &&
    (config.platform.os !== "linux" || !["amd64", "arm64"].includes(config.platform.architecture))
      ? {
          problem: `it is ${config.platform.os}/${config.platform.architecture}, Lambda runs linux/amd64 and linux/arm64`,
        }
      : undefined,
  ({ manifest, config }) =>
    manifest.kind === "image" &&
    config !== undefined &&
    config.diffIds > 0 &&
    config.diffIds !== manifest.layers.length
      ? {
          problem: `its config names ${config.diffIds} layers, its manifest ${manifest.layers.length}; build it again (input rebuild)`,
        }
      : undefined,
  // rules_oci#645. A config without any history is fine.
  ({ manifest, config }) =>
    manifest.kind === "image" &&
    config?.hasHistory === true &&
    config.layerInstructions.length !== manifest.layers.length
      ? {
          problem: `its history tells of ${config.layerInstructions.length} layers, its manifest has ${manifest.layers.length}, and Lambda refuses that; take a base image that was built with Docker or BuildKit, or build it again (input rebuild)`,
        }
      : undefined,
  ({ manifest }) => {
    const bytes = manifest.kind === "image" ? packedBytes(manifest) : 0;
    return bytes > LAMBDA_LIMIT
      ? { problem: `its compressed layers alone have ${gigabytes(bytes)}, Lambda takes 10 GB uncompressed` }
      : undefined;
  },
  ({ manifest, unpackedBytes: bytes }) => {
    if (bytes === undefined || (manifest.kind === "image" && packedBytes(manifest) > LAMBDA_LIMIT))
      return undefined;
    if (bytes > LAMBDA_LIMIT) {
      return {
        problem: `its layers have ${gibibytes(bytes)} uncompressed, Lambda takes 10 GiB; the summary lists the layers by size`,
      };
    }
    return bytes >= NEAR_LIMIT
      ? { notice: `its layers have ${gibibytes(bytes)} uncompressed, Lambda takes 10 GiB` }
      : undefined;
  },
  ({ config }) => {
    const names = [...(config?.environment.keys() ?? [])].filter((name) => RESERVED.test(name));
    return names.length > 0
      ? {
          notice: `its ENV ${names.join(", ")} has no effect on Lambda, which sets ${names.length === 1 ? "it" : "them"} itself`,
        }
      : undefined;
  },
];

/** Every rule is asked, so that all problems are told at once. */
export function findLambdaProblems(facts: LambdaFacts): Findings {
  const found = rules.map((rule) => rule(facts));
  return {
    problems: found.flatMap((one) => one?.problem ?? []),
    notices: found.flatMap((one) => one?.notice ?? []),
  };
}

/** What a function starts; a notice only: a template's ImageConfig may say it instead, and a base needs none. */
export function findCommandNotices(config: ImageConfig): readonly string[] {
  if (config.command.length > 0) return [];
  if (config.entrypoint.length === 0) {
    return [
      "it has neither ENTRYPOINT nor CMD: without ImageConfig.Command in the template, Lambda has nothing to start",
    ];
  }
  // The entrypoint of AWS's own base images takes the handler as its argument.
  if (!config.entrypoint.some((one) => /(lambda-entrypoint\.sh|awslambdaric)$/.test(one))) return [];
  return [
    'it names no handler: set CMD ["module.function"] in the Dockerfile, or ImageConfig.Command in the template',
  ];
}

/** Compressed, all layers. */
export function packedBytes(manifest: Manifest): number {
  return manifest.kind === "image" ? manifest.layers.reduce((sum, { size }) => sum + size, 0) : 0;
}

export function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function gibibytes(bytes: number): string {
  return `${(bytes / 1024 ** 3).toFixed(2)} GiB`;
}
