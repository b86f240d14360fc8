/** One question to GitHub's interface about this repository, asked again after what passes by itself. */
import { type JsonObject, parseJsonObject, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";

const TRIES = 4;

export interface GithubAnswer {
  readonly status: number;
  /** `undefined`: no JSON object; a list is `list`. */
  readonly json: JsonObject | undefined;
  readonly list: readonly unknown[];
  /** GitHub's message, with a space before it; "" without one. */
  readonly said: string;
}

/** `path` is below `repos/OWNER/NAME/`. Throws only what the network throws. */
export async function askGithub(
  world: World,
  token: string,
  method: "GET" | "DELETE",
  path: string,
): Promise<GithubAnswer> {
  const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "" } = world.env;
  for (let attempt = 1; ; attempt += 1) {
    const response = await world.http({
      method,
      url: `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
      },
    });
    const bytes = await response.bytes();
    const json = parseJsonObject(bytes);
    const { status } = response;
    if ((status < 500 && status !== 429) || attempt >= TRIES) {
      const message = stringAt(json, "message");
      return {
        status,
        json,
        list: json === undefined ? readList(bytes) : [],
        said: message === undefined ? "" : ` ${message.slice(0, 200)}`,
      };
    }
    await world.clock.sleep(500 * 2 ** attempt);
  }
}

function readList(bytes: Buffer): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
