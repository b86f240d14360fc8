/** One comment per stack and workflow on a pull request, updated in place. Never fails a run. */
import { isObject, numberAt, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";

export interface CommentRequest {
  readonly token: string;
  readonly pullRequest: number;
  /** Told apart from other comments by this, hidden. */
  readonly key: string;
  readonly markdown: string;
}

const PAGES = 30;
const PER_PAGE = 100;
/** GitHub refuses a longer body. */
const LONGEST = 65_000;
const TRIES = 3;

/** Finds our comment over all pages and edits it, else writes it. A refusal is one warning. */
export async function postComment(world: World, request: CommentRequest): Promise<void> {
  const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "" } = world.env;
  const marker = `<!-- ml-image-build deploy ${request.key.replace(/[^\w./-]/g, "_")} -->`;
  const body = JSON.stringify({ body: `${marker}\n${request.markdown.slice(0, LONGEST)}` });
  const issues = `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;
  try {
    const id = await findComment(world, request, `${issues}/${request.pullRequest}/comments`, marker);
    if (id === undefined)
      await send(world, request, "POST", `${issues}/${request.pullRequest}/comments`, body);
    else await send(world, request, "PATCH", `${issues}/comments/${id}`, body);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    world.log.warning(
      `the pull request's comment was not written (its job needs permissions: pull-requests: write): ${said}`,
    );
  }
}

async function findComment(
  world: World,
  request: CommentRequest,
  url: string,
  marker: string,
): Promise<number | undefined> {
  for (let page = 1; page <= PAGES; page += 1) {
    const comments: unknown = JSON.parse(
      await send(world, request, "GET", `${url}?per_page=${PER_PAGE}&page=${page}`),
    );
    if (!Array.isArray(comments)) return undefined;
    // At the start only: a person who quotes it keeps their comment.
    const ours = comments.filter(isObject).find((one) => stringAt(one, "body")?.startsWith(marker) === true);
    if (ours !== undefined) return numberAt(ours, "id");
    if (comments.length < PER_PAGE) return undefined;
  }
  return undefined;
}

async function send(
  world: World,
  { token }: CommentRequest,
  method: "GET" | "POST" | "PATCH",
  url: string,
  body?: string,
): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
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
    const text = (await response.bytes()).toString("utf8");
    if (response.status < 300) return text;
    // A POST that may have arrived is not repeated: two comments would be worse than none.
    const isWorthATry = response.status >= 500 && method !== "POST";
    if (!isWorthATry || attempt >= TRIES)
      throw new Error(`${method} ${response.status}: ${text.slice(0, 200)}`);
    await world.clock.sleep(1000 * attempt, world.cancelled);
  }
}
