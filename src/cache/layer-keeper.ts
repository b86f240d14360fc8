/**
 * Sees to it that what a build finished is never built again: follows one build, saves finished layers while
 * it goes on (checkpoints), after it failed or met its time limit (salvage), and after it ended well.
 */
import { buildArguments } from "../build/arguments.ts";
import type { BuildRun } from "../build/build-image.ts";
import { formatSeconds } from "../build/describe-step.ts";
import type { Progress } from "../build/progress.ts";
import { describeError } from "../errors.ts";
import type { FoundManifest } from "../model.ts";
import type { World } from "../shell/world.ts";
import { isCheckpointDue } from "./checkpoint-due.ts";
import { type CutDockerfile, cutDockerfile } from "./cut-dockerfile.ts";
import { cutRequest } from "./cut-request.ts";
import { type ExportResult, exportCache } from "./export-cache.ts";
import type { KeptBuild } from "./kept-build.ts";
import { isWritable, type PlatformCaches } from "./layer-caches.ts";
import { prepareLayers } from "./prepare-layers.ts";
import { dropRescue, writeRescue } from "./rescue.ts";
import { saveFinished } from "./save-finished.ts";

export interface LayerKeeper {
  /** To be called after each line of the build's progress. */
  follow(progress: Progress): void;
  /** After a build that ended well: writes its caches, if there is anything new. Never throws. */
  saveAll(run: BuildRun, pushed: FoundManifest | undefined): Promise<void>;
  /** After one that another build of the same layers follows. */
  stop(): Promise<void>;
  /** After one that did not: one sentence about what is kept, `undefined` where nothing is. Never throws. */
  salvage(run: BuildRun): Promise<string | undefined>;
}

interface CutOf {
  readonly caches: PlatformCaches;
  readonly cut: CutDockerfile;
}

/** Starts to watch at once. */
export function keepLayers(world: World, build: KeptBuild): LayerKeeper {
  const { name } = build.request.spec;
  const saved = new Set<string>();
  const startedAt = new Map<string, number>();
  const ended = new AbortController();
  const preparer = prepareLayers(world, build, ended.signal);
  let progress: Progress | undefined;
  let noted = "";
  let hasFailed = false;
  let saving: Promise<void> | undefined;
  let notes: Promise<void> = Promise.resolve();

  const warn = (error: unknown): void => {
    hasFailed = true;
    world.log.warning(`${name}: its finished steps are not in the cache: ${describeError(error)}`);
  };
  const cutsOf = (withoutLast: "none" | "under-work" | "each"): readonly CutOf[] => {
    const states = progress?.states() ?? [];
    return build.platforms.flatMap((caches) => {
      const { platform, hasPartial: withCached } = caches;
      const cut = cutDockerfile(build.text, states, { withCached, platform, withoutLast });
      return cut === undefined ? [] : [{ caches, cut }];
    });
  };
  const cuts = (): readonly CutOf[] => cutsOf("none");
  /** What is tried where the builder lost a layer: the likely one left out, then each stage's last one. */
  const lesserThan = (): ((one: CutOf) => readonly CutOf[]) => {
    const lesser = [...cutsOf("under-work"), ...cutsOf("each")];
    return ({ caches, cut }) =>
      lesser.filter(
        (less) => less.caches.platform === caches.platform && less.cut.ran.length < cut.ran.length,
      );
  };
  const unsaved = (cut: CutDockerfile) => cut.ran.filter((step) => !saved.has(step.name));

  const exportCut = async ({ caches, cut }: CutOf, signal: AbortSignal | undefined): Promise<ExportResult> =>
    exportCache(world, await cutRequest(world, build, caches, cut), {
      env: build.env,
      ...(signal === undefined ? {} : { signal }),
    });

  /** Saves what is finished now; says what. */
  const save = async (signal?: AbortSignal): Promise<string | undefined> => {
    const kept: string[] = [];
    const names = build.platforms.map((one) => one.names.own);
    if (!(await isWritable(world, build.caches, names))) return undefined;
    const lesserOf = lesserThan();
    for (const one of cuts()) {
      let done = one;
      if (unsaved(done.cut).length > 0) {
        let result = await exportCut(done, signal);
        for (const less of lesserOf(one)) {
          if (result.kind !== "failed" || !result.isLayerLost) break;
          done = less;
          result = await exportCut(less, signal);
        }
        if (result.kind === "failed") {
          // Said once: no further checkpoint is tried in this build.
          hasFailed = true;
          world.log.warning(`${name}: its finished steps are not in the cache: ${result.because}`);
          continue;
        }
        for (const step of done.cut.ran) saved.add(step.name);
      }
      kept.push(describeRan(done.cut));
    }
    return kept.length === 0 ? undefined : kept.join("; ");
  };

  const checkpoint = (): void => {
    if (saving !== undefined || hasFailed || ended.signal.aborted) return;
    const running = (progress?.states() ?? []).filter(({ state }) => state === "running");
    const now = world.clock.now();
    const isDue = cuts().some(({ cut }) =>
      isCheckpointDue(
        unsaved(cut),
        running.map((step) => (now - (startedAt.get(step.name) ?? now)) / 1000),
        build.checkpointSeconds,
      ),
    );
    if (!isDue) return;
    saving = save()
      .then((what) => {
        if (what !== undefined) world.log.info(`${name} │ checkpoint: ${what} in the cache`);
      }, warn)
      .finally(() => {
        saving = undefined;
      });
  };
  const tick = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      await world.clock.sleep(Math.min(5_000, build.checkpointSeconds * 500), ended.signal);
      checkpoint();
    }
  };
  if (build.checkpointSeconds > 0) void tick();

  /** What the post step does if this process is killed now. */
  const note = (): void => {
    const current = cuts().filter(({ cut }) => unsaved(cut).length > 0);
    const lesserOf = lesserThan();
    // A step that begins changes what may be lost, if not what is finished.
    const versions = current.flatMap((one) => [one, ...lesserOf(one)]);
    const key = versions.map(({ cut }) => cut.ran.map((step) => step.name).join()).join(";");
    if (key === noted) return;
    noted = key;
    const write = async (): Promise<void> => {
      for (const one of current) {
        const [whole, ...lesser] = await Promise.all(
          [one, ...lesserOf(one)].map(async ({ caches, cut }) => {
            const request = await cutRequest(world, build, caches, cut);
            return { what: describeRan(cut), argv: buildArguments(request), cwd: request.root };
          }),
        );
        if (whole === undefined) continue;
        await writeRescue(world, build, one.caches.platform, {
          image: name,
          ...whole,
          lesser: lesser.map(({ what, argv }) => ({ what, argv })),
          env: build.env,
        });
      }
    };
    notes = notes.then(write).catch(warn);
  };

  return {
    follow(current) {
      progress = current;
      for (const { name: step, state } of current.states()) {
        if (state === "running" && !startedAt.has(step)) startedAt.set(step, world.clock.now());
      }
      note();
      preparer.follow(current);
      if (build.checkpointSeconds > 0) checkpoint();
    },
    async saveAll(run, pushed) {
      ended.abort();
      await saving;
      await notes;
      await saveFinished(world, build, run, pushed).catch(warn);
      await preparer.stop();
      // A save that was cancelled is the post step's.
      if (!world.cancelled.aborted) await dropRescue(world, build);
    },
    async stop() {
      ended.abort();
      await preparer.stop();
      await saving;
      await notes;
      await dropRescue(world, build);
    },
    async salvage(run) {
      ended.abort();
      await preparer.stop();
      await notes;
      if (run.ended === "aborted") {
        // Some seconds are left before the runner kills this process: the post step has minutes.
        const waiting = cuts().map(({ cut }) => describeRan(cut));
        return waiting.length === 0 ? undefined : `${waiting.join("; ")} to be saved by the post step`;
      }
      await saving;
      const what = await save(new AbortController().signal).catch(warn);
      await dropRescue(world, build);
      return typeof what !== "string" ? undefined : `${what} in the cache, the next run goes on from there`;
    },
  };
}

/** `3 finished steps (6 min 42 s)`. */
function describeRan(cut: CutDockerfile): string {
  const seconds = cut.ran.reduce((sum, step) => sum + step.seconds, 0);
  return `${cut.ran.length} finished step${cut.ran.length === 1 ? "" : "s"} (${formatSeconds(seconds)})`;
}
