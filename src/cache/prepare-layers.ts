/**
 * Makes layers in eStargz while the build still runs: BuildKit compresses nothing before the last step has ended, then
 * the image's layers, and after those the base's and other stages' for the cache. What is made here is taken by both
 * exports as it is. The work is the same; it is done beside a step that waits for a download, or on another core.
 */
import type { Progress, StepState } from "../build/progress.ts";
import { describeError } from "../errors.ts";
import { HEAVY_SECONDS } from "../lazy/heavy-step.ts";
import type { World } from "../shell/world.ts";
import { parseStepName } from "./build-step.ts";
import { cutRequest } from "./cut-request.ts";
import { type CutStage, cutLongStages } from "./cut-stage.ts";
import { exportCache } from "./export-cache.ts";
import type { KeptBuild } from "./kept-build.ts";
import type { PlatformCaches } from "./layer-caches.ts";

export interface LayerPreparer {
  /** To be called after each line of the build's progress. */
  follow(progress: Progress): void;
  /** Ends what is under way. Never throws. */
  stop(): Promise<void>;
}

/** A step of less is likely to come with a small build, and the layers below it may not even be on this machine. */
const LONG_SECONDS = 5;
const LOOK_MS = 2_500;

/** Begins nothing new once `ended` is aborted; does nothing for builds that are not written so. */
export function prepareLayers(world: World, build: KeptBuild, ended: AbortSignal): LayerPreparer {
  const longSeconds = findPatience(build);
  if (longSeconds === undefined) return { follow() {}, async stop() {} };
  const { name } = build.request.spec;
  const begun = new Set<string>();
  const startedAt = new Map<string, number>();
  const stopped = new AbortController();
  const signal = AbortSignal.any([stopped.signal, world.cancelled]);
  let progress: Progress | undefined;
  let working: Promise<void> | undefined;
  /** Nothing depends on it: it is not tried again. */
  let hasFailed = false;

  const isLong = ({ name: step, state, cached, seconds }: StepState): boolean => {
    if (cached || parseStepName(step)?.keyword === "FROM") return false;
    if (state === "done") return seconds >= longSeconds;
    const since = startedAt.get(step);
    return state === "running" && since !== undefined && world.clock.now() - since >= longSeconds * 1000;
  };
  const prepare = async (caches: PlatformCaches, cut: CutStage): Promise<void> => {
    try {
      const request = await cutRequest(world, build, caches, cut);
      const asked = { ...request, destination: { kind: "builder" as const }, cacheTo: [] };
      const result = await exportCache(world, asked, { env: build.env, signal });
      if (result.kind === "failed") throw new Error(result.because);
      world.log.debug(
        `${name}: layers (${cut.key}) were made in eStargz beside the build in ${result.seconds.toFixed(1)} s`,
      );
    } catch (error) {
      hasFailed = true;
      world.log.debug(`${name}: layers were not made beside the build: ${describeError(error)}`);
    }
  };
  const look = (): void => {
    if (working !== undefined || hasFailed || ended.aborted) return;
    const states = progress?.states() ?? [];
    for (const caches of build.platforms) {
      const cuts = cutLongStages(build.text, states, caches.platform, isLong);
      const next = cuts.find(({ key }) => !begun.has(key));
      if (next === undefined) continue;
      begun.add(next.key);
      working = prepare(caches, next).finally(() => {
        working = undefined;
      });
      return;
    }
  };
  const tick = async (): Promise<void> => {
    while (!ended.aborted) {
      await world.clock.sleep(LOOK_MS, ended);
      look();
    }
  };
  void tick();
  return {
    follow(current) {
      progress = current;
      for (const { name: step, state } of current.states())
        if (state === "running" && !startedAt.has(step)) startedAt.set(step, world.clock.now());
      look();
    },
    async stop() {
      stopped.abort();
      await working;
    },
  };
}

/** How long a step takes before it is clear that a cache in eStargz will be written; `undefined`: none will be. */
function findPatience({ request, caches, platforms }: KeptBuild): number | undefined {
  if (request.isLazy !== true || request.isOnDemand === true || caches.kind !== "registry") return undefined;
  // A small step on top of a plain cache leaves it as it is.
  const isThere = platforms.every(({ exist }) => exist !== false);
  return isThere && request.isCacheLazy !== true ? HEAVY_SECONDS : LONG_SECONDS;
}
