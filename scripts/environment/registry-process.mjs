// @ts-check
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { findProgram } from "./command.mjs";
import { unpackPackage } from "./debian-packages.mjs";

/** @typedef {import('./registry.mjs').RunningRegistry} RunningRegistry */

/**
 * Debian's registry, a single program.
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 * @returns {Promise<string | undefined>} undefined where there is neither the program nor its package
 */
export async function findRegistryProgram({ log = () => {} } = {}) {
  const present = findProgram("docker-registry");
  if (present !== undefined) return present;
  const files = await unpackPackage("docker-registry", { log });
  const program = files && join(files, "usr/bin/docker-registry");
  return program && existsSync(program) ? program : undefined;
}

/** The configuration is YAML, of which JSON is a part. @param {string} data @param {string} address */
const configuration = (data, address) => ({
  version: "0.1",
  log: { level: "error", accesslog: { disabled: true } },
  storage: {
    filesystem: { rootdirectory: data },
    delete: { enabled: true },
    maintenance: { uploadpurging: { enabled: false } },
  },
  http: { addr: address, secret: "one process, no secret needed" },
});

/**
 * @param {{ program: string, directory: string, port: number }} options
 * @returns {RunningRegistry}
 */
export function startRegistryProcess({ program, directory, port }) {
  const data = resolve(directory);
  mkdirSync(data, { recursive: true });
  const file = join(data, "registry.yml");
  writeFileSync(file, JSON.stringify(configuration(data, `127.0.0.1:${port}`), null, 2));

  // The kernel ends it when this process ends in whatever way, where util-linux is there to ask for that.
  const guard =
    process.platform === "linux" && findProgram("setpriv") ? ["setpriv", "--pdeathsig", "KILL"] : [];
  const [first = program, ...rest] = [...guard, program, "serve", file];
  const child = spawn(first, rest, {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env.PATH ?? "", OTEL_TRACES_EXPORTER: "none" },
  });

  let words = "";
  /** @type {string | undefined} */
  let ended;
  child.stderr.setEncoding("utf8").on("data", (text) => {
    words = (words + text).slice(-2000);
  });
  const end = new Promise((done) => {
    /** @param {string} why */
    const finish = (why) => {
      ended ??= why;
      done(undefined);
    };
    child.on("error", (error) => finish(error.message));
    child.on("close", (code, signal) => finish(`${code ?? signal} ${words.trim()}`));
  });
  const kill = () => void child.kill("SIGKILL");
  if (guard.length === 0) process.once("exit", kill);
  // A forgotten registry must not keep a finished program alive.
  child.unref();
  /** @type {import('node:net').Socket} */ (/** @type {unknown} */ (child.stderr)).unref();

  return {
    ended: () => ended,
    async stop() {
      process.off("exit", kill);
      child.ref();
      kill();
      await end;
    },
  };
}
