/** One exchange with GitHub's interface, asked again after what passes by itself. */
import { describeConnectionError, isTransientStatus, parseRetryAfter } from "../registry/retry.ts";
import type { World } from "../shell/world.ts";

const TRIES = 4;
const FIRST_WAIT_MS = 1000;
/** What GitHub asks for longer than this is told, not waited for. */
const LONGEST_WAIT_MS = 60_000;

export interface GithubRequest {
  readonly token: string;
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly url: string;
  /** JSON. */
  readonly body?: string;
}

export interface GithubExchange {
  readonly status: number;
  readonly bytes: Buffer;
}

/** A POST that may have arrived is not repeated: two comments would be worse than none. Throws what the network throws. */
export async function exchangeWithGithub(world: World, request: GithubRequest): Promise<GithubExchange> {
  const { token, method, url, body } = request;
  for (let attempt = 1; ; attempt += 1) {
    const isLast = attempt >= TRIES || world.cancelled.aborted;
    const wait = FIRST_WAIT_MS * 2 ** (attempt - 1);
    let asked = 0;
    try {
      const response = await world.http({
        method,
        url,
        headers: {
          accept: "application/vnd.github+json",
          authorization: `Bearer ${token}`,
          "x-github-api-version": "2022-11-28",
        },
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      const bytes = await response.bytes();
      const { status, headers } = response;
      const retryAfter = parseRetryAfter(headers.get("retry-after"), world.clock.now());
      // Its secondary limits are a 429 or a 403 with Retry-After; neither was carried out.
      const isLimited = status === 429 || (status === 403 && retryAfter !== undefined);
      const isWorthATry = isLimited || (isTransientStatus(status) && method !== "POST");
      asked = retryAfter ?? 0;
      if (isLast || !isWorthATry || asked > LONGEST_WAIT_MS) return { status, bytes };
    } catch (error) {
      if (isLast || method === "POST" || describeConnectionError(error).isLasting) throw error;
    }
    await world.clock.sleep(Math.max(wait, asked), world.cancelled);
  }
}
