/**
 * A stand-in for GitHub's results service, as BuildKit's `gha` backend and @actions/cache really use it:
 * Twirp calls with JSON, and blobs by Azure's protocol. One file for each Twirp service; this one has the
 * server, the tokens and the blobs.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { AzureBlobs } from "./azure-blobs.ts";

/** What a token allows: `read` and `write` of a ref's entries. */
export interface TokenScope {
  readonly ref: string;
  readonly write: boolean;
}

export interface TwirpCall {
  readonly method: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** In the token's order: what is looked through, and the first that may be written. */
  readonly scopes: readonly TokenScope[];
  readonly blobs: AzureBlobs;
}

export interface TwirpAnswer {
  readonly status?: number;
  readonly body: unknown;
}

/** Answers the methods of one service, `github.actions.results.api.v1.CacheService`. */
export type TwirpService = (call: TwirpCall) => TwirpAnswer;

export interface ResultsService {
  /** Ends with a slash, as `ACTIONS_RESULTS_URL`. */
  readonly url: string;
  /** `CacheService/CreateCacheEntry` of each call so far. */
  readonly calls: string[];
  readonly blobs: AzureBlobs;
  /** What the runner gives an action whose token has these scopes. */
  env(scopes: readonly TokenScope[]): Record<string, string>;
  stop(): Promise<void>;
}

export async function startResultsService(
  services: Readonly<Record<string, TwirpService>>,
): Promise<ResultsService> {
  const calls: string[] = [];
  const tokens = new Map<string, readonly TokenScope[]>();
  const blobs = new AzureBlobs();

  const answerTwirp = async (
    [service = "", method = ""]: readonly string[],
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> => {
    calls.push(`${service}/${method}`);
    const scopes = tokens.get(request.headers.authorization?.replace(/^Bearer /, "") ?? "");
    const answer = services[service];
    if (scopes === undefined) return json(response, 401, { code: "unauthenticated", msg: "no such token" });
    if (answer === undefined) return json(response, 404, { code: "bad_route", msg: service });
    const body = JSON.parse((await read(request)).toString("utf8")) as Record<string, unknown>;
    const { status = 200, body: said } = answer({ method, body, scopes, blobs });
    json(response, status, said);
  };

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const twirp = /^\/twirp\/github\.actions\.results\.api\.v1\.(\w+)\/(\w+)$/.exec(url.pathname);
    const work =
      twirp === null
        ? read(request).then((body) => blobs.answer(request, url, body, response))
        : answerTwirp(twirp.slice(1), request, response);
    work.catch((error: unknown) => {
      console.error("results service:", error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}/`;
  blobs.base = `${url}devstoreaccount1/results`;
  return {
    url,
    calls,
    blobs,
    env(scopes) {
      const token = makeToken(scopes);
      tokens.set(token, scopes);
      return {
        ACTIONS_RESULTS_URL: url,
        ACTIONS_RUNTIME_TOKEN: token,
        ACTIONS_CACHE_SERVICE_V2: "True",
        // @actions/cache takes the second version of the service on GitHub's own hosts only.
        GITHUB_SERVER_URL: "https://github.com",
      };
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** BuildKit reads `ac`, `exp` and `nbf` and checks no signature. */
function makeToken(scopes: readonly TokenScope[]): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const ac = JSON.stringify(scopes.map(({ ref, write }) => ({ Scope: ref, Permission: write ? 3 : 1 })));
  const claims = { ac, exp: now + 3600, nbf: now - 60, scp: "Actions.Results:run:job", jti: randomUUID() };
  return `${encode({ alg: "none", typ: "JWT" })}.${encode(claims)}.none`;
}

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
