/** Requests to one registry host: credentials, redirects, retries, bounded answers. */
import type { HttpHeaders, HttpRequest, HttpResponse, World } from "../shell/world.ts";
import { openAuthorizer } from "./authorizer.ts";
import type { CredentialSource } from "./credentials.ts";
import { baseUrlOf } from "./host-url.ts";
import { objectsAt, parseJsonObject, stringAt } from "./json.ts";
import { createLimit, type Limit } from "./limit.ts";
import { createOutage } from "./outage.ts";
import { RegistryError } from "./registry-error.ts";
import {
  describeConnectionError,
  isTransientStatus,
  parseRetryAfter,
  TransientFailure,
  withRetries,
} from "./retry.ts";

export interface ClientOptions {
  readonly credentials: CredentialSource;
  /** Further tries after a transient failure. Default 4. */
  readonly retries?: number;
  /** Milliseconds for one exchange that does not carry a layer. Default 30,000. */
  readonly timeoutMs?: number;
  /** What to do when the registry refuses, told to the user; for example which IAM action is missing. */
  readonly explainDenied?: (path: string, access: "pull" | "push" | "delete") => string;
}

export interface RegistryRequest {
  readonly method: HttpRequest["method"];
  /** `/v2/…`, or an absolute URL that the registry itself gave. */
  readonly url: string;
  /** The repository it is about; with `access` it makes the token's scope. */
  readonly path: string;
  readonly access: "pull" | "push" | "delete";
  /** Repository to be read from as well, for mounts. */
  readonly fromPath?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | ReadableStream<Uint8Array>;
  /** Milliseconds for the whole exchange. */
  readonly timeoutMs?: number;
}

export interface RegistryAnswer {
  readonly status: number;
  readonly headers: HttpHeaders;
  readonly body: Buffer;
  /** Codes of the registry's error body, upper case: `MANIFEST_UNKNOWN`. */
  readonly codes: readonly string[];
  /** Its messages, for people. */
  readonly said: string;
}

export interface RegistryHttp {
  readonly host: string;
  readonly retries: number;
  readonly limit: Limit;
  /**
   * One exchange, retried; answers below 500 are returned, 401 and 403 thrown as `denied`. `problemOf`
   * looks at the answer inside the retry: a text means that it is damaged and may come whole next time.
   */
  send(
    request: RegistryRequest,
    options?: {
      readonly largestBytes?: number;
      readonly problemOf?: (answer: RegistryAnswer) => string | undefined;
      /** Milliseconds for all tries; default 90,000. */
      readonly patienceMs?: number | undefined;
    },
  ): Promise<RegistryAnswer>;
  /** One exchange without retries, whose body is not read yet; throws `TransientFailure` as well. */
  open(request: RegistryRequest): Promise<HttpResponse>;
}

const DEFAULT_RETRIES = 4;
const DEFAULT_TIMEOUT_MS = 30_000;
const CONCURRENT_REQUESTS = 16;
/** With all its retries and waits. A registry that asks for more patience is told about, not waited for. */
const LONGEST_REQUEST_MS = 90_000;
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;
const REDIRECTS = 5;

/** A client for one host; made once for a run, because it remembers tokens and holds the concurrency limit. */
export function openRegistryHttp(world: World, host: string, options: ClientOptions): RegistryHttp {
  const base = new URL(baseUrlOf(host)).origin;
  const authorizer = openAuthorizer(world, host, options.credentials);
  const limit = createLimit(CONCURRENT_REQUESTS);
  const outage = createOutage(world);
  const retries = options.retries ?? DEFAULT_RETRIES;

  async function exchange(
    request: RegistryRequest,
    authorization: string | undefined,
  ): Promise<HttpResponse> {
    let url = new URL(request.url, base);
    const timeoutMs = request.timeoutMs ?? options.timeoutMs;
    for (let hops = 0; ; hops++) {
      const isOwn = url.origin === base;
      const response = await world
        .http({
          method: request.method,
          url: url.href,
          headers: { ...request.headers, ...(isOwn && authorization !== undefined ? { authorization } : {}) },
          ...(request.body === undefined ? {} : { body: request.body }),
          ...(timeoutMs === undefined ? {} : { timeoutMs }),
          redirect: "manual",
        })
        .catch((error: unknown) => fail(error, host));
      const location = response.headers.get("location");
      const isRedirect = [301, 302, 303, 307, 308].includes(response.status) && location !== null;
      if (!isRedirect || request.body !== undefined || hops >= REDIRECTS) return response;
      // Blobs come from a storage service, whose signed URL wants no credentials of ours.
      await discard(response);
      url = new URL(location, url);
    }
  }

  async function open(request: RegistryRequest): Promise<HttpResponse> {
    const scopes = scopesOf(request);
    const header = await authorizer.headerFor(scopes);
    const response = await exchange(request, header);
    // A body that is a stream is gone after the first try; the next attempt comes with a new one.
    const isReplayable = !(request.body instanceof ReadableStream);
    if (response.status === 401) {
      if (await authorizer.learn(response.headers.get("www-authenticate"), scopes, header)) {
        await discard(response);
        if (!isReplayable) throw new TransientFailure(`${host}: asks for a login`, { retryAfterMs: 0 });
        return check(await exchange(request, await authorizer.headerFor(scopes)), request);
      }
    }
    return check(response, request);
  }

  /** Turns refusals and overload into errors; an expired token (ECR: 403) is renewed for the next attempt. */
  async function check(response: HttpResponse, request: RegistryRequest): Promise<HttpResponse> {
    const { status } = response;
    if (status !== 401 && status !== 403 && !isTransientStatus(status)) return response;
    const { said } = errorsOf(await readBody(response, LARGEST_ANSWER_BYTES, host));
    const what = `${host}/${request.path}: ${request.access === "pull" ? "reading" : "writing"}`;
    if (status !== 401 && status !== 403) {
      const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), world.clock.now());
      throw new TransientFailure(`${what} failed with ${status}${said}`, { retryAfterMs });
    }
    if (/expired/i.test(said) && (await authorizer.renew())) {
      throw new TransientFailure(`${what}: the login ran out`, { retryAfterMs: 0 });
    }
    const next =
      options.explainDenied?.(request.path, request.access) ??
      `log in to it before this action (docker/login-action), with the right to ${request.access}`;
    throw new RegistryError("denied", `${what} was denied (${status}${said}); ${next}`);
  }

  return {
    host,
    retries,
    limit,
    open,
    send: (
      request,
      { largestBytes = LARGEST_ANSWER_BYTES, problemOf, patienceMs = LONGEST_REQUEST_MS } = {},
    ) =>
      outage.watch(request.path, () =>
        withRetries(world, { retries, budgetMs: patienceMs }, () =>
          limit(async () => {
            outage.throwIfDown(request.path);
            const timeoutMs = request.timeoutMs ?? options.timeoutMs;
            const isHasty = patienceMs < (timeoutMs ?? DEFAULT_TIMEOUT_MS);
            const response = await open(isHasty ? { ...request, timeoutMs: patienceMs } : request);
            const isError = response.status >= 400;
            const body = await readBody(response, isError ? LARGEST_ANSWER_BYTES : largestBytes, host);
            const errors = isError ? errorsOf(body) : { codes: [], said: "" };
            const answer = { status: response.status, headers: response.headers, body, ...errors };
            const problem = problemOf?.(answer);
            if (problem === undefined) return answer;
            throw new TransientFailure(`${host}/${request.path}: ${problem}`, { kind: "unexpected" });
          }),
        ),
      ),
  };
}

/** The error for an answer that fits nothing. */
export function unexpectedAnswer(host: string, what: string, answer: RegistryAnswer): RegistryError {
  return new RegistryError("unexpected", `${host}: ${what} answered ${answer.status}${answer.said}`);
}

/** Lets the connection go without reading the rest. */
export async function discard(response: HttpResponse): Promise<void> {
  await response.stream?.cancel().catch(() => {});
}

async function readBody(response: HttpResponse, largestBytes: number, host: string): Promise<Buffer> {
  if (response.stream === undefined) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of response.stream) {
      size += chunk.length;
      if (size > largestBytes) break;
      chunks.push(chunk);
    }
  } catch (error) {
    fail(error, host);
  }
  if (size <= largestBytes) return Buffer.concat(chunks);
  throw new RegistryError("unexpected", `${host}: an answer is longer than ${largestBytes} bytes`);
}

function fail(error: unknown, host: string): never {
  const { text, isLasting } = describeConnectionError(error);
  const message = `${host} gave no answer: ${text}`;
  if (isLasting) throw new RegistryError("unreachable", message, { cause: error });
  throw new TransientFailure(message, { cause: error });
}

function errorsOf(body: Buffer): { codes: readonly string[]; said: string } {
  const errors = objectsAt(parseJsonObject(body), "errors").slice(0, 5);
  const codes = errors.map((error) => (stringAt(error, "code") ?? "").toUpperCase());
  const texts = errors.map((error) =>
    `${stringAt(error, "code") ?? ""} ${stringAt(error, "message") ?? ""}`.trim(),
  );
  const plain =
    body.length > 0 && body.length < 300 && !body.includes("<") ? [body.toString("utf8").trim()] : [];
  const said = (errors.length > 0 ? texts : plain).join("; ");
  return { codes, said: said === "" ? "" : ` ${said}` };
}

function scopesOf(request: RegistryRequest): readonly string[] {
  if (request.path === "") return [];
  const actions = { pull: "pull", push: "pull,push", delete: "pull,delete" }[request.access];
  const from = request.fromPath === undefined ? [] : [`repository:${request.fromPath}:pull`];
  return [`repository:${request.path}:${actions}`, ...from];
}
