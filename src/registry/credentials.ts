/** Docker's own credentials for a registry host, read as the docker CLI reads them. */
import { join } from "node:path";
import type { World } from "../shell/world.ts";
import { type JsonObject, objectAt, parseJsonObject, stringAt } from "./json.ts";
import { DOCKER_HUB } from "./reference.ts";
import { RegistryError } from "./registry-error.ts";

export type Credentials =
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  /** An OAuth2 refresh token, to be changed into access tokens at the token server. */
  | { readonly kind: "identity-token"; readonly token: string }
  /** A bearer token for the registry itself. */
  | { readonly kind: "registry-token"; readonly token: string };

/** Where credentials come from, and come from again when they ran out. */
export interface CredentialSource {
  /** `true`: the registry is known to take Basic without asking (ECR), which saves one exchange. */
  readonly isBasic: boolean;
  /** `undefined`: anonymous. */
  read(): Promise<Credentials | undefined>;
  /** Throws away what `read` remembers. `false`: there is nothing newer to be had. */
  renew(): Promise<boolean>;
}

/** For registries that anyone may read. */
export const anonymous: CredentialSource = {
  isBasic: false,
  read: () => Promise.resolve(undefined),
  renew: () => Promise.resolve(false),
};

/** The user's docker configuration: `DOCKER_CONFIG`, else `~/.docker`. `undefined`: there is no home. */
export function userDockerConfig(env: World["env"]): string | undefined {
  if (env.DOCKER_CONFIG !== undefined && env.DOCKER_CONFIG !== "") return env.DOCKER_CONFIG;
  const home = env.HOME ?? env.USERPROFILE;
  return home === undefined || home === "" ? undefined : join(home, ".docker");
}

/** Reads credentials from a docker configuration directory once, and again after `renew`. */
export function dockerCredentialSource(
  world: World,
  directory: string | undefined,
  host: string,
): CredentialSource {
  let read: Promise<Credentials | undefined> | undefined;
  return {
    isBasic: false,
    read: () => (read ??= findCredentials(world, directory, host)),
    async renew() {
      read = undefined;
      return true;
    },
  };
}

/** `undefined`: Docker has no credentials for the host. Throws `RegistryError` where its configuration cannot be read. */
export async function findCredentials(
  world: World,
  directory: string | undefined,
  host: string,
): Promise<Credentials | undefined> {
  if (directory === undefined) return undefined;
  const path = join(directory, "config.json");
  const text = await world.files.readText(path);
  if (text === undefined || text.trim() === "") return undefined;
  const config = parseJsonObject(text);
  if (config === undefined)
    throw new RegistryError("denied", `${path}: expected a JSON object, found other text`);

  // An empty helper for a host means: the file, whatever credsStore says.
  const helpers = objectAt(config, "credHelpers");
  for (const key of authKeysOf(host)) {
    const own = helpers?.[key];
    const helper = typeof own === "string" ? own : stringAt(config, "credsStore");
    const found =
      helper === undefined || helper === "" ? fromAuths(config, key) : await fromHelper(world, helper, key);
    if (found !== undefined) {
      world.log.mask(found.kind === "basic" ? found.password : found.token);
      return found;
    }
  }
  return undefined;
}

/**
 * The keys a host's credentials may stand under, the usual one first. Only the whole host counts: a
 * prefix match would hand `ghcr.io.evil.example` what belongs to `ghcr.io`.
 */
export function authKeysOf(host: string): readonly string[] {
  if (host === DOCKER_HUB) {
    return [
      "https://index.docker.io/v1/",
      "index.docker.io",
      DOCKER_HUB,
      "https://index.docker.io/v1",
      "registry-1.docker.io",
    ];
  }
  return [
    host,
    `https://${host}`,
    `https://${host}/`,
    `https://${host}/v2/`,
    `https://${host}/v1/`,
    `http://${host}`,
  ];
}

function fromAuths(config: JsonObject, key: string): Credentials | undefined {
  const entry = objectAt(objectAt(config, "auths"), key);
  if (entry === undefined) return undefined;
  const registryToken = stringAt(entry, "registrytoken");
  if (registryToken !== undefined) return { kind: "registry-token", token: registryToken };
  const identityToken = stringAt(entry, "identitytoken");
  if (identityToken !== undefined) return { kind: "identity-token", token: identityToken };

  const auth = Buffer.from(stringAt(entry, "auth") ?? "", "base64")
    .toString("utf8")
    .replace(/\0+$/, "");
  const colon = auth.indexOf(":");
  const username = colon > 0 ? auth.slice(0, colon) : stringAt(entry, "username");
  const password = colon > 0 ? auth.slice(colon + 1) : stringAt(entry, "password");
  return username === undefined || password === undefined ? undefined : { kind: "basic", username, password };
}

/** The credential helper protocol: the key on standard input, JSON back. "Not found" is an exit code 1 with a text. */
async function fromHelper(world: World, helper: string, key: string): Promise<Credentials | undefined> {
  // The name becomes a program's: a configuration must not be able to leave `docker-credential-…`.
  if (!/^[\w.-]+$/.test(helper)) {
    world.log.warning(
      `Docker's configuration names a credential helper "${helper}", which is no program's name`,
    );
    return undefined;
  }
  const program = `docker-credential-${helper}`;
  const result = await world.exec([program, "get"], { input: `${key}\n`, timeoutMs: 30_000 });
  if (result.exitCode !== 0) {
    const said = `${result.stdout.toString("utf8")} ${result.stderr}`.trim();
    if (!/credentials not found|not found in native keychain/i.test(said)) {
      world.log.debug(`${program} get, for ${key}: ${result.ended}: ${said}`);
    }
    return undefined;
  }
  const json = parseJsonObject(result.stdout);
  const username = stringAt(json, "Username");
  const secret = stringAt(json, "Secret");
  if (username === undefined || secret === undefined) return undefined;
  return username === "<token>"
    ? { kind: "identity-token", token: secret }
    : { kind: "basic", username, password: secret };
}
