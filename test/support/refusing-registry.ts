/** A real registry that refuses what a builder sends, in the words of registries; each repository in its own way. */
import { answerError, type RegistryProxy, startProxy } from "./registry-proxy.ts";

interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** What is refused: the first upload, or the manifest at the end. */
  readonly at: "upload" | "manifest";
}

/** By the last part of the repository's name. */
export const refusals = {
  "no-login": { at: "upload", status: 401, code: "UNAUTHORIZED", message: "authentication required" },
  "no-right": {
    at: "upload",
    status: 403,
    code: "DENIED",
    message:
      "User: arn:aws:sts::123456789012:assumed-role/ci/GitHubActions is not authorized to perform: ecr:InitiateLayerUpload on resource: arn:aws:ecr:eu-west-1:123456789012:repository/app because no identity-based policy allows the ecr:InitiateLayerUpload action",
  },
  "no-words": { at: "upload", status: 403, code: "DENIED", message: "" },
  "no-repository": {
    at: "upload",
    status: 404,
    code: "NAME_UNKNOWN",
    message: "The repository with name 'app' does not exist in the registry with id '123456789012'",
  },
  "fixed-tag": {
    at: "manifest",
    status: 400,
    code: "TAG_INVALID",
    message:
      "The image tag 'latest' already exists in the 'app' repository and cannot be overwritten because the tag is immutable.",
  },
  "old-token": {
    at: "manifest",
    status: 403,
    code: "DENIED",
    message: "Your authorization token has expired. Reauthenticate and try again.",
  },
  "too-often": { at: "manifest", status: 429, code: "TOOMANYREQUESTS", message: "Rate exceeded" },
  unwell: { at: "manifest", status: 503, code: "UNAVAILABLE", message: "service unavailable" },
} as const satisfies Readonly<Record<string, Refusal>>;

export async function startRefusingRegistry(upstream: string): Promise<RegistryProxy> {
  return startProxy({
    upstream,
    handle({ method, url, request, response, forward }) {
      // The action's own questions before the build are answered: the builder is to be refused.
      const isBuilders = !/^(?:node|undici|ml-image-build)\b/.test(request.headers["user-agent"] ?? "");
      const name = /^\/v2\/(?:.+\/)?([^/]+)\/(?:blobs|manifests)\//.exec(url)?.[1] ?? "";
      const refusal: Refusal | undefined = Object.hasOwn(refusals, name)
        ? refusals[name as keyof typeof refusals]
        : undefined;
      const at =
        method === "POST" && url.includes("/blobs/uploads/")
          ? "upload"
          : method === "PUT" && url.includes("/manifests/")
            ? "manifest"
            : undefined;
      if (!isBuilders || refusal === undefined || at !== refusal.at) return forward();
      request.resume();
      request.on("end", () => answerError(response, refusal.status, refusal.code, refusal.message));
    },
  });
}
