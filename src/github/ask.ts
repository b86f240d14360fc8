/** One question to GitHub's interface about this repository. */
import { type JsonObject, parseJsonObject, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";
import { exchangeWithGithub } from "./exchange.ts";

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
  const url = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/${path}`;
  const { status, bytes } = await exchangeWithGithub(world, { token, method, url });
  const json = parseJsonObject(bytes);
  const message = stringAt(json, "message");
  return {
    status,
    json,
    list: json === undefined ? readList(bytes) : [],
    said: message === undefined ? "" : ` ${message.slice(0, 200)}`,
  };
}

function readList(bytes: Buffer): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(bytes.toString("utf8"));
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
