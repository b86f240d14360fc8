// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./cache-directory.mjs";
import { findProgram, runCommand } from "./command.mjs";
import { withLock } from "./lock.mjs";
import { step } from "./progress.mjs";

/** @typedef {import('./progress.mjs').Log} Log */

/** Both are pinned: a newer one may know a new mistake, and that is to be seen in a change of this line. */
export const actionlintVersion = "1.7.12";
export const zizmorVersion = "1.32.0";

/**
 * @param {string} name of the tool and its version, and of its directory in the cache
 * @param {Log} log
 * @param {(directory: string) => Promise<void>} install
 */
export async function ensureTool(name, log, install) {
  const target = join(cacheDirectory(), name);
  if (existsSync(target)) return target;
  return withLock(name, 400, async () => {
    if (existsSync(target)) return target;
    const temporary = mkdtempSync(`${target}.`);
    try {
      await step(log, `installing ${name}`, () => install(temporary));
      renameSync(temporary, target);
      return target;
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}

/**
 * actionlint, compiled once from its Go module.
 * @param {Log} [log]
 * @returns {Promise<string | { skipped: string }>} the path of the program
 */
export async function ensureActionlint(log = () => {}) {
  if (findProgram("go") === undefined)
    return { skipped: "Go is not installed, actionlint cannot be compiled" };
  const directory = await ensureTool(`actionlint-${actionlintVersion}`, log, async (target) => {
    mkdirSync(join(target, "bin"));
    const module = `github.com/rhysd/actionlint/cmd/actionlint@v${actionlintVersion}`;
    await runCommand(["go", "install", module], {
      env: { GOBIN: join(target, "bin"), GOFLAGS: "" },
      timeoutSeconds: 150,
    });
  });
  return join(directory, "bin", "actionlint");
}

/**
 * zizmor, from PyPI: a program in a wheel, so that no virtual environment is needed.
 * @param {Log} [log]
 * @returns {Promise<string | { skipped: string }>} the path of the program
 */
export async function ensureZizmor(log = () => {}) {
  if (findProgram("python3") === undefined)
    return { skipped: "Python is not installed, zizmor cannot be had from PyPI" };
  const directory = await ensureTool(`zizmor-${zizmorVersion}`, log, async (target) => {
    const options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"];
    await runCommand(
      ["python3", "-m", "pip", "install", ...options, "--target", target, `zizmor==${zizmorVersion}`],
      { timeoutSeconds: 100 },
    );
  });
  return join(directory, "bin", "zizmor");
}
