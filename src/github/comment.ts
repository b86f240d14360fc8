/** One sticky comment on a pull request, updated in place, also by several jobs at once. Never fails a run. */
import {
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  parseJsonObject,
  stringAt,
} from "../registry/json.ts";
import { describeConnectionError } from "../registry/retry.ts";
import type { World } from "../shell/world.ts";
import { type CommentPart, commentMarker, hasPart, mergeBody } from "./comment-body.ts";
import { exchangeWithGithub } from "./exchange.ts";

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

/** GitHub does not let this token do it. */
class Refusal extends Error {}

const PAGES = 30;
const PER_PAGE = 100;
const POSTS = 3;
/** Rounds in which other jobs may overwrite this one's part. */
const ROUNDS = 12;

/** Finds our comment over all pages and edits it, else writes it. A refusal is one warning. */
export async function postComment(world: World, request: CommentRequest): Promise<void> {
  try {
    await write(world, request);
  } catch (error) {
    const hint = error instanceof Refusal ? " (its job needs permissions: pull-requests: write)" : "";
    world.log.warning(
      `the pull request's comment was not written${hint}: ${describeConnectionError(error).text}`,
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
      const sent = await send(world, token, "POST", list, JSON.stringify({ body })).catch(toError);
      // Another job may have written one at the same time: the oldest stays, each takes its own away.
      [first] = await findComments(world, token, list, marker);
      if (first === undefined) {
        if (!(sent instanceof Error)) return;
        // A second one that arrives late is found by its elder in the lines below.
        if (sent instanceof Refusal || round >= POSTS) throw sent;
        await world.clock.sleep(1000 * round, world.cancelled);
        continue;
      }
      // Without an answer, whether the first one is this job's is known by its part only: it is edited below.
      const id = sent instanceof Error ? first.id : readId(sent);
      if (!(sent instanceof Error) && (id === undefined || id === first.id)) return;
      if (id !== first.id) await send(world, token, "DELETE", `${issuesUrl(world)}/comments/${id}`);
    }
    const url = `${issuesUrl(world)}/comments/${first.id}`;
    // GitHub has no compare and swap: as little as can be lies between reading and writing.
    const read = world.clock.now();
    const old = part === undefined ? first.body : ((await readBody(world, token, url)) ?? first.body);
    const body = mergeBody(marker, old, part, markdown);
    if (body === undefined) return;
    if (body !== old) await send(world, token, "PATCH", url, JSON.stringify({ body }));
    if (part === undefined) return;
    // Another job's edit may have taken this one's part away: whoever read before this writes within that time.
    const took = world.clock.now() - read;
    await world.clock.sleep(2 * took + 200 + Math.random() * 400 * round, world.cancelled);
    const now = await readBody(world, token, url);
    if (now !== undefined && hasPart(now, part)) return;
  }
}

/** `undefined`: it is gone, or the answer broke off. */
async function readBody(world: World, token: string, url: string): Promise<string | undefined> {
  try {
    const text = await send(world, token, "GET", url);
    return stringAt(parseJsonObject(text), "body")?.replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
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

/** `undefined`: the answer broke off. */
function readId(text: string): number | undefined {
  return numberAt(parseJsonObject(text), "id");
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function send(
  world: World,
  token: string,
  method: "GET" | "POST" | "PATCH" | "DELETE",
  url: string,
  body?: string,
): Promise<string> {
  const request = { token, method, url, ...(body === undefined ? {} : { body }) };
  const { status, bytes } = await exchangeWithGithub(world, request);
  const text = bytes.toString("utf8");
  // Taken away already: by the try before this one, or by somebody else.
  if (status < 300 || (method === "DELETE" && status === 404)) return text;
  const message = `${method} ${status}: ${text.slice(0, 200)}`;
  throw [401, 403, 404].includes(status) ? new Refusal(message) : new Error(message);
}
