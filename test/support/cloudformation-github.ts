/** GitHub's comments of one pull request, at the socket. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: "User" | "Bot" };
}

export interface GitHub {
  readonly comments: readonly Comment[];
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

const person = { login: "somebody", type: "User" } as const;
const bot = { login: "github-actions[bot]", type: "Bot" } as const;

/**
 * There are comments of somebody else already: one quotes the marker, and `forged` starts with what it says.
 * `crowd` more fill pages.
 */
export async function startGitHub({
  isReadOnly = false,
  forged = "",
  crowd = 0,
  pulls = [] as readonly unknown[],
  /** Another job's doing, right after the comments were listed. */
  afterList = (_comments: readonly Comment[]): void => {},
} = {}): Promise<GitHub> {
  let comments: Comment[] = [{ id: 1, body: "> <!-- ml-image-build deploy", user: person }];
  if (forged !== "") comments.push({ id: 2, body: forged, user: person });
  for (let index = 0; index < crowd; index += 1)
    comments.push({ id: 3 + index, body: "Hello", user: person });
  let next = 3 + comments.length;
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const send = (status: number, value: unknown): void =>
        void response.writeHead(status).end(status === 204 ? undefined : JSON.stringify(value));
      if (request.headers.authorization !== "Bearer token-of-the-job")
        return send(401, { message: "Bad credentials" });
      const url = new URL(request.url ?? "", "http://github");
      if (url.pathname === "/user") return send(403, { message: "Resource not accessible by integration" });
      if (url.pathname.endsWith("/pulls")) return send(200, pulls);
      const [, id] = /\/issues\/comments\/(\d+)$/.exec(url.pathname) ?? [];
      const known = comments.find((one) => String(one.id) === id);
      if (request.method === "GET" && id !== undefined)
        return send(known === undefined ? 404 : 200, known ?? {});
      if (request.method === "GET") {
        const size = Number(url.searchParams.get("per_page") ?? 30);
        const page = Number(url.searchParams.get("page") ?? 1);
        send(200, comments.slice(size * (page - 1), size * page));
        return afterList(comments);
      }
      if (isReadOnly) return send(403, { message: "Resource not accessible by integration" });
      if (request.method === "DELETE") {
        comments = comments.filter((one) => one !== known);
        return send(known === undefined ? 404 : 204, {});
      }
      const { body } = JSON.parse(text);
      if (known !== undefined) {
        known.body = body;
        return send(200, known);
      }
      const made: Comment = { id: next, body, user: bot };
      next += 1;
      comments.push(made);
      return send(201, made);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    get comments() {
      return comments;
    },
    env: {
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_WORKFLOW: "deploy",
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
