/** Opens the target registry: the one place that knows which kind it is. */
import type { RegistryTarget } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { DockerConfig } from "./docker-config.ts";
import { openEcrPublicStore, openEcrStore } from "./ecr-store.ts";
import { openHostRegistry } from "./host-registry.ts";
import type { ImageStore } from "./image-store.ts";
import { createOciStore } from "./oci-store.ts";

export interface StoreOptions {
  /** The run's private docker configuration; logins are read from it and written to it. */
  readonly dockerConfig: DockerConfig;
  /** Further tries of a request after a transient failure. Default 4. */
  readonly retries?: number;
}

/** Sends nothing yet; credentials are asked for by the first method that needs them. */
export async function openImageStore(
  world: World,
  target: RegistryTarget,
  options: StoreOptions,
): Promise<ImageStore> {
  switch (target.ecr?.kind) {
    case "private":
      return openEcrStore(world, target, target.ecr, options);
    case "public":
      return openEcrPublicStore(world, target, options);
    case undefined:
      return createOciStore(
        target,
        openHostRegistry(world, target.host, { ...options, dockerConfig: options.dockerConfig.directory }),
      );
  }
}
