/** Writes a layer cache: a build whose every step is in the builder, so that only the upload is left. */
import { type BuildRequest, buildArguments } from "../build/arguments.ts";
import { Progress } from "../build/progress.ts";
import type { World } from "../shell/world.ts";
import { parseStepName } from "./build-step.ts";
import { exportTrouble } from "./cache-trouble.ts";

export type ExportResult =
  | { readonly kind: "saved"; readonly seconds: number }
  | { readonly kind: "failed"; readonly because: string };

export interface ExportOptions {
  readonly env: Readonly<Record<string, string>>;
  /** Where `world.cancelled` must not end it: after a time limit, in the post step. */
  readonly signal?: AbortSignal;
}

/** Layers of some gigabytes over a slow line. */
export const EXPORT_TIMEOUT_MS = 30 * 60_000;
/** A step that takes longer is not in the builder any more: this would be a second build. */
const LONGEST_STEP_MS = 15_000;

/** Never throws. */
export function exportCache(
  world: World,
  request: BuildRequest,
  options: ExportOptions,
): Promise<ExportResult> {
  return runExport(world, buildArguments(request), { cwd: request.root, ...options });
}

/** The same from a command line that was written down, for the post step. */
export async function runExport(
  world: World,
  argv: readonly [string, ...string[]],
  options: ExportOptions & { readonly cwd: string; readonly timeoutMs?: number },
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
  const result = await world.exec(argv, {
    cwd: options.cwd,
    env: options.env,
    timeoutMs: options.timeoutMs ?? EXPORT_TIMEOUT_MS,
    signal: AbortSignal.any(signals),
    onStderrLine(line) {
      for (const event of progress.read(line)) {
        if (event.kind === "step-started" && parseStepName(event.step)?.keyword === "RUN")
          void watch(event.step);
        if (event.kind === "step-done") watched.get(event.step.name)?.abort();
      }
    },
  });
  for (const done of watched.values()) done.abort();
  const trouble = exportTrouble(progress.steps());
  if (result.exitCode === 0 && trouble === undefined) {
    return { kind: "saved", seconds: (world.clock.now() - started) / 1000 };
  }
  if (rerun !== undefined) return { kind: "failed", because: `the builder does not have ${rerun} any more` };
  if (trouble !== undefined) return { kind: "failed", because: trouble };
  return { kind: "failed", because: describeEnd(result.ended, progress.text() || result.stderr) };
}

function describeEnd(ended: string, text: string): string {
  if (ended === "timeout") return "it took longer than its time limit";
  if (ended === "aborted") return "the run was cancelled";
  const said = text.split("\n").filter((line) => line.startsWith("ERROR:"));
  return said.at(-1)?.replace(/^ERROR:\s*/, "") ?? `docker buildx ended (${ended})`;
}
