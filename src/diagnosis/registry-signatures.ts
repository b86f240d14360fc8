/** Base images, registries, credentials for them. */
import type { Signature } from "./signature.ts";

export const registrySignatures: readonly Signature[] = [
  {
    id: "hub-429",
    class: "transient",
    patterns: [
      /toomanyrequests/i,
      /unexpected status[^\n]*: 429\b/,
      /\bfailed to (?:solve|authorize|copy|push|fetch|do request)\b[^\n]*429 Too Many Requests/,
    ],
    cause: "the registry limits how often it is asked",
    remedy: "log in to it, or take the base from public.ecr.aws/docker/library or a pull-through cache",
    source: "https://github.com/docker/setup-buildx-action/issues/395",
  },
  {
    id: "ecr-expired",
    class: "credentials",
    patterns: [/authorization token has expired/i],
    cause: "the registry's token ran out while the build went on",
    remedy: "a longer role session (role-duration-seconds); a re-run pushes from the cache",
    source: "https://github.com/aws/aws-cli/issues/6580",
  },
  {
    id: "ecr-immutable",
    class: "configuration",
    patterns: [/The image tag '[^']*' already exists in the '[^']*' repository and cannot be overwritten/],
    cause: "the repository's tags are immutable, and this one exists",
    remedy:
      "no moving tags (tags: latest) in this repository, or an exclusion for them in its tag mutability",
    source: "https://github.com/moby/buildkit/issues/3776",
  },
  {
    id: "ecr-repo-missing",
    class: "configuration",
    patterns: [
      /The repository with name '[^']*' does not exist in the registry with id/,
      /name unknown: The repository/,
      /\bNAME_UNKNOWN\b|repository name not known to registry/,
    ],
    cause: "the registry has no such repository",
    remedy: "create it, or let the action do that (create-repositories: true)",
    source: "https://github.com/aws-actions/amazon-ecr-login/issues/337",
  },
  {
    id: "ecr-denied",
    class: "credentials",
    patterns: [
      /is not authorized to perform: (?<package>ecr:\w+)/,
      /unexpected status(?: from \w+ request to \S+)?: 403 Forbidden/,
      /dkr\.ecr\.\S+[^\n]*403 Forbidden/,
      /denied: (?:requested access to the resource is denied|permission_denied|Permission|installation not allowed)/i,
      /insufficient_scope/,
      // A refusal without words.
      /failed to push [^\n]*: denied$/,
    ],
    cause: "the role or token may not do this in the registry",
    remedy: "the permissions of docs/iam/build.json, or a token with write access",
    source: "https://github.com/ministryofjustice/cloud-platform/issues/7245",
  },
  {
    id: "ecr-no-creds",
    class: "credentials",
    patterns: [
      /no basic auth credentials/,
      /failed to push [^\n]*: unauthorized\b/,
      /(?:401 Unauthorized|failed to authorize(?!.*(?:\b5\d\d\b|timeout|EOF|reset|refused))|authentication required|authorization failed)/i,
    ],
    cause: "there are no credentials for this registry, or they are wrong",
    remedy:
      "log in to every registry that bases come from (docker/login-action), with the right account and region",
    source: "https://github.com/aws-actions/amazon-ecr-login/issues/431",
  },
  {
    id: "base-missing",
    class: "configuration",
    patterns: [
      /manifest unknown/i,
      /failed to resolve source metadata for \S+: (?!.*(?:429|Too Many))[^\n]*(?:not found|no match for platform)/,
      /pull access denied/,
      /: no match for platform in manifest/,
    ],
    cause: "the base image does not exist under this name, or not for this platform",
    remedy: "check the tag (NVIDIA removes old CUDA tags) and the platform",
    source: "https://github.com/NVIDIA/nvidia-docker/issues/1768",
  },
  {
    id: "registry-throttle",
    class: "transient",
    patterns: [/ThrottlingException|\bRate exceeded\b|TooManyRequestsException|RequestLimitExceeded/],
    cause: "AWS limits the rate of calls",
    remedy: "try again; fewer builds at the same time (max-parallel)",
    source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/service-quotas.html",
  },
  {
    id: "upload-lost",
    class: "transient",
    patterns: [
      /blob upload (?:unknown|invalid)/i,
      /BLOB_UPLOAD_(?:UNKNOWN|INVALID)/,
      /UploadNotFoundException/,
    ],
    cause: "the registry forgot an upload that had begun, or its answer to it was lost",
    remedy: "try again: the layers that are there are not sent again",
    source: "https://github.com/GoogleContainerTools/jib/issues/4301",
  },
  {
    id: "digest-mismatch",
    class: "transient",
    patterns: [/unexpected commit digest sha256:\w+, expected sha256:/, /failed size validation: \d+ != \d+/],
    cause: "a layer arrived damaged or cut short",
    remedy: "try again; if it stays, push the base image anew: the registry's copy is damaged",
    source: "https://github.com/containerd/containerd/issues/4604",
  },
  {
    id: "builder-store",
    class: "transient",
    patterns: [
      /parent snapshot \S+ does not exist/,
      /lease "?[\w-]+"?: not found/,
      /failed to (?:get|compute) (?:layer|blob) [^\n]*content digest sha256:\w+: not found/,
      /layer does not exist/,
    ],
    cause:
      "the builder's store lost a part that it counted on, mostly by a clean-up in the middle of a build",
    remedy: "try again; do not prune the builder while it builds",
    source: "https://github.com/moby/buildkit/issues/3361",
  },
  {
    id: "too-many-layers",
    class: "configuration",
    patterns: [/max depth exceeded/],
    cause: "an image can have 127 layers, its base's included",
    remedy: "join RUN and COPY instructions, or copy the files of a stage into a new one",
    source: "https://github.com/moby/moby/issues/1171",
  },
];
