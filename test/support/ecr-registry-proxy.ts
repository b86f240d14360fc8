/**
 * A real registry with Amazon ECR's manners: Basic `AWS:token`, tokens that run out (403), repositories that
 * have to be created (404 NAME_UNKNOWN), immutable tags (also for the digest they have), no mounting of blobs
 * unless the account has it, 201 to a chunk, 405 to what it does not do.
 */
import { denialText, type EcrState, isImmutableTag, repositoryArn } from "./ecr-state.ts";
import { answerError, type Exchange, type RegistryProxy, startProxy } from "./registry-proxy.ts";

export interface EcrProxyOptions {
  readonly port?: number;
  readonly tls?: { readonly key: string; readonly cert: string };
}

const KNOWN_TYPES =
  /^application\/vnd\.(oci\.image\.(index|manifest)\.v1|docker\.distribution\.manifest\.(list\.)?v2)\+json$/;

export function startEcrRegistryProxy(
  state: EcrState,
  options: EcrProxyOptions = {},
): Promise<RegistryProxy> {
  return startProxy({
    ...options,
    upstream: state.registryHost,
    handle: (exchange) => handle(state, exchange),
  });
}

async function handle(state: EcrState, exchange: Exchange): Promise<void> {
  const { method, url, request, response, forward } = exchange;
  if (!isLoggedIn(state, exchange)) return;
  const path = url.split("?", 1)[0] ?? "";
  if (path === "/v2/" || path === "/v2") return forward();

  const [, name, kind, rest = ""] = /^\/v2\/(.+?)\/(manifests|blobs|tags)\/(.*)$/.exec(path) ?? [];
  const repository = state.repositories.get(name ?? "");
  if (name === undefined || repository === undefined) {
    const text = `The repository with name '${name ?? path}' does not exist in the registry with id '${state.account}'`;
    return answerError(response, 404, "NAME_UNKNOWN", text);
  }
  const action = actionOf(method, kind ?? "", rest);
  if (action === undefined) return answerError(response, 405, "UNSUPPORTED", "The operation is unsupported.");
  state.used.add(action);
  if (state.denied.has(action)) {
    return answerError(response, 403, "DENIED", denialText(state, action, repositoryArn(state, name)));
  }
  if (method === "PUT" && kind === "manifests") {
    if (!KNOWN_TYPES.test(request.headers["content-type"] ?? "")) {
      return answerError(response, 405, "UNSUPPORTED", "Invalid parameter at 'ImageManifestMediaType'");
    }
    if (
      !rest.startsWith("sha256:") &&
      isImmutableTag(repository, rest) &&
      (await hasTag(state, name, rest))
    ) {
      const text = `The image tag '${rest}' already exists in the '${name}' repository and cannot be overwritten because the tag is immutable.`;
      return answerError(response, 400, "TAG_INVALID", text);
    }
  }
  const isMount = method === "POST" && url.includes("mount=");
  if (isMount && !state.blobMounting) return forward({ url: path });
  if (method !== "PATCH") return forward();
  forward({
    onAnswer: (answer, out) => {
      out.writeHead(answer.statusCode === 202 ? 201 : (answer.statusCode ?? 502), answer.headers);
      answer.pipe(out);
    },
  });
}

function isLoggedIn(state: EcrState, { method, url, request, response }: Exchange): boolean {
  // The builder's, not the question before the build whether an upload may begin.
  const isBuilders = !/^(?:node|undici|ml-image-build)\b/.test(request.headers["user-agent"] ?? "");
  if (state.expireAtUpload && isBuilders && method === "POST" && url.includes("/blobs/uploads")) {
    state.expireAtUpload = false;
    for (const password of state.tokens.keys()) state.tokens.set(password, 1);
  }
  const basic = Buffer.from(
    (request.headers.authorization ?? "").replace(/^Basic /, ""),
    "base64",
  ).toString();
  const end = basic.startsWith("AWS:") ? state.tokens.get(basic.slice(4)) : undefined;
  if (end === undefined) {
    const realm = `https://${request.headers.host}/`;
    response.writeHead(401, { "www-authenticate": `Basic realm="${realm}",service="ecr.amazonaws.com"` });
    response.end("Not Authorized\n");
    return false;
  }
  if (end > Date.now()) return true;
  answerError(response, 403, "DENIED", "Your authorization token has expired. Reauthenticate and try again.");
  return false;
}

/** The IAM action behind a request; `undefined`: ECR has none for it. */
function actionOf(method: string, kind: string, rest: string): string | undefined {
  const isRead = method === "GET" || method === "HEAD";
  if (kind === "tags") return isRead ? "ecr:ListImages" : undefined;
  if (kind === "manifests")
    return isRead ? "ecr:BatchGetImage" : method === "PUT" ? "ecr:PutImage" : undefined;
  if (rest.startsWith("uploads/")) {
    const actions: Readonly<Record<string, string>> = {
      POST: "ecr:InitiateLayerUpload",
      PATCH: "ecr:UploadLayerPart",
      PUT: "ecr:CompleteLayerUpload",
    };
    return actions[method];
  }
  if (method === "HEAD") return "ecr:BatchCheckLayerAvailability";
  return method === "GET" ? "ecr:GetDownloadUrlForLayer" : undefined;
}

async function hasTag(state: EcrState, name: string, tag: string): Promise<boolean> {
  const response = await fetch(`http://${state.registryHost}/v2/${name}/tags/list`);
  const body: unknown = await response.json();
  return JSON.stringify(body).includes(JSON.stringify(tag));
}
