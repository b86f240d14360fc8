/**
 * The vocabulary: types only, no functions. The story in types: `ImageSpec` (what a user defines) → `ImageInputs` (what its build reads) →
 * `Fingerprint` → `Decision` (build, with reasons; or reuse, with a digest) → `Plan` → `Outcome`.
 */

import type { LayerSize, OnDemand, StepTime } from "./build/step-time.ts";
import type { FailureDetail } from "./diagnosis/failure-detail.ts";

export type { LayerSize, StepTime } from "./build/step-time.ts";

declare const brand: unique symbol;
/** A string that only one parser makes; everybody else passes it on. */
export type Brand<Name extends string> = string & { readonly [brand]: Name };

/** An image's name in the images file; unique in a run. */
export type ImageName = Brand<"ImageName">;
/** A path below the repository's root: forward slashes, no leading or trailing slash, no `..`; "" is the root. */
export type RepoPath = Brand<"RepoPath">;
/** `sha256:` and 64 lower-case hex digits. */
export type Digest = Brand<"Digest">;
/** 64 lower-case hex digits over everything that a build can read. Tags carry the first 20. */
export type Fingerprint = Brand<"Fingerprint">;
/** `os/arch[/variant]`, for example `linux/arm64/v8`. */
export type Platform = Brand<"Platform">;

export type DockerfileSource =
  | { readonly kind: "file"; readonly path: RepoPath }
  /** bake's `dockerfile-inline`. */
  | { readonly kind: "inline"; readonly text: string }
  /** The Dockerfile lies in a remote context, or beside a context outside the repository; `path` is for `--file`. */
  | { readonly kind: "remote"; readonly path: string };

export type ContextSource =
  | { readonly kind: "local"; readonly path: RepoPath }
  /** A directory outside the repository: nothing that git knows about, so never provably unchanged. */
  | { readonly kind: "outside"; readonly path: string }
  /** Another image of this run (`image:NAME`, bake's `target:NAME`). */
  | { readonly kind: "image"; readonly image: ImageName }
  /** `docker-image://REF`. */
  | { readonly kind: "reference"; readonly reference: string }
  /** git or http(s) URL, `oci-layout://`: buildx reads it, we cannot see into it. */
  | { readonly kind: "remote"; readonly url: string };

/** `lambda` images are one image manifest with gzip layers; AWS Lambda takes nothing else. */
export type Runtime = "container" | "lambda";

/** One `--secret`, as buildx takes it. Only `id` counts for the fingerprint. */
export interface SecretSpec {
  readonly id: string;
  readonly source:
    | { readonly kind: "env"; readonly variable: string }
    | { readonly kind: "file"; readonly path: string };
}

/** Megabytes of all compressed layers, and seconds of the build; none where `undefined`. */
export interface Budget {
  readonly sizeMb?: number | undefined;
  readonly seconds?: number | undefined;
}

export interface ImageSpec {
  readonly name: ImageName;
  readonly context: ContextSource;
  readonly dockerfile: DockerfileSource;
  readonly target: string | undefined;
  /** A value of `undefined` takes the variable of that name from the environment, as buildx does. */
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly contexts: ReadonlyMap<string, ContextSource>;
  readonly secrets: readonly SecretSpec[];
  readonly platforms: readonly Platform[];
  readonly runtime: Runtime;
  /** Repository paths below the registry (without host and prefix); one build, many names. */
  readonly repositories: readonly [string, ...string[]];
  /** Tags that move to the image of a trusted run, for example `latest`. */
  readonly tags: readonly string[];
  readonly parameter: string | undefined;
  readonly timeoutMinutes: number | undefined;
  /** `auto`: build COPY as COPY --link where that is provably the same. */
  readonly link: "auto" | "off";
  readonly lazy?: "auto" | "true" | "false" | undefined; // `undefined`: as the input says
  /** Past it a report's flag becomes a failure. */
  readonly budget: Budget;
  /** More buildx flags that a bake or compose file asks for (`--network=host`, `--label=a=b`); all count for the fingerprint. */
  readonly buildFlags: readonly string[];
  /** Where this definition stands, for messages: `.github/ml-images.yml: images.ml-base`. */
  readonly definedAt: string;
}

/** What asked for this run, and how far it is trusted. */
export interface Trigger {
  /** GitHub's event name; `local` outside GitHub Actions. */
  readonly event: string;
  readonly scope: TagScope;
  readonly baseScope: string | undefined; // of the branch that a pull request merges into, if not the default one
  /** A pull request whose head is another repository: no secrets, no push by default. */
  readonly isFork: boolean;
  /** Full commit id, when known. */
  readonly sha: string | undefined;
  /** The branch that `{branch}` stands for: a pull request's head branch, else the pushed branch. */
  readonly branch: string | undefined;
  readonly pullRequest: number | undefined;
  readonly runId: string;
  readonly runAttempt: string;
}

/** Which tags a run writes: trusted runs `src-…`, others `<prefix>src-…`; untrusted ones read both. */
export type TagScope =
  | { readonly kind: "trusted" }
  | { readonly kind: "untrusted"; readonly prefix: string; readonly because: string };

export interface ParentEdge {
  readonly parent: ImageName;
  /**
   * The name of the build context that stands for the parent: a key of `contexts`, or the expanded
   * reference of a `FROM`, `COPY --from` or `RUN --mount from=`. Passed to `--build-context NAME=…`.
   */
  readonly contextName: string;
}

/** The images of a run with their edges, parents before children. */
export interface ImageGraph {
  readonly order: readonly ImageName[];
  readonly parents: ReadonlyMap<ImageName, readonly ParentEdge[]>;
}

/** Everything a build of one image can read, as far as it can be known before the build. */
export interface ImageInputs {
  /** What goes into the fingerprint, by kind; the order is fixed and each value canonical. */
  readonly components: readonly InputComponent[];
  /** One `file` component per file, made when asked for: for records and explanations. */
  readonly listFiles: () => readonly InputComponent[];
  /** Repository paths the build can read, sorted; one that ends in `/` stands for every file below it. */
  readonly paths: readonly string[];
  /** External base images and the digest each resolved to; `undefined`: its registry did not answer. */
  readonly bases: ReadonlyMap<string, string | undefined>;
  /** External base → the digests that stood for it (index and platform); the build must use one of them. */
  readonly baseDigests: ReadonlyMap<string, readonly string[]>;
  /** Why the build cannot be known from its inputs; not empty means: build. */
  readonly unknowns: readonly string[];
  /** What the user should hear, although it changes nothing. */
  readonly notices: readonly string[];
}

/** One hashed part of a fingerprint: `{kind: "arg", name: "TORCH", value: "2.1.2"}`. */
export interface InputComponent {
  readonly kind: "version" | "dockerfile" | "option" | "arg" | "file" | "base" | "parent" | "unknown";
  readonly name: string;
  readonly value: string;
}

/** A manifest as a registry holds it, byte for byte; its digest was checked against its bytes. */
export interface FoundManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Where an image that need not be built was found: the proof of a reuse. */
export interface FoundImage {
  readonly manifest: FoundManifest;
  readonly repository: string;
  readonly tag: string;
  /** Compressed bytes of all layers. */
  readonly sizeBytes: number;
  /** The image's repositories that lack it; it is copied there. */
  readonly missingRepositories: readonly string[];
}

export type Decision =
  | {
      readonly action: "build";
      readonly name: ImageName;
      readonly fingerprint: Fingerprint;
      readonly reasons: readonly [string, ...string[]];
      /** The registry may have an image of this fingerprint, which has to be replaced (`rebuild`, a rebuilt base). */
      readonly replaces: boolean;
      /** Named by the input `rebuild`: then `no-cache` counts. */
      readonly isAskedFor: boolean;
    }
  | {
      readonly action: "reuse";
      readonly name: ImageName;
      readonly fingerprint: Fingerprint;
      readonly reasons: readonly [string, ...string[]];
      readonly found: FoundImage;
    }
  /** The same content under another name of this run: built once, pushed to both. */
  | {
      readonly action: "share";
      readonly name: ImageName;
      readonly fingerprint: Fingerprint;
      readonly reasons: readonly [string, ...string[]];
      readonly with: ImageName;
    };

/** Where images go: `registry` input, parsed. */
export interface RegistryTarget {
  /** `localhost:5000`, `123456789012.dkr.ecr.eu-west-1.amazonaws.com`. */
  readonly host: string;
  /** Path before every repository, with a trailing slash when not empty: `team/ml/`. */
  readonly prefix: string;
  readonly ecr: EcrHost | undefined;
}

export type EcrHost =
  | { readonly kind: "private"; readonly account: string; readonly region: string }
  | { readonly kind: "public" };

/** A run's decisions; printed, tested, and the only thing that building needs. */
export interface Plan {
  readonly trigger: Trigger;
  readonly images: ReadonlyMap<ImageName, PlannedImage>;
  readonly order: readonly ImageName[];
}

export interface PlannedImage {
  readonly spec: ImageSpec;
  readonly decision: Decision;
  readonly inputs: ImageInputs;
  readonly parents: readonly ParentEdge[];
}

export type Outcome =
  | {
      readonly status: "built";
      readonly name: ImageName;
      readonly digest: Digest | undefined;
      readonly durationSeconds: number;
      readonly sizeBytes: number | undefined;
      readonly layers?: readonly LayerSize[];
      readonly onDemand?: OnDemand | undefined;
      readonly steps: readonly StepTime[];
    }
  | {
      readonly status: "reused";
      readonly name: ImageName;
      readonly digest: Digest;
      readonly place: { readonly repository: string; readonly tag: string };
      readonly sizeBytes: number | undefined;
    }
  | {
      readonly status: "failed";
      readonly name: ImageName;
      readonly message: string;
      readonly failure?: FailureDetail;
      readonly durationSeconds: number;
      readonly steps: readonly StepTime[];
    }
  | { readonly status: "blocked"; readonly name: ImageName; readonly because: ImageName };
