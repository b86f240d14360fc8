// @ts-check
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { step } from "./progress.mjs";
import { startRegistryContainer } from "./registry-container.mjs";
import { findRegistryProgram, startRegistryProcess } from "./registry-process.mjs";

/**
 * @typedef {import('./progress.mjs').Log} Log
 *
 * @typedef {object} Registry
 * @property {string} host as `localhost:5000`: plain HTTP, which Docker and BuildKit accept for this name
 * @property {() => Promise<void>} stop ends it; its data stays in its directory
 *
 * @typedef {object} RunningRegistry what the two ways to start one have in common
 * @property {() => string | undefined} ended what it said when it ended by itself
 * @property {() => Promise<void>} stop
 */

const limitMilliseconds = 15_000;
const attempts = 3;

/**
 * A port that nothing listened on a moment ago: another registry there would answer in place of the new one.
 * @param {number} wanted 0 for any
 * @returns {Promise<number>}
 */
function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", (error) => reject(new Error(`the port ${wanted} cannot be had: ${error.message}`)));
    server.listen(wanted, "127.0.0.1", () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/**
 * Waits until the registry answers, or has ended.
 * @param {string} host
 * @param {RunningRegistry} running
 */
async function answers(host, running) {
  const deadline = Date.now() + limitMilliseconds;
  while (Date.now() < deadline) {
    const words = running.ended();
    if (words !== undefined) throw new Error(`the registry ended at once: ${words}`);
    try {
      const response = await fetch(`http://${host}/v2/`, { signal: AbortSignal.timeout(2_000) });
      if (response.ok && response.headers.get("docker-distribution-api-version") === "registry/2.0") return;
    } catch {
      // Not up yet.
    }
    await sleep(25);
  }
  throw new Error(`the registry on ${host} did not answer within ${limitMilliseconds / 1000} s`);
}

/** @param {string} directory @param {number} port @param {string | undefined} program @returns {Promise<Registry>} */
async function startOnce(directory, port, program) {
  const host = `localhost:${port}`;
  const running =
    program === undefined
      ? await startRegistryContainer({ directory, port })
      : startRegistryProcess({ program, directory, port });
  try {
    await answers(host, running);
  } catch (error) {
    await running.stop();
    throw error;
  }
  return { host, stop: running.stop };
}

/**
 * Starts an image registry on the loopback interface: Debian's `docker-registry`, from PATH or unpacked from its
 * package, else the image registry:2. It allows deletion and keeps its data in the directory.
 * The process ends with this one; the container has to be stopped, or is removed by the next call.
 * @param {{ directory: string, port?: number, log?: Log }} options port 0 takes a free one
 * @returns {Promise<Registry>}
 */
export async function startRegistry({ directory, port = 0, log = () => {} }) {
  const program = await findRegistryProgram({ log });
  return step(log, "starting a registry", async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await startOnce(directory, await freePort(port), program);
      } catch (error) {
        // Somebody may have taken the free port in between; a port that was asked for is another matter.
        if (port !== 0 || attempt === attempts) throw error;
      }
    }
  });
}
