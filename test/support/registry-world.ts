/** The real world for tests of the registry room, with a home of its own, and the real registry. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRegistry } from "../../scripts/environment/registry.mjs";
import { anonymous } from "../../src/registry/credentials.ts";
import { type OciRegistry, openOciRegistry } from "../../src/registry/oci.ts";
import { openWorld } from "../../src/shell/open-world.ts";
import type { World } from "../../src/shell/world.ts";

export interface Place {
  /** An empty directory, removed by `close`. */
  readonly directory: string;
  readonly world: World;
  /** `localhost:PORT` of a registry of its own. */
  readonly host: string;
  /** A client of it without credentials. */
  readonly registry: OciRegistry;
  close(): Promise<void>;
}

export async function openPlace(): Promise<Place> {
  const directory = await mkdtemp(join(tmpdir(), "ml-image-build-test-"));
  const real = await startRegistry({ directory: join(directory, "registry") });
  const world = openTestWorld(directory);
  return {
    directory,
    world,
    host: real.host,
    registry: openOciRegistry(world, real.host, { credentials: anonymous }),
    async close() {
      await real.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** Home and temporary files below `directory`, so that no test sees this machine's logins. */
export function openTestWorld(directory: string, env: NodeJS.ProcessEnv = {}): World {
  return openWorld(
    { PATH: process.env.PATH, HOME: join(directory, "home"), RUNNER_TEMP: join(directory, "temp"), ...env },
    new AbortController().signal,
  );
}
