/**
 * Amazon ECR for tests: its AWS interface and its registry, in front of a real registry.
 *
 * In the test's own process: `startEcr` alone; the registry is at `localhost:PORT`, and `target` says that
 * it is ECR. For whole processes (the bundle, buildx, the engine) that only know the host's name:
 * `startEcrByName` lets `<account>.dkr.ecr.<region>.amazonaws.com` be this machine. That takes three things,
 * all undone by `stop`, and root for each of them:
 *   1. a line in /etc/hosts, and port 443 of the loopback interface;
 *   2. a certificate from a CA made with openssl and kept for later runs, because the engine remembers a
 *      host's CA for minutes. Node takes it from NODE_EXTRA_CA_CERTS, which
 *      it reads when a process starts (`env` has it); the test's own process cannot;
 *   3. /etc/docker/certs.d/HOST/ca.crt for the engine's `docker login` and for its own builder.
 * A docker-container builder reads neither: `docker buildx create --buildkitd-config FILE` with `buildkitdConfig`
 * as the file's text, and `--driver-opt network=host`, so that the loopback address is this machine's.
 */
import { execFile } from "node:child_process";
import { appendFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { cacheDirectory } from "../../scripts/environment/index.mjs";
import type { RegistryTarget } from "../../src/model.ts";
import { type EcrEndpoint, startEcrEndpoint } from "./ecr-endpoint.ts";
import { startEcrRegistryProxy } from "./ecr-registry-proxy.ts";
import { createEcrState, type EcrState } from "./ecr-state.ts";
import { mustBeAllowedToBuild } from "./iam-policies.ts";

const run = promisify(execFile);
const MARK = "# ml-image-build test";

export interface EcrOptions {
  /** `localhost:PORT` of a real registry. */
  readonly registryHost: string;
  readonly account?: string;
  readonly region?: string;
}

export interface Ecr {
  readonly state: EcrState;
  /** Host as users write it: `localhost:PORT` here, Amazon's name from `startEcrByName`. */
  readonly host: string;
  readonly target: RegistryTarget;
  /** For the process under test: endpoint, credentials, region, CA. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

export interface NamedEcr extends Ecr {
  /** Text for a docker-container builder's `--buildkitd-config`. */
  readonly buildkitdConfig: string;
}

export async function startEcr(options: EcrOptions): Promise<Ecr> {
  const state = createState(options);
  const endpoint = await startEcrEndpoint(state);
  const proxy = await startEcrRegistryProxy(state);
  return {
    ...describe(state, proxy.host, endpoint),
    async stop() {
      await proxy.stop();
      await endpoint.stop();
      mustBeAllowedToBuild(state.used);
    },
  };
}

/** Why this machine cannot play Amazon's host name; `undefined`: it can. */
export async function whyNoHostName(): Promise<string | undefined> {
  if (process.getuid?.() !== 0) return "only root can change /etc/hosts and listen on port 443";
  try {
    await run("openssl", ["version"]);
  } catch {
    return "openssl is not installed";
  }
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", ({ message }) => resolve(`port 443 is not free (${message})`));
    server.listen(443, "127.0.0.1", () => server.close(() => resolve(undefined)));
  });
}

/** Like `startEcr`, under Amazon's own host name, with TLS. Look at `whyNoHostName` first. */
export async function startEcrByName(options: EcrOptions): Promise<NamedEcr> {
  const state = createState(options);
  const host = `${state.account}.dkr.ecr.${state.region}.amazonaws.com`;
  const directory = join(cacheDirectory(), "test-ca", host);
  const tls = await keepCertificate(directory, host);
  const caPath = join(directory, "ca.crt");
  const endpoint = await startEcrEndpoint(state);
  const proxy = await startEcrRegistryProxy(state, { port: 443, tls });

  const certificates = `/etc/docker/certs.d/${host}`;
  await mkdir(certificates, { recursive: true });
  await writeFile(join(certificates, "ca.crt"), await readFile(caPath));
  await removeHostLines();
  const before = await readFile("/etc/hosts", "utf8");
  const newLine = before === "" || before.endsWith("\n") ? "" : "\n";
  await appendFile("/etc/hosts", `${newLine}127.0.0.1 ${host} ${MARK}\n`);
  // The engine's resolver, as every Go program's, looks at /etc/hosts again after five seconds only.
  await sleep(5_500);

  const described = describe(state, host, endpoint);
  return {
    ...described,
    env: { ...described.env, NODE_EXTRA_CA_CERTS: caPath },
    buildkitdConfig: `[registry."${host}"]\n  ca = ["${caPath}"]\n`,
    async stop() {
      await removeHostLines();
      await rm(certificates, { recursive: true, force: true });
      await proxy.stop();
      await endpoint.stop();
      mustBeAllowedToBuild(state.used);
    },
  };
}

/** Of this run, and of one that was killed before its `stop`. */
async function removeHostLines(): Promise<void> {
  const lines = (await readFile("/etc/hosts", "utf8")).split("\n");
  await writeFile("/etc/hosts", lines.filter((line) => !line.endsWith(MARK)).join("\n"));
}

function createState({ registryHost, account = "123456789012", region = "eu-west-1" }: EcrOptions): EcrState {
  return createEcrState(registryHost, account, region);
}

function describe(state: EcrState, host: string, endpoint: EcrEndpoint): Omit<Ecr, "stop"> {
  const { account, region } = state;
  return {
    state,
    host,
    target: { host, prefix: "", ecr: { kind: "private", account, region } },
    env: {
      AWS_ENDPOINT_URL_ECR: endpoint.url,
      AWS_ENDPOINT_URL_ECR_PUBLIC: endpoint.url,
      AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
      AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
      // Another region than the registry's: the host's has to win.
      AWS_REGION: "us-east-2",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  };
}

async function keepCertificate(directory: string, host: string): Promise<{ key: string; cert: string }> {
  const read = async (): Promise<{ key: string; cert: string }> => ({
    key: await readFile(join(directory, "server.key"), "utf8"),
    cert: await readFile(join(directory, "server.crt"), "utf8"),
  });
  try {
    return await read();
  } catch {
    await mkdir(directory, { recursive: true, mode: 0o700 });
    return makeCertificate(directory, host);
  }
}

async function makeCertificate(directory: string, host: string): Promise<{ key: string; cert: string }> {
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]): Promise<unknown> => run("openssl", args);
  const ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl(
    "req",
    "-x509",
    ...ec,
    "-days",
    "3650",
    "-subj",
    "/CN=ml-image-build test CA",
    "-keyout",
    file("ca.key"),
    "-out",
    file("ca.crt"),
  );
  await openssl("req", ...ec, "-subj", `/CN=ecr`, "-keyout", file("server.key"), "-out", file("server.csr"));
  await writeFile(file("server.ext"), `subjectAltName=DNS:${host}\n`);
  const signing = ["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-CAcreateserial", "-days", "3650"];
  await openssl(
    "x509",
    "-req",
    "-in",
    file("server.csr"),
    ...signing,
    "-extfile",
    file("server.ext"),
    "-out",
    file("server.crt"),
  );
  return {
    key: await readFile(file("server.key"), "utf8"),
    cert: await readFile(file("server.crt"), "utf8"),
  };
}
