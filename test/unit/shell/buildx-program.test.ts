import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findBuildx, withoutDetour } from "../../../src/shell/buildx-program.ts";

const PROGRAM = Buffer.from("\x7fELF program", "latin1");
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "buildx-program-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content: string | Buffer, mode = 0o755): string {
  const whole = join(root, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, content);
  chmodSync(whole, mode);
  return whole;
}

function find(env: Readonly<Record<string, string>> = {}, platform = "linux"): string | undefined {
  const systemFolders = [join(root, "system-a"), join(root, "system-b")];
  return findBuildx(
    { PATH: `${join(root, "none")}:${join(root, "bin")}`, HOME: join(root, "home"), ...env },
    { platform, systemFolders },
  );
}

test("the user's own plugin comes before the system's, and the first folder before the second", () => {
  put("bin/docker", PROGRAM);
  expect(find()).toBeUndefined();
  const second = put("system-b/docker-buildx", PROGRAM);
  expect(find()).toBe(second);
  const first = put("system-a/docker-buildx", PROGRAM);
  expect(find()).toBe(first);
  const own = put("home/.docker/cli-plugins/docker-buildx", PROGRAM);
  expect(find()).toBe(own);
  const configured = put("config/cli-plugins/docker-buildx", PROGRAM);
  expect(find({ DOCKER_CONFIG: join(root, "config") })).toBe(configured);
});

test("whoever has a docker of his own in PATH is asked", () => {
  put("system-a/docker-buildx", PROGRAM);
  expect(find()).toBeUndefined();
  put("bin/docker", "#!/bin/sh\nexec /usr/bin/docker $@\n");
  expect(find()).toBeUndefined();
  put("bin/docker", PROGRAM, 0o644);
  expect(find()).toBeUndefined();
  put("bin/docker", PROGRAM, 0o755);
  expect(find()).toBe(join(root, "system-a/docker-buildx"));
});

test("other systems, further plugin folders, an unreadable configuration and a plugin that is a script are docker's affair", () => {
  put("bin/docker", PROGRAM);
  put("system-b/docker-buildx", PROGRAM);
  expect(find({}, "darwin")).toBeUndefined();
  expect(find({}, "win32")).toBeUndefined();
  put("home/.docker/config.json", '{"auths": {}}');
  expect(find()).toBe(join(root, "system-b/docker-buildx"));
  put("home/.docker/config.json", '{"cliPluginsExtraDirs": ["/opt/plugins"]}');
  expect(find()).toBeUndefined();
  put("folder/config.json/file", "");
  expect(find({ DOCKER_CONFIG: join(root, "folder") })).toBeUndefined();
  rmSync(join(root, "home"), { recursive: true });
  put("system-a/docker-buildx", "#!/bin/sh\n");
  expect(find()).toBeUndefined();
});

test.each<[readonly [string, ...string[]], string | undefined, readonly string[]]>([
  [["docker", "buildx", "ls"], "/p/docker-buildx", ["/p/docker-buildx", "ls"]],
  [["docker", "buildx", "build", "."], undefined, ["docker", "buildx", "build", "."]],
  [["docker", "info"], "/p/docker-buildx", ["docker", "info"]],
  [["git", "buildx"], "/p/docker-buildx", ["git", "buildx"]],
])("%j with %s", (argv, program, expected) => {
  expect(withoutDetour(argv, () => program)).toEqual(expected);
});
