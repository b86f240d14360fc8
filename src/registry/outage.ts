/** Remembers that a host gave no answer at all, so that of 200 lookups only the first ones wait for it. */
import type { World } from "../shell/world.ts";
import { RegistryError } from "./registry-error.ts";

export interface Outage {
  /** Throws a fresh outage's error: of this repository, or of any where several had one. Called before each attempt. */
  throwIfDown(path: string): void;
  /** Runs a whole request with its retries, and takes note of its end. */
  watch<T>(path: string, request: () => Promise<T>): Promise<T>;
}

const FRESH_MS = 30_000;
/** One alone may be out of order: a cache repository must not cost the images theirs. */
const REPOSITORIES_OF_AN_OUTAGE = 2;

export function createOutage(world: World): Outage {
  const down = new Map<string, { readonly error: RegistryError; readonly since: number }>();
  return {
    throwIfDown(path) {
      const now = world.clock.now();
      for (const [one, { since }] of down) if (now - since >= FRESH_MS) down.delete(one);
      const known = down.get(path);
      const [any] = down.size >= REPOSITORIES_OF_AN_OUTAGE ? down.values() : [];
      const outage = known ?? any;
      if (outage !== undefined) throw outage.error;
    },
    async watch(path, request) {
      try {
        const answer = await request();
        down.clear();
        return answer;
      } catch (error) {
        // A cause means that the connection failed; a 503 for one repository says nothing about the others.
        const isOutage =
          error instanceof RegistryError && error.kind === "unreachable" && error.cause !== undefined;
        const isKnown = [...down.values()].some((one) => one.error === error);
        if (isOutage && !isKnown) down.set(path, { error, since: world.clock.now() });
        throw error;
      }
    },
  };
}
