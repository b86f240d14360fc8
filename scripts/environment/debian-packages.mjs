// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./cache-directory.mjs";
import { findProgram, isRoot, runCommand, tryCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { step } from "./progress.mjs";

/** @typedef {import('./progress.mjs').Log} Log */

const updateSeconds = 120;
const installSeconds = 300;

/** The package lists may be missing or older than the mirror; only root can renew them. */
async function updateLists() {
  if (isRoot()) await tryCommand(["apt-get", "update", "-q"], { timeoutSeconds: updateSeconds });
}

/** @param {string} name @param {string} directory */
async function download(name, directory) {
  const argv = ["apt-get", "download", "-q", name];
  const first = await tryCommand(argv, { cwd: directory, timeoutSeconds: updateSeconds });
  if (first.code === 0) return;
  await updateLists();
  await runCommand(argv, { cwd: directory, timeoutSeconds: updateSeconds });
}

/**
 * The files of a Debian or Ubuntu package, unpacked in the cache directory: nothing is installed, no root is needed.
 * Its dependencies are not there, so it is for programs that need little more than libc.
 * @param {string} name
 * @param {{ log?: Log }} [options]
 * @returns {Promise<string | undefined>} the directory, or undefined where there is no apt or no such package
 */
export async function unpackPackage(name, { log = () => {} } = {}) {
  const target = join(cacheDirectory(), "packages", name);
  if (existsSync(target)) return target;
  if (findProgram("apt-get") === undefined || findProgram("dpkg-deb") === undefined) return undefined;

  return withLock(`package-${name}`, updateSeconds * 3, async () => {
    if (existsSync(target)) return target;
    mkdirSync(join(target, ".."), { recursive: true });
    const temporary = mkdtempSync(`${target}.`);
    try {
      await step(log, `downloading the package ${name}`, () => download(name, temporary));
      const file = readdirSync(temporary).find((entry) => entry.endsWith(".deb"));
      if (file === undefined) return undefined;
      await runCommand(["dpkg-deb", "-x", join(temporary, file), join(temporary, "files")], {
        timeoutSeconds: 60,
      });
      renameSync(join(temporary, "files"), target);
      return target;
    } catch (error) {
      log(`the package ${name} cannot be had: ${/** @type {Error} */ (error).message.split("\n").at(-1)}`);
      return undefined;
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}

/**
 * A program, from PATH or else from the package that has it, which is then installed.
 * @param {string} program
 * @param {string} name of the package
 * @param {{ log?: Log }} [options]
 * @returns {Promise<string | undefined>} its path, or undefined where it is missing and this process cannot install it
 */
export async function installProgram(program, name, { log = () => {} } = {}) {
  const present = findProgram(program);
  if (present !== undefined || !isRoot() || findProgram("apt-get") === undefined) return present;
  return withLock("apt", installSeconds, async () => {
    const argv = [
      "apt-get",
      "install",
      "-y",
      "-q",
      "--no-install-recommends",
      "--no-remove",
      "-o",
      "DPkg::Lock::Timeout=120",
      name,
    ];
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    await step(log, `installing the package ${name}`, async () => {
      const first = await tryCommand(argv, { env, timeoutSeconds: installSeconds });
      if (first.code === 0) return;
      await updateLists();
      await runCommand(argv, { env, timeoutSeconds: installSeconds });
    });
    return findProgram(program);
  });
}
