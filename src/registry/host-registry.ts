/** Opens registry hosts with whatever credentials there are for them. */
import type { World } from "../shell/world.ts";
import { dockerCredentialSource } from "./credentials.ts";
import { type OciRegistry, openOciRegistry } from "./oci.ts";

export interface HostOptions {
  /** Directory with Docker's `config.json`; `undefined`: anonymous. */
  readonly dockerConfig: string | undefined;
  /** Further tries after a transient failure. Default 4. */
  readonly retries?: number;
}

/** A client for a host that Docker may be logged in to. */
export function openHostRegistry(world: World, host: string, options: HostOptions): OciRegistry {
  return openOciRegistry(world, host, {
    credentials: dockerCredentialSource(world, options.dockerConfig, host),
    ...(options.retries === undefined ? {} : { retries: options.retries }),
  });
}
