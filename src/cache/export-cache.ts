/** Writes a layer cache: a build whose every step is in the builder, so that only the upload is left. */
import { type BuildRequest, buildArguments } from "../build/arguments.ts";
import { Progress } from "../build/progress.ts";
import { describeStall, execWatched, type Watch } from "../build/watch-transfers.ts";
import type { ExecOptions, World } from "../shell/world.ts";
import { parseStepName } from "./build-step.ts";
import { exportTrouble, isPassing } from "./cache-trouble.ts";

export type ExportResult =
  | { readonly kind: "saved"; readonly seconds: number }
  | { readonly kind: "failed"; readonly because: string; readonly isLayerLost: boolean };

export interface ExportOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Where `world.cancelled` must not end it: after a time limit, in the post step. */
  readonly signal?: AbortSignal;
}

/** Layers of some gigabytes over a slow line. */
export const EXPORT_TIMEOUT_MS = 30 * 60_000;
/** A step that takes longer is not in the builder any more: this would be a second build. */
const LONGEST_STEP_MS = 15_000;

const TRIES = 3;
const LONGEST_FAILURE_MS = 60_000;
/**
 * An export in which nothing moves is ended sooner than a build: its image is there already. BuildKit sends each block
 * again up to ten times in sixteen minutes to a store of GitHub's cache that fails, one megabyte at a time.
 */
const STALL_MINUTES = 1;
const TRICKLE_BYTES = 3_000_000;
/** The post step has a limit of its own, and no time for more. */
const NOT_WATCHED = { builder: { name: "", driver: "" }, stallMinutes: 0 };

/** Never throws. */
export function exportCache(
  world: World,
  request: BuildRequest,
  options: ExportOptions,
): Promise<ExportResult> {
  const { builder, stallMinutes = 0 } = request;
  return runExport(world, buildArguments(request), {
    cwd: request.root,
    watch: { builder, stallMinutes: Math.min(stallMinutes, STALL_MINUTES) },
    ...options,
  });
}

interface RunOptions extends ExportOptions {
  readonly cwd: string;
  readonly timeoutMs?: number;
  /** Ends an upload that stands still. */
  readonly watch?: Pick<Watch, "builder" | "stallMinutes">;
}

/** The same from a command line that was written down, for the post step. Passing failures are tried again. */
export async function runExport(
  world: World,
  argv: readonly [string, ...string[]],
  options: RunOptions,
): Promise<ExportResult> {
  const started = world.clock.now();
  for (let attempt = 1; ; attempt += 1) {
    const result = await tryExport(world, argv, options);
    if (result.kind === "saved" || attempt === TRIES || !isPassing(result.because)) return result;
    // BuildKit tries again by itself, for minutes: a finished image does not wait for a service that is down.
    if (world.clock.now() - started > LONGEST_FAILURE_MS) return result;
    const signal = options.signal ?? world.cancelled;
    world.log.debug(`a cache export is tried again: ${result.because}`);
    await world.clock.sleep(1_000 * 2 ** attempt, signal);
    if (signal.aborted) return result;
  }
}

async function tryExport(
  world: World,
  argv: readonly [string, ...string[]],
  options: RunOptions,
): Promise<ExportResult> {
  const progress = new Progress();
  const started = world.clock.now();
  const stop = new AbortController();
  const signals = [stop.signal, options.signal ?? world.cancelled];
  const watched = new Map<string, AbortController>();
  let rerun: string | undefined;
  const watch = async (step: string): Promise<void> => {
    const done = new AbortController();
    watched.set(step, done);
    await world.clock.sleep(LONGEST_STEP_MS, done.signal);
    if (done.signal.aborted) return;
    rerun = step;
    stop.abort();
  };
  const asked: ExecOptions = {
    cwd: options.cwd,
    // Seven git processes less: nothing but a cache comes of it.
    env: { ...options.env, BUILDX_GIT_INFO: "false" },
    timeoutMs: options.timeoutMs ?? EXPORT_TIMEOUT_MS,
    signal: AbortSignal.any(signals),
    onStderrLine(line) {
      for (const event of progress.read(line)) {
        if (event.kind === "step-started" && parseStepName(event.step)?.keyword === "RUN")
          void watch(event.step);
        if (event.kind === "step-done") watched.get(event.step.name)?.abort();
      }
    },
  };
  const { builder, stallMinutes } = options.watch ?? NOT_WATCHED;
  const { result, stall } = await execWatched(world, argv, asked, {
    progress,
    builder,
    env: options.env,
    stallMinutes,
    trickleBytes: TRICKLE_BYTES,
  });
  for (const done of watched.values()) done.abort();
  const trouble = exportTrouble(progress.steps());
  if (result.exitCode === 0 && trouble === undefined) {
    return { kind: "saved", seconds: (world.clock.now() - started) / 1000 };
  }
  if (stall !== undefined) return failed(describeStall(stall));
  if (rerun !== undefined) return failed(`the builder does not have ${rerun} any more`);
  if (trouble !== undefined) return failed(trouble);
  const at = progress.steps().find(({ error }) => error !== undefined)?.name;
  const because = describeEnd(result.ended, progress.text() || result.stderr);
  return failed(at === undefined ? because : `${because} (at ${at})`);
}

/**
 * Stopping a step at the wrong moment makes the engine's builder (28.5) lose the layer below it, for good:
 * seen in one of five cancellations. What lies below that layer is still there.
 */
function failed(because: string): ExportResult {
  return { kind: "failed", because, isLayerLost: /snapshot \S+ does not exist/.test(because) };
}

function describeEnd(ended: string, text: string): string {
  if (ended === "timeout") return "it took longer than its time limit";
  if (ended === "aborted") return "the run was cancelled";
  const said = text.split("\n").filter((line) => line.startsWith("ERROR:"));
  return said.at(-1)?.replace(/^ERROR:\s*/, "") ?? `docker buildx ended (${ended})`;
}
