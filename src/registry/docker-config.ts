/**
 * A private DOCKER_CONFIG for this run: what the user has (builders, contexts, plugins, logins) plus our
 * own short-lived logins, which so never reach the user's file, a keychain, or the next job on the runner.
 */
import { join, resolve } from "node:path";
import type { World } from "../shell/world.ts";
import { authKeysOf, userDockerConfig } from "./credentials.ts";
import { isObject, type JsonObject, objectAt, parseJsonObject } from "./json.ts";
import { DOCKER_HUB } from "./reference.ts";
import { RegistryError } from "./registry-error.ts";

export interface DockerConfig {
  /** Absolute; mode 0700. */
  readonly directory: string;
  /** For every docker and buildx process: `DOCKER_CONFIG`, and `BUILDX_CONFIG` so that builders are found and made where the user has them. */
  readonly env: Readonly<Record<string, string>>;
  /** Lets docker use these credentials for a host. Throws `RegistryError`, kind `denied`, when the registry refuses them. */
  login(host: string, username: string, password: string): Promise<void>;
  /** Removes it with everything in it; the post step does the same by `directory`. */
  remove(): Promise<void>;
}

const LOGIN_TIMEOUT_MS = 45_000;

/** Copies the user's configuration; the caller removes it. Throws `RegistryError` where theirs cannot be read. */
export async function createDockerConfig(world: World): Promise<DockerConfig> {
  const original = userDockerConfig(world.env);
  const config = original === undefined ? {} : await readConfig(world, join(original, "config.json"));
  const directory = await world.files.makeTemporary("ml-image-build-docker-");
  if (original !== undefined) await linkOtherEntries(world, resolve(original), directory);
  const path = join(directory, "config.json");
  await writeConfig(world, path, config);

  let last: Promise<unknown> = Promise.resolve();
  const oneAtATime = <T>(task: () => Promise<T>): Promise<T> => {
    const next = last.then(task, task);
    last = next.catch(() => {});
    return next;
  };
  const env: Record<string, string> = { DOCKER_CONFIG: directory };
  if (!world.env.BUILDX_CONFIG && original !== undefined)
    env.BUILDX_CONFIG = join(resolve(original), "buildx");
  return {
    directory,
    env,
    // docker reads, changes and writes the file; two logins at once would lose one of them.
    login: (host, username, password) =>
      oneAtATime(() => login(world, directory, { host, username, password })),
    remove: () => world.files.remove(directory),
  };
}

/**
 * Through `docker login`, because it asks the registry by the engine's way: a refused or unreachable
 * registry is known before a two-hour build. Where docker cannot say (no engine and no network, a
 * certificate that only the builder knows, no docker at all), the login is written as docker writes it.
 */
async function login(
  world: World,
  directory: string,
  { host, username, password }: { host: string; username: string; password: string },
): Promise<void> {
  world.log.mask(password);
  world.log.mask(Buffer.from(`${username}:${password}`).toString("base64"));
  const path = join(directory, "config.json");
  await writeConfig(world, path, withFileStore(await readConfig(world, path), host));

  const result = await world.exec(["docker", "login", "--username", username, "--password-stdin", host], {
    input: password,
    env: { DOCKER_CONFIG: directory },
    timeoutMs: LOGIN_TIMEOUT_MS,
  });
  if (result.exitCode === 0) return;
  const said = result.stderr.trim().slice(-500);
  if (/unauthorized|denied|incorrect username or password|\b40[13]\b/i.test(said)) {
    throw new RegistryError("denied", `docker login to ${host} as ${username} was refused: ${said}`);
  }
  world.log.debug(`docker login to ${host} could not ask the registry (${result.ended}): ${said}`);
  await writeConfig(world, path, withAuth(await readConfig(world, path), host, username, password));
}

/** An empty helper for a host makes docker keep that host's login in the file, whatever `credsStore` says. */
function withFileStore(config: JsonObject, host: string): JsonObject {
  const keys = host === DOCKER_HUB ? authKeysOf(host) : [host];
  const helpers = Object.fromEntries(keys.map((key) => [key, ""]));
  return { ...config, credHelpers: { ...objectAt(config, "credHelpers"), ...helpers } };
}

function withAuth(config: JsonObject, host: string, username: string, password: string): JsonObject {
  const key = host === DOCKER_HUB ? "https://index.docker.io/v1/" : host;
  const auth = Buffer.from(`${username}:${password}`).toString("base64");
  return { ...config, auths: { ...objectAt(config, "auths"), [key]: { auth } } };
}

async function readConfig(world: World, path: string): Promise<JsonObject> {
  const text = await world.files.readText(path);
  if (text === undefined || text.trim() === "") return {};
  const config = parseJsonObject(text);
  if (!isObject(config)) {
    throw new RegistryError(
      "denied",
      `${path}: expected Docker's configuration as a JSON object, found other text`,
    );
  }
  return config;
}

async function writeConfig(world: World, path: string, config: JsonObject): Promise<void> {
  await world.files.write(path, `${JSON.stringify(config, undefined, 2)}\n`, 0o600);
}

/** `contexts`, `cli-plugins`, `buildx` and whatever else docker keeps beside its configuration. */
async function linkOtherEntries(world: World, original: string, directory: string): Promise<void> {
  for (const { name } of await world.files.list(original)) {
    if (name === "config.json") continue;
    await world.files.link(join(original, name), join(directory, name));
  }
}
