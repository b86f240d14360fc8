import { chmod, mkdir, mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findCredentials, userDockerConfig } from "../../../src/registry/credentials.ts";
import { createDockerConfig } from "../../../src/registry/docker-config.ts";
import { answerJson, type RegistryProxy, startProxy } from "../../support/registry-proxy.ts";
import { openPlace, openTestWorld, type Place } from "../../support/registry-world.ts";

let place: Place;
/** A registry that wants `AWS:good`. */
let guarded: RegistryProxy;
beforeAll(async () => {
  place = await openPlace();
  const basic = `Basic ${Buffer.from("AWS:good").toString("base64")}`;
  guarded = await startProxy({
    upstream: place.host,
    handle({ request, response, forward }) {
      if (request.headers.authorization === basic) return forward();
      answerJson(
        response,
        401,
        { errors: [{ code: "UNAUTHORIZED" }] },
        { "www-authenticate": 'Basic realm="test"' },
      );
    },
  });
});
afterAll(async () => {
  await guarded.stop();
  await place.close();
});

/** A user's configuration directory, with a credential helper that leaves a trace of every call. */
async function userConfig(
  config: unknown,
): Promise<{ directory: string; world: Place["world"]; trace: string }> {
  const directory = await mkdtemp(join(place.directory, "user-"));
  const bin = join(directory, "bin");
  const trace = join(directory, "trace");
  await mkdir(bin);
  await mkdir(join(directory, "cli-plugins"));
  await mkdir(join(directory, "contexts"));
  const helper = join(bin, "docker-credential-trace");
  const script = [
    "#!/bin/sh",
    `read -r key; echo "$1 $key" >>'${trace}'`,
    `[ "$key" = ghcr.io ] && { echo '{"ServerURL":"ghcr.io","Username":"<token>","Secret":"refresh"}'; exit 0; }`,
    `[ "$key" = https://index.docker.io/v1/ ] && { echo '{"Username":"u","Secret":"p:w"}'; exit 0; }`,
    "echo 'credentials not found in native keychain'; exit 1",
  ];
  await writeFile(helper, script.join("\n"));
  await chmod(helper, 0o755);
  await writeFile(
    join(directory, "config.json"),
    typeof config === "string" ? config : JSON.stringify(config),
  );
  process.env.PATH = `${bin}:${process.env.PATH}`;
  return { directory, world: openTestWorld(place.directory, { DOCKER_CONFIG: directory }), trace };
}

const b64 = (text: string): string => Buffer.from(text).toString("base64");

describe("Docker's credentials", () => {
  it("are found where the docker CLI finds them", async () => {
    const { directory, world } = await userConfig({
      auths: {
        "registry.example": { auth: b64("user:pass:word") },
        "https://keyed.example": { username: "u", password: "p" },
        "token.example": { auth: b64("u:"), registrytoken: "bearer" },
        "empty.example": {},
      },
      credHelpers: { "ghcr.io": "trace", "docker.io": "trace", "https://index.docker.io/v1/": "trace" },
    });
    const find = (host: string) => findCredentials(world, directory, host);
    expect(await find("registry.example")).toEqual({
      kind: "basic",
      username: "user",
      password: "pass:word",
    });
    expect(await find("keyed.example")).toEqual({ kind: "basic", username: "u", password: "p" });
    expect(await find("token.example")).toEqual({ kind: "registry-token", token: "bearer" });
    expect(await find("ghcr.io")).toEqual({ kind: "identity-token", token: "refresh" });
    expect(await find("docker.io")).toEqual({ kind: "basic", username: "u", password: "p:w" });
    for (const host of [
      "empty.example",
      "example",
      "registry.example.evil.example",
      "evil.registry.example",
    ]) {
      expect(await find(host)).toBeUndefined();
    }
  });

  it("come from a host's own helper, then the general one, and an empty helper means the file", async () => {
    const { directory, world, trace } = await userConfig({
      auths: { "file.example": { auth: b64("a:b") }, "keychain.example": { auth: b64("stale:x") } },
      credsStore: "trace",
      credHelpers: { "file.example": "", "odd.example": "../../bin/sh", "gone.example": "not-installed" },
    });
    expect(await findCredentials(world, directory, "file.example")).toMatchObject({ username: "a" });
    await expect(readFile(trace)).rejects.toThrow();
    expect(await findCredentials(world, directory, "keychain.example")).toBeUndefined();
    expect(await readFile(trace, "utf8")).toMatch(/^get keychain\.example\n/);
    expect(await findCredentials(world, directory, "odd.example")).toBeUndefined();
    expect(await findCredentials(world, directory, "gone.example")).toBeUndefined();
  });

  it("are none without a configuration, and a broken one is told by its path", async () => {
    expect(await findCredentials(place.world, undefined, "ghcr.io")).toBeUndefined();
    expect(await findCredentials(place.world, join(place.directory, "none"), "ghcr.io")).toBeUndefined();
    const { directory, world } = await userConfig("{ not json");
    await expect(findCredentials(world, directory, "ghcr.io")).rejects.toThrow(
      join(directory, "config.json"),
    );
    await expect(createDockerConfig(world)).rejects.toThrow(join(directory, "config.json"));
    expect(userDockerConfig({ HOME: "/home/u" })).toBe("/home/u/.docker");
    expect(userDockerConfig({})).toBeUndefined();
  });
});

describe("the private docker configuration", () => {
  it("has what the user's has, and lets nobody else read it", async () => {
    const { directory, world } = await userConfig({
      auths: { "a.example": { auth: b64("a:b") } },
      currentContext: "x",
    });
    const config = await createDockerConfig(world);
    expect((await stat(config.directory)).mode & 0o777).toBe(0o700);
    expect((await stat(join(config.directory, "config.json"))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(await readFile(join(config.directory, "config.json"), "utf8"))).toMatchObject({
      auths: { "a.example": {} },
      currentContext: "x",
    });
    await writeFile(join(directory, "contexts", "seen"), "yes");
    expect(await readFile(join(config.directory, "contexts", "seen"), "utf8")).toBe("yes");
    expect(config.env).toEqual({ DOCKER_CONFIG: config.directory, BUILDX_CONFIG: join(directory, "buildx") });
    await config.remove();
    expect(await readFile(join(directory, "contexts", "seen"), "utf8")).toBe("yes");
  });

  it("respects BUILDX_CONFIG and an absent user configuration", async () => {
    const world = openTestWorld(place.directory, {
      DOCKER_CONFIG: join(place.directory, "absent"),
      BUILDX_CONFIG: "/b",
    });
    const config = await createDockerConfig(world);
    expect(config.env).toEqual({ DOCKER_CONFIG: config.directory });
    expect(await readFile(join(config.directory, "config.json"), "utf8")).toBe("{}\n");
    await config.remove();
  });

  it.each([
    ["the engine's help", undefined],
    ["no engine running", "unix:///nonexistent.sock"],
    ["no docker at all", "none"],
  ])("logs in with %s, and neither writes to the user's keychain nor reads it", async (_, docker) => {
    const { directory, world, trace } = await userConfig({ credsStore: "trace" });
    const config = await createDockerConfig(world);
    const path = process.env.PATH;
    if (docker === "none") process.env.PATH = join(directory, "bin");
    else if (docker !== undefined) process.env.DOCKER_HOST = docker;
    await config.login(guarded.host, "AWS", "good");
    delete process.env.DOCKER_HOST;
    process.env.PATH = path;

    const saved = JSON.parse(await readFile(join(config.directory, "config.json"), "utf8"));
    expect(saved.auths[guarded.host].auth).toBe(b64("AWS:good"));
    expect(saved.credsStore).toBe("trace");
    expect((await stat(join(config.directory, "config.json"))).mode & 0o777).toBe(0o600);
    expect(await findCredentials(world, config.directory, guarded.host)).toMatchObject({ password: "good" });
    await expect(readFile(trace)).rejects.toThrow();
    expect(JSON.parse(await readFile(join(directory, "config.json"), "utf8"))).toEqual({
      credsStore: "trace",
    });
    await config.remove();
  });

  it("refuses what the registry refuses", async () => {
    const config = await createDockerConfig((await userConfig({})).world);
    await expect(config.login(guarded.host, "AWS", "bad")).rejects.toMatchObject({ kind: "denied" });
  });

  it("keeps both of two logins at once", async () => {
    const config = await createDockerConfig((await userConfig({})).world);
    await Promise.all([
      config.login(guarded.host, "AWS", "good"),
      config.login("127.0.0.1:9", "AWS", "other"),
    ]);
    const saved = JSON.parse(await readFile(join(config.directory, "config.json"), "utf8"));
    expect(Object.keys(saved.auths).sort()).toEqual(["127.0.0.1:9", guarded.host].sort());
    await config.remove();
  });
});
