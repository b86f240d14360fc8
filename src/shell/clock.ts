/** The only door to time. */
import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "./world.ts";

export const clock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    try {
      await delay(milliseconds, undefined, signal === undefined ? {} : { signal });
    } catch {
      // Aborted: whoever aborted looks at the signal.
    }
  },
};
