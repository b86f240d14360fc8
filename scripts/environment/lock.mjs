// @ts-check
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheDirectory } from "./cache-directory.mjs";

const pollMilliseconds = 200;
/** Longer than the moment between making a lock directory and naming its owner. */
const namelessMilliseconds = 5_000;

/** @param {string} path */
function made(path) {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
}

/** Whether this directory was made longer ago than naming an owner takes. @param {string} path */
const isOld = (path) =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > namelessMilliseconds;

/** Whether the process that made this lock has gone without removing it. @param {string} path */
function abandoned(path) {
  try {
    process.kill(Number(readFileSync(join(path, "owner"), "utf8")), 0);
    return false;
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === "ESRCH") return true;
    return code === "ENOENT" && isOld(path);
  }
}

/**
 * Of several processes that find the same abandoned lock, one removes it, and only if it still is.
 * @param {string} path
 */
function removeAbandoned(path) {
  const breaking = `${path}.breaking`;
  if (!made(breaking)) {
    if (isOld(breaking)) rmSync(breaking, { recursive: true, force: true });
    return;
  }
  try {
    if (abandoned(path)) rmSync(path, { recursive: true, force: true });
  } finally {
    rmSync(breaking, { recursive: true, force: true });
  }
}

/**
 * Does the work while no other process does work under the same name; waits for its turn.
 * @template T
 * @param {string} name
 * @param {number} limitSeconds how long to wait for the turn
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(name, limitSeconds, work) {
  const locks = join(cacheDirectory(), "locks");
  mkdirSync(locks, { recursive: true });
  const path = join(locks, name);
  const deadline = Date.now() + limitSeconds * 1000;
  while (!made(path)) {
    if (abandoned(path)) removeAbandoned(path);
    else if (Date.now() > deadline)
      throw new Error(`another process holds ${path} for over ${limitSeconds} s; delete it if there is none`);
    else await sleep(pollMilliseconds);
  }
  try {
    writeFileSync(join(path, "owner"), String(process.pid));
    return await work();
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
