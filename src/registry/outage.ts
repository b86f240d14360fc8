/** Remembers that a host gave no answer at all, so that of 200 lookups only the first ones wait for it. */
import type { World } from "../shell/world.ts";
import { RegistryError } from "./registry-error.ts";

export interface Outage {
  /** Throws the last outage's error while it is fresh; called before each attempt. */
  throwIfDown(): void;
  /** Runs a whole request with its retries, and takes note of its end. */
  watch<T>(request: () => Promise<T>): Promise<T>;
}

const FRESH_MS = 30_000;

export function createOutage(world: World): Outage {
  let down: { readonly error: RegistryError; readonly since: number } | undefined;
  return {
    throwIfDown() {
      if (down !== undefined && world.clock.now() - down.since < FRESH_MS) throw down.error;
    },
    async watch(request) {
      try {
        const answer = await request();
        down = undefined;
        return answer;
      } catch (error) {
        // A cause means that the connection failed; a 503 for one repository says nothing about the others.
        const isOutage =
          error instanceof RegistryError && error.kind === "unreachable" && error.cause !== undefined;
        if (isOutage && error !== down?.error) down = { error, since: world.clock.now() };
        throw error;
      }
    },
  };
}
