/** A planned image → the argv of its `docker buildx build`. Pure; argv is a list, secrets stay in variables and files. */
import { ESTARGZ, GZIP } from "../cache/cache-flags.ts";
import type { ContextSource, Fingerprint, ImageSpec, SecretSpec } from "../model.ts";
import { fingerprintLabel } from "../registry/labels.ts";

/** Where a build's result goes. */
export type Destination =
  /** Full references with tags; one build, many names. */
  | {
      readonly kind: "registry";
      readonly references: readonly [string, ...string[]];
      /** Default gzip, which every runtime takes. */
      readonly compression?: "zstd" | "estargz";
      /** Pushed without its tags, which somebody else sets. */
      readonly isUntagged?: boolean;
      readonly annotations?: ReadonlyMap<string, string>;
    }
  /** A directory for the children that build on it; nothing was pushed. */
  | {
      readonly kind: "oci-layout";
      readonly directory: string;
      readonly compression?: "zstd";
      readonly annotations?: ReadonlyMap<string, string>;
    }
  /** Nobody needs the bytes: only whether it builds. */
  | { readonly kind: "nowhere" }
  /** Its layers are made in eStargz and stay in the builder, for exports that follow. */
  | { readonly kind: "builder" };

export interface BuildRequest {
  readonly spec: ImageSpec;
  readonly fingerprint: Fingerprint;
  /** Absolute path of the repository's root. */
  readonly root: string;
  readonly builder: { readonly name: string; readonly driver: string; readonly isOurs?: boolean };
  readonly destination: Destination;
  readonly metadataFile: string;
  /** Build context name → `docker-image://…`, `oci-layout://…` of the parents. */
  readonly parentContexts: ReadonlyMap<string, string>;
  /** External base → `docker-image://…@sha256:…`. */
  readonly pins: ReadonlyMap<string, string>;
  readonly labels: ReadonlyMap<string, string>;
  /** Build args on top of the spec's: see `argsToSet` of the graph. */
  readonly extraArgs: ReadonlyMap<string, string>;
  readonly noCache: boolean;
  /** Layers and caches are written so that a later build can read them on demand. */
  readonly isLazy?: boolean;
  /** The caches that are there were written so. */
  readonly isCacheLazy?: boolean;
  /** The builder reads cached layers on demand. */
  readonly isOnDemand?: boolean;
  /** Secrets and SSH agents are left out for forks: their code must not see any. */
  readonly withSecrets: boolean;
  /** Path of a Dockerfile written for this build, for inline ones. */
  readonly inlineDockerfile: string | undefined;
  /** Values of `--cache-from`, the most specific first, and of `--cache-to`. */
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  /** How long a transfer may stand still; 0 or nothing: for ever. */
  readonly stallMinutes?: number;
}

/** The whole command line, in a fixed order. */
export function buildArguments(request: BuildRequest): [string, ...string[]] {
  const { spec } = request;
  const argv: [string, ...string[]] = [
    "docker",
    "buildx",
    "build",
    "--builder",
    request.builder.name,
    "--progress",
    "rawjson",
    "--metadata-file",
    request.metadataFile,
    "--platform",
    spec.platforms.join(","),
    "--label",
    `${fingerprintLabel}=${request.fingerprint}`,
  ];
  for (const [name, value] of request.labels) argv.push("--label", `${name}=${value}`);
  const dockerfile = dockerfilePath(request);
  if (dockerfile !== undefined) argv.push("--file", dockerfile);
  if (spec.target !== undefined) argv.push("--target", spec.target);
  for (const [name, value] of [...spec.args, ...request.extraArgs]) {
    // Without a value buildx takes the variable of that name from the environment.
    argv.push("--build-arg", value === undefined ? name : `${name}=${value}`);
  }
  for (const [name, context] of spec.contexts) {
    const parent = request.parentContexts.get(name);
    // One that no instruction uses, for example from `defaults`: its image may not even be built.
    if (parent === undefined && context.kind === "image") continue;
    const pinned = context.kind === "reference" ? request.pins.get(context.reference) : undefined;
    argv.push("--build-context", `${name}=${parent ?? pinned ?? contextArgument(request.root, context)}`);
  }
  for (const [name, location] of request.parentContexts) {
    if (!spec.contexts.has(name)) argv.push("--build-context", `${name}=${location}`);
  }
  for (const [name, location] of request.pins) argv.push("--build-context", `${name}=${location}`);
  if (request.withSecrets) {
    for (const secret of spec.secrets) argv.push("--secret", secretArgument(request.root, secret));
  }
  const flags = request.withSecrets ? spec.buildFlags : spec.buildFlags.filter((flag) => !isKeyFlag(flag));
  argv.push(...attestationFlags(spec, request.destination), ...flags);
  for (const value of request.noCache ? [] : request.cacheFrom) argv.push("--cache-from", value);
  for (const value of request.cacheTo) argv.push("--cache-to", value);
  if (request.noCache) argv.push("--no-cache");
  argv.push("--output", outputArgument(request.destination, request.builder.driver));
  argv.push(contextArgument(request.root, spec.context));
  return argv;
}

function dockerfilePath(request: BuildRequest): string | undefined {
  const { dockerfile } = request.spec;
  switch (dockerfile.kind) {
    case "file":
      return `${request.root}/${dockerfile.path}`;
    case "inline":
      return request.inlineDockerfile;
    case "remote":
      return request.spec.dockerfile.kind === "remote" ? request.spec.dockerfile.path : undefined;
  }
}

/** How buildx is told of a context; throws for one that is another image. */
export function contextArgument(root: string, context: ContextSource): string {
  switch (context.kind) {
    case "local":
      return context.path === "" ? root : `${root}/${context.path}`;
    case "outside":
      return context.path;
    case "reference":
      return `docker-image://${context.reference}`;
    case "remote":
      return context.url;
    case "image":
      throw new Error(`the parent ${context.image} has no location`);
  }
}

/** An agent's keys are a secret like others. */
function isKeyFlag(flag: string): boolean {
  return flag.startsWith("--ssh=");
}

function secretArgument(root: string, { id, source }: SecretSpec): string {
  if (source.kind === "env") return csv(["type=env", `id=${id}`, `env=${source.variable}`]);
  const path = source.path.startsWith("/") ? source.path : `${root}/${source.path}`;
  return csv(["type=file", `id=${id}`, `src=${path}`]);
}

/**
 * Lambda takes one image manifest, so no attestation may stand beside it. Others get the provenance that
 * names sources and bases (`mode=min` leaves build args out: they hold secrets more often than they should).
 * A software bill of materials needs a scanner image from a public registry on each build: left to users.
 */
function attestationFlags(spec: ImageSpec, destination: Destination): readonly string[] {
  const wanted = spec.runtime === "container" && destination.kind === "registry";
  return [`--provenance=${wanted ? "mode=min" : "false"}`, "--sbom=false"];
}

function outputArgument(destination: Destination, driver: string): string {
  switch (destination.kind) {
    case "nowhere":
      return "type=cacheonly";
    case "builder":
      return csv(["type=image", "push=false", "oci-mediatypes=true", ...ESTARGZ, "force-compression=true"]);
    case "oci-layout":
      return csv([
        "type=oci",
        `dest=${destination.directory}`,
        "tar=false",
        ...(destination.compression === undefined ? [] : [`compression=${destination.compression}`]),
        ...annotationFields(destination.annotations),
      ]);
    case "registry":
      return csv([
        "type=image",
        ...(destination.isUntagged === true
          ? [`name=${destination.references.map(withoutTag).join(",")}`, "push-by-digest=true"]
          : [`name=${destination.references.join(",")}`]),
        "push=true",
        // Both fixed, so that a newer BuildKit does not change digests and Lambda accepts the layers.
        "oci-mediatypes=true",
        ...compressionFields(destination.compression),
        ...annotationFields(destination.annotations),
        // The engine would otherwise also store and unpack what it pushes (6 s instead of 0.4 s for 1 GB).
        ...(driver === "docker" ? ["store=false", "unpack=false"] : []),
      ]);
  }
}

function withoutTag(reference: string): string {
  return reference.replace(/:[^:/]+$/, "");
}

function compressionFields(compression: "zstd" | "estargz" | undefined): readonly string[] {
  if (compression === undefined) return GZIP;
  return compression === "estargz" ? ESTARGZ : [`compression=${compression}`];
}

function annotationFields(annotations: ReadonlyMap<string, string> | undefined): readonly string[] {
  return [...(annotations ?? [])].map(([name, value]) => `annotation.${name}=${value}`);
}

/** One CSV record, as buildx reads its flags: fields with a comma or a quote are quoted. */
function csv(fields: readonly string[]): string {
  return fields.map((field) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field)).join(",");
}
