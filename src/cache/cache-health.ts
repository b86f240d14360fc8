/**
 * Whether a cache store answers, found out before BuildKit is given it: BuildKit asks a store that is down for
 * minutes, lets no other build of its builder begin meanwhile, and nothing takes the store back from it.
 */
import { describeError } from "../errors.ts";
import { isRegistryError } from "../registry/registry-error.ts";
import type { World } from "../shell/world.ts";

/** How long our own questions to a store that does not answer may go on, milliseconds. */
export const PATIENCE_MS = 10_000;
/** A store that is down is left alone for so long. */
const FRESH_MS = 5 * 60_000;

export interface CacheHealth {
  /**
   * What `ask` says; `undefined` where the store is down, which is told once, and is not asked again for minutes. Throws
   * what is no outage.
   */
  watch<T>(ask: () => Promise<T>): Promise<T | undefined>;
}

/** `store`: for people. */
export function createCacheHealth(world: World, store: string): CacheHealth {
  let downSince: number | undefined;
  let isTold = false;
  return {
    async watch(ask) {
      if (downSince !== undefined && world.clock.now() - downSince < FRESH_MS) return undefined;
      try {
        const answer = await ask();
        downSince = undefined;
        return answer;
      } catch (error) {
        if (!isRegistryError(error, "unreachable")) throw error;
        if (world.cancelled.aborted) return undefined;
        downSince = world.clock.now();
        if (!isTold) {
          world.log.warning(
            `layer caches are left out while ${store} is down: ${describeError(error)}. Images are built and pushed all the same`,
          );
        }
        isTold = true;
        return undefined;
      }
    },
  };
}
