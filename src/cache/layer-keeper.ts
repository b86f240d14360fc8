/**
 * Sees to it that what a build finished is never built again: follows one build, saves finished layers while
 * it goes on (checkpoints), after it failed or met its time limit (salvage), and after it ended well.
 */
import { type BuildRequest, buildArguments } from "../build/arguments.ts";
import type { BuildRun } from "../build/build-image.ts";
import { formatSeconds } from "../build/describe-step.ts";
import type { Progress } from "../build/progress.ts";
import type { FoundManifest } from "../model.ts";
import type { World } from "../shell/world.ts";
import { type CacheLocation, exportFlag } from "./cache-flags.ts";
import { isCheckpointDue } from "./checkpoint-due.ts";
import { type CutDockerfile, cutDockerfile } from "./cut-dockerfile.ts";
import { exportCache } from "./export-cache.ts";
import type { KeptBuild } from "./kept-build.ts";
import type { PlatformCaches } from "./layer-caches.ts";
import { dropRescue, writeRescue } from "./rescue.ts";
import { saveFinished } from "./save-finished.ts";

export interface LayerKeeper {
  /** To be called after each line of the build's progress. */
  follow(progress: Progress): void;
  /** After a build that ended well: writes its caches, if there is anything new. Never throws. */
  saveAll(run: BuildRun, pushed: FoundManifest | undefined): Promise<void>;
  /** After one that did not: one sentence about what is kept, `undefined` where nothing is. Never throws. */
  salvage(run: BuildRun): Promise<string | undefined>;
}

/** Starts to watch at once. */
export function keepLayers(world: World, build: KeptBuild): LayerKeeper {
  const { name } = build.request.spec;
  const saved = new Set<string>();
  const startedAt = new Map<string, number>();
  const ended = new AbortController();
  let progress: Progress | undefined;
  let noted = "";
  let saving: Promise<void> | undefined;
  let notes: Promise<void> = Promise.resolve();

  const cuts = (): readonly { readonly caches: PlatformCaches; readonly cut: CutDockerfile }[] => {
    const states = progress?.states() ?? [];
    return build.platforms.flatMap((caches) => {
      const cut = cutDockerfile(build.text, states, {
        withCached: caches.hasPartial,
        platform: caches.platform,
      });
      return cut === undefined ? [] : [{ caches, cut }];
    });
  };
  const unsaved = (cut: CutDockerfile) => cut.ran.filter((step) => !saved.has(step.name));

  /** Saves what is finished now; says what. */
  const save = async (signal?: AbortSignal): Promise<string | undefined> => {
    const kept: string[] = [];
    for (const { caches, cut } of cuts()) {
      if (unsaved(cut).length === 0) {
        kept.push(describeRan(cut));
        continue;
      }
      const request = await cutRequest(world, build, caches, cut, caches.partial);
      const result = await exportCache(world, request, {
        env: build.env,
        ...(signal === undefined ? {} : { signal }),
      });
      if (result.kind === "failed") {
        world.log.warning(`${name}: its finished steps are not in the cache: ${result.because}`);
        continue;
      }
      for (const step of cut.ran) saved.add(step.name);
      kept.push(describeRan(cut));
    }
    return kept.length === 0 ? undefined : kept.join("; ");
  };

  const checkpoint = (): void => {
    if (saving !== undefined || ended.signal.aborted) return;
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
      })
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
    const key = current.map(({ cut }) => cut.ran.map((step) => step.name).join()).join(";");
    if (key === noted) return;
    noted = key;
    notes = notes.then(async () => {
      for (const { caches, cut } of current) {
        const request = await cutRequest(world, build, caches, cut, caches.partial);
        await writeRescue(world, build, caches.platform, {
          image: name,
          what: describeRan(cut),
          argv: buildArguments(request),
          cwd: request.root,
          env: build.env,
        });
      }
    });
  };

  return {
    follow(current) {
      progress = current;
      for (const { name: step, state } of current.states()) {
        if (state === "running" && !startedAt.has(step)) startedAt.set(step, world.clock.now());
      }
      note();
      if (build.checkpointSeconds > 0) checkpoint();
    },
    async saveAll(run, pushed) {
      ended.abort();
      await saving;
      await notes;
      await saveFinished(world, build, run, pushed);
      await dropRescue(world, build);
    },
    async salvage(run) {
      ended.abort();
      await notes;
      if (run.ended === "aborted") {
        // Some seconds are left before the runner kills this process: the post step has minutes.
        const waiting = cuts().map(({ cut }) => describeRan(cut));
        return waiting.length === 0 ? undefined : `${waiting.join("; ")} to be saved by the post step`;
      }
      await saving;
      const what = await save(new AbortController().signal);
      await dropRescue(world, build);
      return what === undefined ? undefined : `${what} in the cache, the next run goes on from there`;
    },
  };
}

/** `3 finished steps (6 min 42 s)`. */
function describeRan(cut: CutDockerfile): string {
  const seconds = cut.ran.reduce((sum, step) => sum + step.seconds, 0);
  return `${cut.ran.length} finished step${cut.ran.length === 1 ? "" : "s"} (${formatSeconds(seconds)})`;
}

/** The same build up to what is finished, of one platform, with nothing but a cache as its result. */
async function cutRequest(
  world: World,
  build: KeptBuild,
  caches: PlatformCaches,
  cut: CutDockerfile,
  to: CacheLocation,
): Promise<BuildRequest> {
  const { request } = build;
  const path = `${build.directory}/finished-${caches.platform.replaceAll("/", "-")}-${build.count()}`;
  await world.files.write(path, cut.text);
  // BuildKit looks for the ignore file beside the Dockerfile before it takes the context's.
  if (build.ignoreFile !== undefined) await world.files.write(`${path}.dockerignore`, build.ignoreFile);
  return {
    ...request,
    spec: {
      ...request.spec,
      platforms: [caches.platform],
      target: cut.target,
      dockerfile: { kind: "inline", text: cut.text },
    },
    destination: { kind: "nowhere" },
    inlineDockerfile: path,
    metadataFile: `${path}.json`,
    noCache: false,
    cacheTo: [exportFlag(to)],
  };
}
