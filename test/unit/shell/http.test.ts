/** The door to HTTP against servers at the socket. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { http } from "../../../src/shell/http.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, nth: number) => void | Promise<void>;
const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The answer is told the how manieth of its connection it is. */
async function serve(answer: Answer): Promise<{ url: string; connections: () => number }> {
  let connections = 0;
  const asked = new WeakMap<object, number>();
  const server = createServer((request, response) => {
    const nth = (asked.get(request.socket) ?? 0) + 1;
    asked.set(request.socket, nth);
    void answer(request, response, nth);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}

const echo: Answer = async (request, response) => {
  const body = await bodyOf(request);
  response.setHeader("X-Method", request.method ?? "");
  response.end(JSON.stringify({ url: request.url, headers: request.headers, body }));
};

test("an answer: status, headers in any case, body, and who asked", async () => {
  const { url } = await serve(echo);
  const answer = await http({ method: "GET", url: `${url}/v2/?n=1`, headers: { "X-One": "1" } });
  expect([answer.status, answer.headers.get("x-METHOD"), answer.headers.get("location")]).toEqual([
    200,
    "GET",
    null,
  ]);
  expect(JSON.parse((await answer.bytes()).toString())).toMatchObject({
    url: "/v2/?n=1",
    headers: { "x-one": "1", "user-agent": "ml-image-build", accept: "*/*" },
  });
});

test("HEAD, 204 and read bodies leave their connection to the next request", async () => {
  const { url, connections } = await serve((request, response) => {
    if (request.method === "DELETE") response.statusCode = 204;
    if (request.method === "HEAD") response.setHeader("content-length", "4");
    response.end(request.method === "GET" ? "body" : undefined);
  });
  for (const method of ["HEAD", "DELETE", "GET", "HEAD"] as const) {
    const answer = await http({ method, url });
    expect((await answer.bytes()).toString()).toBe(method === "GET" ? "body" : "");
    expect(answer.stream === undefined).toBe(method !== "GET");
  }
  expect(connections()).toBe(1);
});

test("an idle connection that is closed when it is taken is no failure, but of what may have been done", async () => {
  const { url, connections } = await serve((request, response, nth) => {
    if (nth > 1) request.socket.resetAndDestroy();
    else response.end("fresh");
  });
  for (const method of ["GET", "PUT", "DELETE"] as const) {
    expect((await (await http({ method, url, body: Buffer.from("x") })).bytes()).toString()).toBe("fresh");
  }
  expect(connections()).toBe(3);
  await expect(http({ method: "POST", url })).rejects.toMatchObject({ code: "ECONNRESET" });
});

test.each<[string, Answer]>([
  ["before its head", () => {}],
  [
    "in its body",
    (_, response) => {
      response.writeHead(200, { "content-length": "10" }).write("half");
    },
  ],
])("an answer that stands still %s ends at the time limit", async (_, answer) => {
  const { url } = await serve(answer);
  const whole = async (): Promise<Buffer> => (await http({ method: "GET", url, timeoutMs: 50 })).bytes();
  await expect(whole()).rejects.toMatchObject({ name: "TimeoutError" });
  const streamed = async (): Promise<void> => {
    const { stream } = await http({ method: "GET", url, timeoutMs: 50 });
    for await (const _part of stream ?? []);
  };
  await expect(streamed()).rejects.toMatchObject({ name: "TimeoutError" });
});

test("a body that is cut off is an error, whole or streamed", async () => {
  const { url } = await serve((request, response) => {
    response.writeHead(200, { "content-length": "10" }).write("half", () => request.socket.destroy());
  });
  await expect(http({ method: "GET", url }).then(({ bytes }) => bytes())).rejects.toThrow();
  await expect(
    http({ method: "GET", url }).then(async ({ stream }) => {
      for await (const _part of stream ?? []);
    }),
  ).rejects.toThrow();
});

test("nobody listens", async () => {
  const { url } = await serve(echo);
  open.splice(0).map((close) => close());
  await expect(http({ method: "GET", url })).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("redirects: followed without the credentials of another host, or handed back", async () => {
  const there = await serve(echo);
  const here = await serve((request, response) => {
    response.writeHead(request.method === "PUT" ? 307 : 302, { location: `${there.url}/moved` }).end();
  });
  const headers = { Authorization: "Bearer secret", "x-one": "1" };
  const followed = await http({ method: "GET", url: here.url, headers });
  const told = JSON.parse((await followed.bytes()).toString());
  expect([told.url, told.headers.authorization, told.headers["x-one"]]).toEqual(["/moved", undefined, "1"]);
  const put = await http({ method: "PUT", url: here.url, body: Buffer.from("again") });
  expect(JSON.parse((await put.bytes()).toString())).toMatchObject({ url: "/moved", body: "again" });
  const posted = await http({ method: "POST", url: here.url, body: Buffer.from("once") });
  expect([posted.status, posted.headers.get("location")]).toEqual([302, `${there.url}/moved`]);
  const kept = await http({ method: "GET", url: here.url, redirect: "manual" });
  expect(kept.status).toBe(302);
});

test("redirects in a circle come to an end", async () => {
  const { url } = await serve((_, response) => {
    response.writeHead(302, { location: "/" }).end();
  });
  expect((await http({ method: "GET", url })).status).toBe(302);
});

test("a stream is sent as it comes, and an early answer counts", async () => {
  const { url } = await serve((request, response) => {
    if (request.url === "/full") response.writeHead(413).end("no");
    else void echo(request, response, 1);
  });
  const streamOf = (...parts: string[]): ReadableStream<Uint8Array> =>
    new Blob(parts).stream() as ReadableStream<Uint8Array>;
  const sent = await http({
    method: "PUT",
    url,
    headers: { "content-length": "6" },
    body: streamOf("abc", "def"),
  });
  expect(JSON.parse((await sent.bytes()).toString())).toMatchObject({
    headers: { "content-length": "6" },
    body: "abcdef",
  });
  const refused = await http({ method: "PUT", url: `${url}/full`, body: streamOf("x".repeat(5_000_000)) });
  expect([refused.status, (await refused.bytes()).toString()]).toEqual([413, "no"]);
});

test("a Unix socket is asked in place of the host, and let go when nobody wants the answer", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ml-image-build-test-"));
  const socketPath = join(folder, "engine.sock");
  const server = createServer((request, response) => {
    if (request.url === "/info") response.end("here");
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const answer = await http({ method: "GET", url: "http://localhost/info", socketPath });
  expect((await answer.bytes()).toString()).toBe("here");
  const unneeded = new AbortController();
  const asking = http({ method: "GET", url: "http://localhost/never", socketPath, signal: unneeded.signal });
  unneeded.abort();
  await expect(asking).rejects.toMatchObject({ name: "AbortError" });
});
