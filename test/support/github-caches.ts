/** GitHub's REST endpoint for pull requests and cache entries. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface CacheEntry {
  readonly id: number;
  readonly ref: string;
  readonly key: string;
}

export interface GitHubCaches {
  entries: CacheEntry[];
  /** `closed` or `open`, by number. */
  readonly states: Map<number, string>;
  isReadOnly: boolean;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export async function startGitHubCaches(): Promise<GitHubCaches> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://localhost");
    const send = (status: number, value?: unknown): void =>
      void response.writeHead(status).end(value === undefined ? "" : JSON.stringify(value));
    if (request.headers.authorization !== "Bearer token-of-the-job")
      return send(401, { message: "Bad credentials" });
    const [, number] = /^\/repos\/org\/repo\/pulls\/(\d+)$/.exec(url.pathname) ?? [];
    if (number !== undefined) {
      const state = github.states.get(Number(number));
      return state === undefined ? send(404, { message: "Not Found" }) : send(200, { state });
    }
    const [, id] = /^\/repos\/org\/repo\/actions\/caches(?:\/(\d+))?$/.exec(url.pathname) ?? [];
    if (request.method === "GET") {
      const page = Number(url.searchParams.get("page"));
      const size = Number(url.searchParams.get("per_page"));
      // By prefix, as a careless server would: whoever deletes has to look at each entry's ref.
      const ours = github.entries.filter(({ ref }) =>
        ref.startsWith((url.searchParams.get("ref") ?? "").slice(0, 12)),
      );
      return send(200, { actions_caches: ours.slice((page - 1) * size, page * size) });
    }
    if (github.isReadOnly) return send(403, { message: "Resource not accessible by integration" });
    const known = github.entries.some((one) => String(one.id) === id);
    github.entries = github.entries.filter((one) => String(one.id) !== id);
    return send(known ? 204 : 404);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const github: GitHubCaches = {
    entries: [],
    states: new Map(),
    isReadOnly: false,
    env: { GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
  return github;
}
