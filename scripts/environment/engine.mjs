// @ts-check
import { fileURLToPath } from "node:url";
import { findProgram, isRoot, runCommand, tryCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { step } from "./progress.mjs";

/** @typedef {import('./progress.mjs').Log} Log */

/**
 * @typedef {object} Engine
 * @property {boolean} installed whether this call installed or started it
 * @property {boolean} containerdStore whether images live in containerd's store (Docker Desktop, Engine 29) or in the classic one
 * @property {string} buildx version, without the leading v
 */

const installation = "https://docs.docker.com/engine/install/";

/** What answers now: the daemon's store or why it does not answer, and buildx or undefined. */
async function look() {
  const [info, buildx] = await Promise.all([
    tryCommand(["docker", "info", "--format", "{{json .DriverStatus}}"], { timeoutSeconds: 20 }),
    tryCommand(["docker", "buildx", "version"], { timeoutSeconds: 20 }),
  ]);
  // The client ends with 0 and an error on stderr in some versions when no daemon answers.
  const up = info.code === 0 && !/cannot connect|error during connect/i.test(info.stderr);
  return {
    up,
    reason: info.stderr.trim(),
    containerdStore: info.stdout.includes("io.containerd.snapshotter"),
    buildx: buildx.code === 0 ? buildx.stdout.match(/\bv?(\d+\.\d+\.\d+)/)?.[1] : undefined,
  };
}

/** What a person has to do where this program cannot. @param {Awaited<ReturnType<typeof look>>} seen */
function advice(seen) {
  if (findProgram("docker") === undefined)
    return `Docker is not installed: install Docker Desktop, or Docker Engine with buildx (${installation}), or run this as root on Debian or Ubuntu`;
  if (/permission denied/i.test(seen.reason))
    return `no permission to use Docker: add this user to the group "docker", or run this as root\n${seen.reason}`;
  if (!seen.up)
    return `Docker is installed but its daemon does not answer: start Docker (${installation})\n${seen.reason}`;
  return "the buildx plugin of Docker is missing: install it, see https://github.com/docker/buildx#installing";
}

/** @param {string} name */
const script = (name) => ["sh", fileURLToPath(new URL(name, import.meta.url))];

/** Whether the missing part can be put in place here; a daemon elsewhere (DOCKER_HOST) is not ours to replace. */
const canInstall = () =>
  process.platform === "linux" &&
  isRoot() &&
  findProgram("apt-get") !== undefined &&
  !process.env.DOCKER_HOST &&
  !process.env.DOCKER_CONTEXT;

/**
 * Makes sure that a Docker daemon and buildx answer. Where they do, nothing is changed; as root on Debian and Ubuntu
 * they are installed from the machine's own package mirror and started; elsewhere it throws, saying what to install.
 * @param {{ log?: Log }} [options]
 * @returns {Promise<Engine>}
 */
export async function ensureEngine({ log = () => {} } = {}) {
  const before = await look();
  if (before.up && before.buildx !== undefined)
    return { installed: false, containerdStore: before.containerdStore, buildx: before.buildx };
  if (!canInstall()) throw new Error(advice(before));

  return withLock("engine", 600, async () => {
    const first = await look();
    const missing = !first.up || first.buildx === undefined;
    if (missing) {
      if (findProgram("dockerd") === undefined || first.buildx === undefined) {
        await step(log, "installing Docker Engine and buildx with apt", () =>
          runCommand(script("install-docker.sh"), { timeoutSeconds: 540 }),
        );
      }
      await step(log, "starting the Docker daemon", () =>
        runCommand(script("start-docker.sh"), { timeoutSeconds: 45 }),
      );
    }
    const after = await look();
    if (!after.up || after.buildx === undefined) throw new Error(advice(after));
    return { installed: missing, containerdStore: after.containerdStore, buildx: after.buildx };
  });
}
