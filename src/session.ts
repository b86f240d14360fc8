/** What one run holds while it lasts, released together: repository, credentials, registry, scratch space. */

import { isLeftToPost } from "./cache/rescue.ts";
import { findCheckout } from "./fingerprint/git.ts";
import { type RepositoryTree, readTree } from "./fingerprint/tree.ts";
import type { RegistryTarget } from "./model.ts";
import { type BaseImages, openBaseImages } from "./registry/bases.ts";
import { createDockerConfig } from "./registry/docker-config.ts";
import type { ImageStore } from "./registry/image-store.ts";
import { openImageStore } from "./registry/store.ts";
import { sessionState } from "./session-state.ts";
import type { World } from "./shell/world.ts";

export interface Session extends AsyncDisposable {
  /** Absolute path of the repository's root. */
  readonly root: string;
  /** Under way while images are read: listing 100,000 files takes longer than that. */
  readonly tree: Promise<RepositoryTree>;
  /** For every docker process. */
  readonly env: Readonly<Record<string, string>>;
  readonly store: ImageStore | undefined;
  readonly bases: BaseImages;
  /** A private directory that goes with the session. */
  readonly scratch: string;
}

export async function openSession(world: World, registry: RegistryTarget | undefined): Promise<Session> {
  const workspace = world.env.GITHUB_WORKSPACE || world.cwd;
  const checkout = await findCheckout(world, workspace);
  const root = checkout?.root ?? (await world.files.realPath(workspace)) ?? workspace;
  const scratch = await world.files.makeTemporary("ml-image-build-");
  world.log.saveState(sessionState.scratch, scratch);
  const dockerConfig = await createDockerConfig(world);
  world.log.saveState(sessionState.dockerConfig, dockerConfig.directory);
  const release = async (): Promise<void> => {
    if (await isLeftToPost(world, scratch)) return;
    await dockerConfig.remove();
    await world.files.remove(scratch);
  };
  try {
    const tree = readTree(world, root, checkout);
    // Whoever awaits it gets the error; nobody does when the definitions are wrong.
    tree.catch(() => {});
    return {
      root,
      tree,
      env: dockerConfig.env,
      store: registry === undefined ? undefined : await openImageStore(world, registry, { dockerConfig }),
      bases: openBaseImages(world, { dockerConfig: dockerConfig.directory }),
      scratch,
      [Symbol.asyncDispose]: release,
    };
  } catch (error) {
    await release();
    throw error;
  }
}
