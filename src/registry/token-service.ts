/** Distribution's token servers, in their GET form and, for identity tokens, the OAuth2 form. */
import type { World } from "../shell/world.ts";
import type { Credentials } from "./credentials.ts";
import { numberAt, parseJsonObject, stringAt } from "./json.ts";
import { RegistryError } from "./registry-error.ts";
import { describeConnectionError, isTransientStatus, parseRetryAfter, TransientFailure } from "./retry.ts";

export interface BearerService {
  readonly realm: string;
  readonly service: string | undefined;
  /** Scopes that the host always asks for, other than a repository's (ECR Public: `aws`). */
  readonly hostScopes: readonly string[];
}

export interface Token {
  /** Value of the `Authorization` header. */
  readonly header: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Docker's documented default where a token server tells no `expires_in`. */
const DEFAULT_TOKEN_SECONDS = 60;
const LARGEST_TOKEN_BYTES = 1024 * 1024;

/** The header for credentials that need no token server; `undefined` for an identity token. */
export function basicHeader(credentials: Credentials | undefined): string | undefined {
  switch (credentials?.kind) {
    case "basic":
      return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString("base64")}`;
    case "registry-token":
      return `Bearer ${credentials.token}`;
    default:
      return undefined;
  }
}

/** Asks for a token; `scopes` are separated by spaces. Throws `RegistryError` and `TransientFailure`. */
export async function requestToken(
  world: World,
  host: string,
  service: BearerService,
  scopes: string,
  credentials: Credentials | undefined,
): Promise<Token> {
  if (credentials?.kind === "registry-token") {
    return { header: `Bearer ${credentials.token}`, expiresAt: Number.POSITIVE_INFINITY };
  }
  const query = new URLSearchParams();
  if (service.service !== undefined) query.set("service", service.service);
  const isOauth = credentials?.kind === "identity-token";
  if (isOauth) {
    query.set("grant_type", "refresh_token");
    query.set("client_id", "ml-image-build");
    query.set("refresh_token", credentials.token);
    if (scopes !== "") query.set("scope", scopes);
  } else {
    for (const scope of scopes.split(" ").filter((one) => one !== "")) query.append("scope", scope);
  }

  const url = new URL(service.realm);
  if (!isOauth) for (const [name, value] of query) url.searchParams.append(name, value);
  const authorization = basicHeader(credentials);
  const sentAt = world.clock.now();
  const answer = await world
    .http({
      method: isOauth ? "POST" : "GET",
      url: url.href,
      headers: isOauth
        ? { "content-type": "application/x-www-form-urlencoded" }
        : authorization === undefined
          ? {}
          : { authorization },
      ...(isOauth ? { body: Buffer.from(query.toString()) } : {}),
      redirect: "manual",
    })
    .then(async (response) => ({ response, body: await response.bytes() }))
    .catch((error: unknown) => {
      const { text, isLasting } = describeConnectionError(error);
      const message = `${host}: no answer from its token server ${url.host}: ${text}`;
      if (isLasting) throw new RegistryError("unreachable", message, { cause: error });
      throw new TransientFailure(message, { cause: error });
    });
  const { status, headers } = answer.response;
  if (isTransientStatus(status)) {
    const retryAfterMs = parseRetryAfter(headers.get("retry-after"), world.clock.now());
    throw new TransientFailure(`${host}: its token server ${url.host} answered ${status}`, { retryAfterMs });
  }
  if (status < 200 || status > 299 || answer.body.length > LARGEST_TOKEN_BYTES) {
    const next =
      credentials === undefined
        ? "log in to it before this action (docker/login-action)"
        : "check the credentials that were given to docker login";
    throw new RegistryError(
      status === 401 || status === 403 || status === 400 ? "denied" : "unexpected",
      `${host}: its token server ${url.host} answered ${status} for ${scopes}; ${next}`,
    );
  }
  const json = parseJsonObject(answer.body);
  const token = stringAt(json, "token") ?? stringAt(json, "access_token");
  if (token === undefined) {
    throw new RegistryError("unexpected", `${host}: its token server ${url.host} answered without a token`);
  }
  world.log.mask(token);
  const seconds = numberAt(json, "expires_in") ?? DEFAULT_TOKEN_SECONDS;
  // A tenth is left for the request that carries it and for clocks that differ.
  return { header: `Bearer ${token}`, expiresAt: sentAt + seconds * 900 };
}
