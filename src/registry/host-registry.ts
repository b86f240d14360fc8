/** Opens registry hosts with whatever credentials there are for them. */
import type { World } from "../shell/world.ts";
import { type CredentialSource, dockerCredentialSource } from "./credentials.ts";
import { openEcrClient } from "./ecr-client.ts";
import { parseEcrHost } from "./ecr-host.ts";
import { openEcrTokens } from "./ecr-token.ts";
import { type OciRegistry, openOciRegistry } from "./oci.ts";

export interface HostOptions {
  /** Directory with Docker's `config.json`; `undefined`: anonymous. */
  readonly dockerConfig: string | undefined;
  /** Further tries after a transient failure. Default 4. */
  readonly retries?: number;
}

/** A client for a host that Docker may be logged in to; a private ECR is also asked with the job's AWS credentials. */
export function openHostRegistry(world: World, host: string, options: HostOptions): OciRegistry {
  const docker = dockerCredentialSource(world, options.dockerConfig, host);
  const ecr = parseEcrHost(host);
  return openOciRegistry(world, host, {
    credentials:
      ecr?.kind === "private" ? firstOf(docker, openEcrTokens(world, openEcrClient(ecr)).source) : docker,
    ...(options.retries === undefined ? {} : { retries: options.retries }),
  });
}

function firstOf(first: CredentialSource, second: CredentialSource): CredentialSource {
  return {
    isBasic: first.isBasic || second.isBasic,
    read: async () => (await first.read()) ?? second.read(),
    renew: async () => (await first.renew()) || second.renew(),
  };
}
