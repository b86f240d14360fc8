/** Where a run keeps cache mounts. */
import { describeError } from "../errors.ts";
import type { ImageStore } from "../registry/image-store.ts";
import type { World } from "../shell/world.ts";
import type { CacheChoice, CacheWish } from "./choose-cache.ts";
import type { MountShelf } from "./mount-shelf.ts";

export interface MountShelfOptions {
  readonly choice: CacheChoice;
  readonly store: ImageStore | undefined;
  /** Below the registry's prefix. */
  readonly repository: string;
  readonly createRepositories: boolean;
}

/** `undefined`: nowhere; said where the user asked for more. Never throws. */
export async function openMountShelf(
  world: World,
  wish: CacheWish,
  { choice, store, repository, createRepositories }: MountShelfOptions,
): Promise<MountShelf | undefined> {
  if (wish === "none") return undefined;
  if (choice.kind !== "registry" || store === undefined) {
    const line = `Cache mounts are not kept: ${whyNotKept(wish, choice)}`;
    if (wish === "auto") world.log.info(line);
    else world.log.warning(line);
    return undefined;
  }
  let { canWrite } = choice;
  try {
    if (canWrite) {
      const options = { purpose: "cache", runtime: "container", movingTags: [] } as const;
      await store.ensureRepository(repository, { ...options, create: createRepositories });
    }
  } catch (error) {
    canWrite = false;
    world.log.warning(`cache mounts are not saved in this run: ${describeError(error)}`);
  }
  return { kind: "registry", store, repository, canWrite };
}

/** Where there is no shelf. Not the layer cache's reason: these are not kept in GitHub's cache, be it there or not. */
export function whyNotKept(wish: CacheWish, choice: CacheChoice): string {
  if (wish === "gha") return "this version keeps them in the registry only (cache-mounts: registry)";
  if (choice.kind === "registry") return "there is no registry";
  return "they are kept in a registry, and the input registry is empty";
}
