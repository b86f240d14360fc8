/** One sticky comment on a pull request, updated in place, also by several jobs at once. Never fails a run. */
import { isObject, type JsonObject, numberAt, objectAt, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";
import { type CommentPart, commentMarker, hasPart, mergeBody } from "./comment-body.ts";

export interface CommentRequest {
  readonly token: string;
  readonly pullRequest: number;
  readonly kind: "deploy" | "images";
  /** One comment for each kind and key. */
  readonly key: string;
  /** `undefined`: the comment has one writer. */
  readonly part?: CommentPart;
  readonly markdown: string;
}

interface Comment {
  readonly id: number;
  readonly body: string;
}

const PAGES = 30;
const PER_PAGE = 100;
const TRIES = 3;
/** Rounds in which other jobs may overwrite this one's part. */
const ROUNDS = 6;

/** Finds our comment over all pages and edits it, else writes it. A refusal is one warning. */
export async function postComment(world: World, request: CommentRequest): Promise<void> {
  try {
    await write(world, request);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    world.log.warning(
      `the pull request's comment was not written (its job needs permissions: pull-requests: write): ${said}`,
    );
  }
}

async function write(world: World, request: CommentRequest): Promise<void> {
  const { part, markdown, token } = request;
  const marker = commentMarker(request.kind, request.key);
  const list = `${issuesUrl(world)}/${request.pullRequest}/comments`;
  for (let round = 1; round <= ROUNDS; round += 1) {
    let [first] = await findComments(world, token, list, marker);
    if (first === undefined) {
      const body = mergeBody(marker, undefined, part, markdown) ?? "";
      const sent = JSON.parse(await send(world, token, "POST", list, JSON.stringify({ body })));
      const id = isObject(sent) ? numberAt(sent, "id") : undefined;
      // Another job may have written one at the same time: the oldest stays, each takes its own away.
      [first] = await findComments(world, token, list, marker);
      if (id === undefined || first === undefined || first.id === id) return;
      await send(world, token, "DELETE", `${issuesUrl(world)}/comments/${id}`);
    }
    const body = mergeBody(marker, first.body, part, markdown);
    if (body === undefined) return;
    const url = `${issuesUrl(world)}/comments/${first.id}`;
    if (body !== first.body) await send(world, token, "PATCH", url, JSON.stringify({ body }));
    if (part === undefined) return;
    // GitHub has no compare and swap: look whether another job's edit took this one's part away.
    await world.clock.sleep(200 + Math.random() * 400 * round, world.cancelled);
    const [now] = await findComments(world, token, list, marker);
    if (now !== undefined && hasPart(now.body, part)) return;
  }
}

function issuesUrl({ env }: World): string {
  const { GITHUB_API_URL = "https://api.github.com", GITHUB_REPOSITORY = "" } = env;
  return `${GITHUB_API_URL}/repos/${GITHUB_REPOSITORY}/issues`;
}

/** Ours, the oldest first: our marker at the start, written by our token's user. */
async function findComments(
  world: World,
  token: string,
  list: string,
  marker: string,
): Promise<readonly Comment[]> {
  const marked: (Comment & { readonly author: JsonObject | undefined })[] = [];
  for (let page = 1; page <= PAGES; page += 1) {
    const comments: unknown = JSON.parse(
      await send(world, token, "GET", `${list}?per_page=${PER_PAGE}&page=${page}`),
    );
    if (!Array.isArray(comments)) break;
    for (const one of comments.filter(isObject)) {
      const id = numberAt(one, "id");
      const body = stringAt(one, "body")?.replaceAll("\r\n", "\n");
      // At the start only: a person who quotes it keeps their comment.
      if (id !== undefined && body?.startsWith(marker))
        marked.push({ id, body, author: objectAt(one, "user") });
    }
    if (comments.length < PER_PAGE) break;
  }
  // The job's own token writes as an app; nobody else's comment is edited, whatever it starts with.
  const login = marked.some(({ author }) => !isBot(author)) ? await readLogin(world, token) : undefined;
  return marked
    .filter(({ author }) => isBot(author) || (login !== undefined && stringAt(author, "login") === login))
    .sort((a, b) => a.id - b.id);
}

function isBot(author: JsonObject | undefined): boolean {
  return stringAt(author, "type") === "Bot";
}

/** The person behind a personal token; the job's own token has none, and GitHub refuses the question. */
async function readLogin(world: World, token: string): Promise<string | undefined> {
  try {
    const user: unknown = JSON.parse(
      await send(world, token, "GET", `${world.env.GITHUB_API_URL ?? "https://api.github.com"}/user`),
    );
    return isObject(user) ? stringAt(user, "login") : undefined;
  } catch {
    return undefined;
  }
}

async function send(
  world: World,
  token: string,
  method: "GET" | "POST" | "PATCH" | "DELETE",
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
