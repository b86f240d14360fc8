/** `scripts/release` as a process, in a repository of its own, against GitHub's API at the socket. */
import { execFile } from "node:child_process";
import { cpSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createRepository, type GitRepository } from "../support/git-repository.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../..", import.meta.url));
const prefix = "/repos/org/ml-image-build";

/** Tags and releases as GitHub keeps them: a reference is made once, and only a PATCH moves it. */
interface Remote {
  readonly tags: Map<string, string>;
  readonly releases: Map<string, { readonly body: string }>;
  /** Requests that change something, in order. */
  readonly changes: string[];
}

function startGithub(remote: Remote): Server {
  const answers: Record<string, (path: string, body: Record<string, string>) => [number, unknown]> = {
    "POST /git/refs": (_, { ref = "", sha = "" }) => {
      if (remote.tags.has(ref)) return [422, { message: "Reference already exists" }];
      remote.tags.set(ref, sha);
      return [201, {}];
    },
    "PATCH /git/refs": (path, { sha = "" }) => {
      const ref = path.replace("/git/", "");
      if (!remote.tags.has(ref)) return [422, { message: "Reference does not exist" }];
      remote.tags.set(ref, sha);
      return [200, {}];
    },
    "GET /git/ref": (path) => [200, { object: { sha: remote.tags.get(path.replace("/git/ref/", "refs/")) } }],
    "GET /releases": (path) => (remote.releases.has(path.split("/").at(-1) ?? "") ? [200, {}] : [404, {}]),
    "POST /releases": (_, { tag_name = "", body = "" }) => {
      remote.releases.set(tag_name, { body });
      return [201, {}];
    },
  };
  return createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    request.on("end", () => {
      const path = (request.url ?? "").replace(prefix, "");
      const key = Object.keys(answers).find((one) => `${request.method} ${path}`.startsWith(one));
      const body = JSON.parse(text === "" ? "{}" : text);
      if (request.method !== "GET") remote.changes.push(`${request.method} ${path} ${body.ref ?? ""}`.trim());
      const authorized = request.headers.authorization === "Bearer token";
      const [status, answer] = authorized && key ? (answers[key]?.(path, body) ?? [500, {}]) : [401, {}];
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
}

describe("release", () => {
  let repository: GitRepository;
  let server: Server;
  let remote: Remote;
  let commit: string;

  beforeEach(async () => {
    repository = createRepository();
    for (const path of ["scripts/release", "scripts/environment/command.mjs"])
      cpSync(join(root, path), join(repository.root, path), { recursive: true });
    commit = repository.commit({
      "package.json": JSON.stringify({ type: "module", version: "1.1.0" }),
      "package-lock.json": JSON.stringify({ version: "1.1.0" }),
      "CHANGELOG.md": "# Changelog\n\n## Unreleased\n\n## 1.1.0\n\n- New.\n\n## 1.0.0\n\n- First.\n",
    });
    remote = { tags: new Map(), releases: new Map(), changes: [] };
    server = startGithub(remote);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    repository[Symbol.dispose]();
    await new Promise((resolve) => server.close(resolve));
  });

  const release = async (...argv: readonly string[]): Promise<{ code: number; words: string }> => {
    const env = {
      ...process.env,
      GITHUB_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      GITHUB_REPOSITORY: "org/ml-image-build",
      GITHUB_SHA: commit,
      GITHUB_TOKEN: "token",
    };
    try {
      const script = join(repository.root, "scripts/release/index.mjs");
      const { stdout, stderr } = await run(process.execPath, [script, ...argv], { env, timeout: 60_000 });
      return { code: 0, words: stdout + stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, words: stdout + stderr };
    }
  };

  test("check passes and changes nothing", async () => {
    expect(await release("check", "1.1.0")).toEqual({ code: 0, words: "" });
    expect(remote.changes).toEqual([]);
  });

  test("a wrong version changes nothing, whichever command it came with", async () => {
    repository.git("tag", "v1.2.0");
    const { code, words } = await release("publish", "1.0.0");
    expect(code).toBe(1);
    expect(words).toContain("::error::package.json says 1.1.0, not 1.0.0");
    expect(words).toContain("::error::1.0.0 is older than v1.2.0: v1 would move back");
    expect(remote.changes).toEqual([]);
  });

  test("the first of its major: the version's tag, the release with its notes, then the major tag", async () => {
    const { code, words } = await release("publish", "1.1.0");
    expect(code, words).toBe(0);
    expect(Object.fromEntries(remote.tags)).toEqual({ "refs/tags/v1.1.0": commit, "refs/tags/v1": commit });
    expect(remote.releases.get("v1.1.0")?.body).toBe("- New.");
    expect(remote.changes).toEqual([
      "POST /git/refs refs/tags/v1.1.0",
      "POST /releases",
      "PATCH /git/refs/tags/v1",
      "POST /git/refs refs/tags/v1",
    ]);
  });

  test("the next of its major moves the major tag and no other", async () => {
    const old = "0".repeat(40);
    for (const tag of ["v1", "v1.0.0"]) remote.tags.set(`refs/tags/${tag}`, old);
    expect((await release("publish", "1.1.0")).code).toBe(0);
    expect(Object.fromEntries(remote.tags)).toEqual({
      "refs/tags/v1.0.0": old,
      "refs/tags/v1.1.0": commit,
      "refs/tags/v1": commit,
    });
  });

  test("a version that GitHub has on another commit is left alone", async () => {
    remote.tags.set("refs/tags/v1.1.0", "1".repeat(40));
    const { code, words } = await release("publish", "1.1.0");
    expect(code).toBe(1);
    expect(words).toContain("a version never changes");
    expect(remote.tags.has("refs/tags/v1")).toBe(false);
    expect(remote.releases.size).toBe(0);
  });

  test("run again after an interruption, it goes on where it stopped", async () => {
    remote.tags.set("refs/tags/v1.1.0", commit);
    repository.git("tag", "v1.1.0");
    const { code, words } = await release("publish", "1.1.0");
    expect(code, words).toBe(0);
    expect(remote.releases.has("v1.1.0")).toBe(true);
    expect(remote.tags.get("refs/tags/v1")).toBe(commit);
    expect((await release("publish", "1.1.0")).code, "and a third time").toBe(0);
  });
});
