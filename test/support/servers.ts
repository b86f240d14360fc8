/** vitest's global set-up for tests that need servers and no engine: what they would else install at the same time. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { ensureNode24, startRegistry } from "../../scripts/environment/index.mjs";
import { startMoto } from "./ecr-moto.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** The Node that runs the bundle: 24, as GitHub's runner does. */
    node: string;
  }
}

export default async function setUp(project: TestProject): Promise<void> {
  const log = (line: string): void => console.log(`[environment] ${line}`);
  project.provide("node", await ensureNode24({ log }));
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-test-"));
  try {
    await (await startRegistry({ directory, log })).stop();
  } catch (error) {
    // The tests that need one say so.
    log(String(error));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  const moto = await startMoto();
  if (moto.kind === "running") await moto.stop();
}
