// @ts-check
import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * @typedef {object} CommandOptions
 * @property {number} timeoutSeconds the command and all it started are killed after this time
 * @property {string} [cwd]
 * @property {Record<string, string>} [env] added to this process's own
 *
 * @typedef {object} CommandResult
 * @property {number} code the exit code; 127 when the program is missing, 124 when the time ran out
 * @property {string} stdout
 * @property {string} stderr
 */

const keptCharacters = 1_000_000;
const graceMilliseconds = 5_000;

/** Process groups that are running now, ended when this process is interrupted. @type {Set<number>} */
const running = new Set();

/** @param {number} group @param {NodeJS.Signals} signal */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
  } catch {
    // Already gone.
  }
}

/** @param {NodeJS.Signals} signal */
function onInterrupt(signal) {
  for (const group of running) signalGroup(group, "SIGTERM");
  stopListening();
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

function listen() {
  if (running.size === 0) process.on("SIGINT", onInterrupt).on("SIGTERM", onInterrupt);
}

function stopListening() {
  process.off("SIGINT", onInterrupt).off("SIGTERM", onInterrupt);
}

/**
 * Runs a command to its end; a failing command is a result, not an exception.
 * @param {readonly string[]} argv
 * @param {CommandOptions} options
 * @returns {Promise<CommandResult>}
 */
export function tryCommand(argv, { timeoutSeconds, cwd, env }) {
  const [program = "", ...rest] = argv;
  return new Promise((resolve) => {
    let stdout = "";
    let stderr = "";
    let timedOut = false;
    // A group of its own, so that the time limit reaches what the command itself has started.
    const child = spawn(program, rest, {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env },
      ...(cwd === undefined ? {} : { cwd }),
    });
    const group = child.pid;
    if (group !== undefined) {
      listen();
      running.add(group);
    }
    const timer = setTimeout(() => {
      timedOut = true;
      if (group === undefined) return;
      signalGroup(group, "SIGTERM");
      setTimeout(() => signalGroup(group, "SIGKILL"), graceMilliseconds).unref();
    }, timeoutSeconds * 1000);
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout = (stdout + text).slice(-keptCharacters)));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr = (stderr + text).slice(-keptCharacters)));

    /** @param {number} code @param {string} [note] */
    const finish = (code, note = "") => {
      clearTimeout(timer);
      if (group !== undefined && running.delete(group) && running.size === 0) stopListening();
      resolve({ code, stdout, stderr: stderr + note });
    };
    child.on("error", (error) => finish(127, error.message));
    child.on("close", (code, signal) => {
      if (timedOut) finish(124, `\nno end within ${timeoutSeconds} s`);
      else finish(code ?? 1, signal === null ? "" : `\nended by ${signal}`);
    });
  });
}

/**
 * Runs a command and gives its standard output; throws with the end of its words when it fails.
 * @param {readonly string[]} argv
 * @param {CommandOptions} options
 * @returns {Promise<string>}
 */
export async function runCommand(argv, options) {
  const { code, stdout, stderr } = await tryCommand(argv, options);
  if (code === 0) return stdout;
  const lines = `${stdout}\n${stderr}`.split("\n").filter((line) => line.trim() !== "");
  throw new Error(`\`${argv.join(" ")}\` ended with ${code}:\n${lines.slice(-15).join("\n")}`);
}

/**
 * Where a program is, or undefined when PATH has none.
 * @param {string} program
 */
export function findProgram(program) {
  for (const directory of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(directory, program);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this directory.
    }
  }
  return undefined;
}

/** Whether this process may install packages and start daemons. */
export const isRoot = () => process.getuid?.() === 0;
