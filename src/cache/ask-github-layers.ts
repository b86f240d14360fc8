/** Whether GitHub's cache service and the store behind it answer, asked as BuildKit's `gha` backend asks them. */
import { createHash } from "node:crypto";
import { parseJsonObject, stringAt } from "../registry/json.ts";
import { RegistryError } from "../registry/registry-error.ts";
import {
  describeConnectionError,
  isTransientStatus,
  parseRetryAfter,
  TransientFailure,
  withRetries,
} from "../registry/retry.ts";
import type { HttpRequest, HttpResponse, World } from "../shell/world.ts";
import { PATIENCE_MS } from "./cache-health.ts";

/** Of BuildKit's entries (tonistiigi/go-actions-cache); another one some day means: not known to be there. */
export const LAYERS_VERSION = createHash("sha256").update("|go-actionscache-1.0").digest("hex");

/** The name that BuildKit's descriptions of a scope's layers begin with. */
export function layersKey(scope: string): string {
  return `index-${scope}-1-`;
}

const METHOD = "twirp/github.actions.results.api.v1.CacheService/GetCacheEntryDownloadURL";
const LIMITS = { retries: 3, budgetMs: PATIENCE_MS };
/** Of one exchange. */
const TIMEOUT_MS = 5_000;

/** Throws RegistryError, kind `unreachable`, where one of them does not answer or refuses. Odd answers are BuildKit's affair. */
export async function askGithubLayers(world: World, scopes: readonly string[]): Promise<void> {
  const {
    ACTIONS_RESULTS_URL: url,
    ACTIONS_RUNTIME_TOKEN: token,
    ACTIONS_CACHE_SERVICE_V2: isV2,
  } = world.env;
  // The older service has other questions; BuildKit reads the switch as Go reads booleans.
  if (!url || !token || !/^(?:1|t|true)$/i.test(isV2 ?? "")) return;
  await Promise.all(
    scopes.map(async (scope) => {
      const key = layersKey(scope);
      const said = await ask(world, "GitHub's cache", {
        method: "POST",
        url: new URL(METHOD, url).href,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: Buffer.from(JSON.stringify({ key, restore_keys: [key], version: LAYERS_VERSION })),
      });
      const blob = stringAt(parseJsonObject(said), "signed_download_url");
      if (blob === undefined || !URL.canParse(blob)) return;
      const headers = { range: "bytes=0-0", "x-ms-version": "2021-12-02" };
      await ask(world, "the store of GitHub's cache", { method: "GET", url: blob, headers });
    }),
  );
}

async function ask(world: World, who: string, request: HttpRequest): Promise<Buffer> {
  return withRetries(world, LIMITS, async () => {
    const response = await exchange(world, who, request);
    const { status } = response;
    if (isTransientStatus(status)) {
      const retryAfterMs = parseRetryAfter(response.headers.get("retry-after"), world.clock.now());
      throw new TransientFailure(`${who} answered ${status}${await wordsOf(response)}`, { retryAfterMs });
    }
    // A link that ran out is asked for anew by BuildKit; a token that ran out is not.
    if (request.method === "POST" && (status === 401 || status === 403))
      throw new RegistryError("unreachable", `${who} refused (${status}${await wordsOf(response)})`);
    if (request.method === "GET") {
      await response.stream?.cancel();
      return Buffer.alloc(0);
    }
    return response.bytes().catch((error: unknown) => fail(who, error));
  });
}

async function exchange(world: World, who: string, request: HttpRequest): Promise<HttpResponse> {
  return world.http({ ...request, timeoutMs: TIMEOUT_MS }).catch((error: unknown) => fail(who, error));
}

function fail(who: string, error: unknown): never {
  // The address of a blob is signed, and stays out of the message.
  throw new TransientFailure(`${who} gave no answer: ${describeConnectionError(error).text}`);
}

async function wordsOf(response: HttpResponse): Promise<string> {
  const json = parseJsonObject(await response.bytes().catch(() => Buffer.alloc(0)));
  const said = stringAt(json, "msg");
  return said === undefined ? "" : `: ${said.slice(0, 200)}`;
}
