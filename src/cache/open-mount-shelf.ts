/** Where a run keeps cache mounts. */
import { describeError } from "../errors.ts";
import type { ImageStore } from "../registry/image-store.ts";
import type { World } from "../shell/world.ts";
import type { CacheChoice } from "./choose-cache.ts";
import { openGithubShelf } from "./github-shelf.ts";
import type { MountShelf } from "./mount-shelf.ts";
import { openRegistryShelf } from "./registry-shelf.ts";

export interface MountShelfOptions {
  readonly choice: CacheChoice;
  readonly store: ImageStore | undefined;
  /** Below the registry's prefix. */
  readonly repository: string;
  readonly createRepositories: boolean;
  /** What GitHub keeps of the repository. */
  readonly githubCacheGb: number;
  /** Scratch space. */
  readonly scratch: string;
}

/** `undefined`: nowhere; said where the user asked for more. Never throws. */
export async function openMountShelf(
  world: World,
  { choice, store, repository, createRepositories, githubCacheGb, scratch }: MountShelfOptions,
): Promise<MountShelf | undefined> {
  const nowhere = (because: string, isWorthAWarning: boolean): undefined => {
    const line = `Cache mounts are not kept: ${because}`;
    if (isWorthAWarning) world.log.warning(line);
    else world.log.info(line);
  };
  switch (choice.kind) {
    case "none":
      return nowhere(choice.because, choice.isWorthAWarning);
    case "gha": {
      const { canRead, canWrite } = readCacheMode(world.env.ACTIONS_CACHE_MODE);
      if (!canRead) return nowhere("this job's cache-mode lets it read nothing in GitHub's cache", false);
      if (!canWrite) world.log.info("Cache mounts are not saved: this job's cache-mode is read");
      // The other half is for layers and for other workflows.
      return openGithubShelf(world, { canWrite, totalKb: githubCacheGb * 500_000, scratch });
    }
    case "registry":
      break;
  }
  if (store === undefined) return nowhere("there is no registry", true);
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
  return openRegistryShelf(world, { kind: "registry", store, repository, canWrite });
}

/** What a workflow's `cache-mode` allows; one that is not known allows all, and the token decides. */
export function readCacheMode(mode: string | undefined): {
  readonly canRead: boolean;
  readonly canWrite: boolean;
} {
  switch (mode?.trim().toLowerCase()) {
    case "none":
    case "write-only":
      return { canRead: false, canWrite: false };
    case "read":
      return { canRead: true, canWrite: false };
    default:
      return { canRead: true, canWrite: true };
  }
}
