// @ts-check

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findProgram, runCommand } from "./command.mjs";
import { ensureTool } from "./lint-tools.mjs";
import { step } from "./progress.mjs";

/** @typedef {import('./progress.mjs').Log} Log */

/** Both are pinned: the harness of the workflow tests is written for what they do and do not do. */
export const actVersion = "0.2.89";
export const artifactLibraryVersion = "6.2.1";

/**
 * nektos/act, a runner for workflows, compiled once from its Go module.
 * @param {Log} [log]
 * @returns {Promise<string | { skipped: string }>} the path of the program
 */
export async function ensureAct(log = () => {}) {
  if (findProgram("go") === undefined) return { skipped: "Go is not installed, act cannot be compiled" };
  const directory = await ensureTool(`act-${actVersion}`, log, async (target) => {
    await runCommand(["go", "install", `github.com/nektos/act@v${actVersion}`], {
      env: { GOBIN: join(target, "bin"), GOFLAGS: "" },
      timeoutSeconds: 350,
    });
  });
  return join(directory, "bin", "act");
}

/**
 * `@actions/artifact`, as actions/upload-artifact uses it. Not a dependency of the project: 240 packages for one test.
 * @param {Log} [log]
 * @returns {Promise<string>} its folder
 */
export async function ensureArtifactLibrary(log = () => {}) {
  const directory = await ensureTool(`artifact-library-${artifactLibraryVersion}`, log, async (target) => {
    const manifest = {
      private: true,
      dependencies: { "@actions/artifact": artifactLibraryVersion },
      // The newest one may not be in a registry that lags behind.
      overrides: { "typedarray.prototype.slice": "1.0.5" },
    };
    writeFileSync(join(target, "package.json"), JSON.stringify(manifest));
    await step(log, "npm install @actions/artifact", () =>
      runCommand(["npm", "install", "--prefix", target, "--no-audit", "--no-fund", "--ignore-scripts"], {
        timeoutSeconds: 300,
      }),
    );
  });
  return join(directory, "node_modules/@actions/artifact");
}
