/** Watches a build for steps that are more than a small edit. */
import { isKnownHeavy, isWatched, secondsLeft } from "../lazy/heavy-step.ts";
import type { StepTime } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { Progress } from "./progress.ts";

export interface HeavyWatch {
  /** Aborts at the first heavy step, whose name is the reason. */
  readonly found: AbortSignal;
  /** To be called whenever a step began or ended. */
  follow(progress: Progress): void;
  stop(): void;
}

/** `expected`: the steps of an earlier build. Many short steps are heavy together. */
export function watchForHeavy(world: World, expected: readonly StepTime[]): HeavyWatch {
  const heavy = new AbortController();
  const ended = new AbortController();
  const watched = new Set<string>();
  const waitFor = async (progress: Progress, step: string): Promise<void> => {
    await world.clock.sleep(secondsLeft(progress.states()) * 1000, ended.signal);
    if (ended.signal.aborted) return;
    if (progress.states().some(({ name, state }) => name === step && state === "running")) heavy.abort(step);
  };
  return {
    found: heavy.signal,
    follow(progress) {
      for (const { name, state } of progress.states()) {
        if (state !== "running" || watched.has(name) || !isWatched(name)) continue;
        watched.add(name);
        if (isKnownHeavy(name, expected)) heavy.abort(name);
        else void waitFor(progress, name);
      }
    },
    stop: () => ended.abort(),
  };
}
