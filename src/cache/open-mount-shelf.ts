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
    const because =
      wish === "gha"
        ? "this version keeps them in the registry only (cache-mounts: registry)"
        : choice.kind === "none"
          ? choice.because
          : "there is no registry";
    if (wish !== "auto") world.log.warning(`Cache mounts are not kept: ${because}`);
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
