/** A check that takes too long is one that cannot tell. */
import type { World } from "../shell/world.ts";

/** The work's result, or `undefined` when it is not there after `milliseconds`; what is under way then ends unheard. */
export async function withinTime<T>(
  world: World,
  milliseconds: number,
  work: Promise<T>,
): Promise<T | undefined> {
  const done = new AbortController();
  const limit = world.clock
    .sleep(milliseconds, AbortSignal.any([done.signal, world.cancelled]))
    .then(() => undefined);
  // Nobody hears an error that comes after the limit.
  work.catch(() => {});
  try {
    return await Promise.race([work, limit]);
  } finally {
    done.abort();
  }
}
