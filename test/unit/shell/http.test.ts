/** The door to HTTP, against a real server. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { http } from "../../../src/shell/http.ts";

test("a HEAD leaves its connection open, for whatever asks next", async () => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.headers.connection}`);
    response.setHeader("content-length", "5");
    response.end(request.method === "HEAD" ? undefined : "hello");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    for (const method of ["HEAD", "GET", "HEAD"] as const) {
      const response = await http({ method, url, redirect: "manual" });
      expect(response.status).toBe(200);
      expect((await response.bytes()).toString()).toBe(method === "GET" ? "hello" : "");
    }
    expect(asked).toEqual(["HEAD keep-alive", "GET keep-alive", "HEAD keep-alive"]);
  } finally {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});
