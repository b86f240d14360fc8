// @ts-check
// What the tests, benchmarks and the demo need beside Node: `node scripts/environment/index.mjs` puts it in place.
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuildkitImage } from "./buildkit-image.mjs";
import { cacheDirectory } from "./cache-directory.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureActionlint, ensureZizmor } from "./lint-tools.mjs";
import { ensureNode24 } from "./node24.mjs";
import { startRegistry } from "./registry.mjs";
import { ensureAct } from "./workflow-runner.mjs";

export { pushBaseImage, pushPythonBase } from "./base-image.mjs";
export { ensureBuildkitImage } from "./buildkit-image.mjs";
export { cacheDirectory } from "./cache-directory.mjs";
export { ensureEngine } from "./engine.mjs";
export { ensureActionlint, ensureZizmor } from "./lint-tools.mjs";
export { ensureNode24 } from "./node24.mjs";
export { startRegistry } from "./registry.mjs";
export { ensureAct, ensureArtifactLibrary } from "./workflow-runner.mjs";

/** @typedef {import('./progress.mjs').Log} Log */
/** @typedef {{ part: string, state: 'there' | 'skipped' | 'missing', detail: string }} Row */

/**
 * A part that cannot be had is a row of the table, so that one run tells about all of them.
 * @param {string} part
 * @param {() => Promise<string | { skipped: string }>} put
 * @returns {Promise<Row>}
 */
async function row(part, put) {
  try {
    const result = await put();
    return typeof result === "string"
      ? { part, state: "there", detail: result }
      : { part, state: "skipped", detail: result.skipped };
  } catch (error) {
    return { part, state: "missing", detail: /** @type {Error} */ (error).message };
  }
}

/** A registry for a moment: it shows that one can be started, and carries the BuildKit image. @param {Log} log @returns {Promise<Row[]>} */
async function registryRows(log) {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-registry-"));
  /** @type {import('./registry.mjs').Registry | undefined} */
  let registry;
  try {
    const first = await row("registry", async () => {
      registry = await startRegistry({ directory, log });
      return "starts on the loopback interface";
    });
    const second = await row("BuildKit image", async () => {
      if (registry === undefined) return { skipped: "there is no registry to push it to" };
      const result = await ensureBuildkitImage({ registry: registry.host, log });
      return "image" in result
        ? "moby/buildkit:buildx-stable-1, for builders of the docker-container driver"
        : result;
    });
    return [first, second];
  } finally {
    await registry?.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @param {Promise<string | { skipped: string }>} tool */
async function toolRow(tool) {
  const result = await tool;
  return typeof result === "string" ? "for the workflows" : result;
}

/**
 * Puts everything in place.
 * @param {{ log: Log }} options
 * @returns {Promise<Row[]>}
 */
export async function ensureEverything({ log }) {
  const engine = await row("Docker and buildx", async () => {
    const { containerdStore, buildx } = await ensureEngine({ log });
    return `buildx ${buildx}, ${containerdStore ? "containerd's" : "the classic"} image store`;
  });
  const node = await row("Node 24", () => ensureNode24({ log }));
  return [
    engine,
    node,
    ...(await registryRows(log)),
    await row("actionlint", () => toolRow(ensureActionlint(log))),
    await row("zizmor", () => toolRow(ensureZizmor(log))),
    await row("act", () => toolRow(ensureAct(log))),
    { part: "cache directory", state: "there", detail: cacheDirectory() },
  ];
}

/** @param {Row[]} rows */
function table(rows) {
  const width = Math.max(...rows.map(({ part }) => part.length));
  const indent = " ".repeat(width + 11);
  return rows
    .map(
      ({ part, state, detail }) =>
        `${part.padEnd(width)}  ${state.padEnd(7)}  ${detail.replaceAll("\n", `\n${indent}`)}`,
    )
    .join("\n");
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const rows = await ensureEverything({ log: (line) => console.error(line) });
  console.log(`\n${table(rows)}`);
  if (rows.some(({ state }) => state === "missing")) process.exitCode = 1;
}
