/** GitHub's comments of one pull request, at the socket. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface GitHub {
  readonly comments: { readonly id: number; body: string }[];
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** There is a comment of somebody else already, which quotes the marker. */
export async function startGitHub({ isReadOnly = false } = {}): Promise<GitHub> {
  const comments = [{ id: 1, body: "> <!-- ml-image-build deploy" }];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => {
      text += String(chunk);
    });
    request.on("end", () => {
      const send = (status: number, value: unknown): void =>
        void response.writeHead(status).end(JSON.stringify(value));
      if (request.headers.authorization !== "Bearer token-of-the-job")
        return send(401, { message: "Bad credentials" });
      if (request.method === "GET") return send(200, comments);
      if (isReadOnly) return send(403, { message: "Resource not accessible by integration" });
      const { body } = JSON.parse(text);
      const [, id] = /\/issues\/comments\/(\d+)$/.exec(request.url ?? "") ?? [];
      const known = comments.find((one) => String(one.id) === id);
      if (known !== undefined) known.body = body;
      else comments.push({ id: comments.length + 1, body });
      return send(known === undefined ? 201 : 200, {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    comments,
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
