/** The engine at its socket, and through docker where it has none here; docker is a script that answers. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { askEndpoint, askEngine } from "../../../src/build/ask-engine.ts";
import { openTestWorld } from "../../support/registry-world.ts";

let folder: string;
const closing: (() => void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ml-image-build-test-"));
  const script = `#!/bin/sh
case "$1" in
  context) echo unix:///run/somewhere.sock ;;
  info) printf '[["driver-type","io.containerd.snapshotter.v1"]]\\n/by/docker\\n' ;;
esac
`;
  writeFileSync(join(folder, "docker"), script);
  chmodSync(join(folder, "docker"), 0o755);
});

afterEach(() => {
  for (const close of closing.splice(0)) close();
  rmSync(folder, { recursive: true });
});

const asking = (): Parameters<typeof askEndpoint>[1] => ({
  env: { PATH: `${folder}:/usr/bin:/bin` },
  signal: new AbortController().signal,
});

async function listen(answer: RequestListener): Promise<string> {
  const path = join(folder, "engine.sock");
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `unix://${path}`;
}

test("docker tells where its engine listens", async () => {
  expect(await askEndpoint(openTestWorld(folder), asking())).toBe("unix:///run/somewhere.sock");
});

test.each([
  [[["driver-type", "io.containerd.snapshotter.v1"]], "containerd"],
  [[["Backing Filesystem", "extfs"]], "graph-driver"],
])("at the socket: %j is %s", async (DriverStatus, store) => {
  const endpoint = await listen((request, response) => {
    response.statusCode = request.url === "/info" ? 200 : 404;
    response.end(JSON.stringify({ DriverStatus, DockerRootDir: "/var/lib/docker" }));
  });
  expect(await askEngine(openTestWorld(folder), endpoint, asking())).toEqual({
    store,
    dataFolder: "/var/lib/docker",
  });
});

test.each<[string, () => Promise<string | undefined>]>([
  ["on another machine", async () => "tcp://10.0.0.1:2376"],
  ["docker does not tell where", async () => undefined],
  ["refuses", async () => listen((_, response) => void response.writeHead(404).end("{}"))],
  ["is something else", async () => listen((_, response) => void response.end("<html>"))],
])("an engine that %s is asked by docker", async (_, endpoint) => {
  expect(await askEngine(openTestWorld(folder), await endpoint(), asking())).toEqual({
    store: "containerd",
    dataFolder: "/by/docker",
  });
});

test("nobody at the socket: no engine", async () => {
  expect(await askEngine(openTestWorld(folder), `unix://${folder}/none.sock`, asking())).toBeUndefined();
});
