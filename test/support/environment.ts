/**
 * vitest's global set-up for tests on the real engine: sets up what is missing where it can, and tells the
 * tests what there is. A test that cannot run here is skipped with the reason, never silently.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import {
  ensureBuildkitImage,
  ensureEngine,
  ensureNode24,
  pushBaseImage,
  startRegistry,
} from "../../scripts/environment/index.mjs";

const run = promisify(execFile);

/** What the machine has; a text is the reason why a part is missing. */
export interface Machine {
  readonly engine: "ready" | { readonly missing: string };
  /** A builder of the docker-container driver on the host's network. */
  readonly containerBuilder: string | { readonly missing: string };
  /** `localhost:PORT` of a real registry. */
  readonly registry: string;
  /** A small base image with a shell. */
  readonly base: string;
  /** The Node that runs the bundle: 24, as GitHub's runner does. */
  readonly node: string;
}

declare module "vitest" {
  interface ProvidedContext {
    machine: Machine;
  }
}

export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const log = (line: string): void => console.log(`[environment] ${line}`);
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-test-"));
  const node = await ensureNode24({ log });
  const builder = `ml-image-build-test-${process.pid}`;
  let stop = async (): Promise<void> => {};
  let machine: Machine;
  try {
    await ensureEngine({ log });
    const registry = await startRegistry({ directory, log });
    stop = async () => registry.stop();
    const base = `${registry.host}/busybox:1`;
    await pushBaseImage({ registry: registry.host, name: "busybox:1", log });
    const buildkit = await ensureBuildkitImage({ registry: registry.host, log });
    const containerBuilder = "skipped" in buildkit ? { missing: buildkit.skipped } : builder;
    if ("image" in buildkit) createBuilder(builder, buildkit);
    machine = { engine: "ready", containerBuilder, registry: registry.host, base, node };
  } catch (error) {
    const missing = error instanceof Error ? error.message : String(error);
    log(missing);
    machine = { engine: { missing }, containerBuilder: { missing }, registry: "", base: "", node };
  }
  project.provide("machine", machine);
  return async () => {
    if (machine.containerBuilder === builder) await run("docker", ["buildx", "rm", "--force", builder]);
    await stop();
    rmSync(directory, { recursive: true, force: true });
  };
}

function createBuilder(name: string, buildkit: { readonly image: string }): void {
  const image = ["--driver-opt", `image=${buildkit.image}`];
  execFileSync(
    "docker",
    [
      "buildx",
      "create",
      "--name",
      name,
      "--driver",
      "docker-container",
      "--driver-opt",
      "network=host",
      ...image,
      "--bootstrap",
    ],
    { stdio: ["ignore", "ignore", "inherit"], timeout: 180_000 },
  );
}
