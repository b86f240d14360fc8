/** Runs one `docker buildx build` and follows its progress. */
import type { Unkept } from "../lazy/unkept.ts";
import type { StepTime } from "../model.ts";
import type { ExecResult, World } from "../shell/world.ts";
import { type BuildRequest, buildArguments } from "./arguments.ts";
import { describeStep, isWorthALine } from "./describe-step.ts";
import { tellLongSteps } from "./heartbeat.ts";
import { type BuildMetadata, parseMetadata } from "./metadata.ts";
import { Progress } from "./progress.ts";
import type { OnDemand } from "./step-time.ts";
import { execWatched, type Stall } from "./watch-transfers.ts";

export interface BuildRun {
  readonly succeeded: boolean;
  /** `stalled`: a transfer stood still. */
  readonly ended: ExecResult["ended"] | "stalled";
  readonly stall?: Stall;
  readonly exitCode: number | undefined;
  readonly seconds: number;
  readonly steps: readonly StepTime[];
  /** The steps with when they ran and what they moved; pushing apart from exporting. */
  readonly timeline: readonly StepTime[];
  readonly metadata: BuildMetadata;
  readonly onDemand?: OnDemand;
  /** As in the build's record. */
  readonly unkept?: Unkept;
  /** buildx's own words, which end with the error. */
  readonly text: string;
  /** What the steps printed, bounded. */
  readonly output: readonly string[];
  /** The last lines of the steps that failed. */
  readonly failedOutput: readonly string[];
}

export interface BuildRunOptions {
  readonly env: Readonly<Record<string, string>>;
  /** 0: none. */
  readonly timeoutMinutes: number;
  /** Where the try before this one stood still. */
  readonly afterStall?: string | undefined;
  /** Ends the build. */
  readonly signal?: AbortSignal | undefined;
  /** Called whenever a step began or ended. */
  readonly onStep?: ((progress: Progress) => void) | undefined;
  /** The record of an earlier build: long steps are told with the rest to expect. */
  readonly expected?: readonly StepTime[];
}

/** Builds; a line per finished step is logged as it happens. Never throws for a build that fails. */
export async function buildImage(
  world: World,
  request: BuildRequest,
  options: BuildRunOptions,
): Promise<BuildRun> {
  const progress = new Progress();
  const output = new BoundedLines(20_000);
  const byStep = new Map<string, string[]>();
  const started = world.clock.now();
  const ended = new AbortController();
  const beats = tellLongSteps(world, request.spec.name, progress, options.expected ?? [], ended.signal);
  const argv = buildArguments(request);
  const watch = {
    progress,
    builder: request.builder,
    env: options.env,
    stallMinutes: request.stallMinutes ?? 0,
    afterStall: options.afterStall,
  };
  const { result, stall } = await execWatched(
    world,
    argv,
    {
      cwd: request.root,
      env: {
        ...options.env,
        BUILDX_METADATA_PROVENANCE: "min",
        BUILDX_METADATA_WARNINGS: "1",
        // Seven git processes, for an attestation that is not asked for.
        ...(argv.includes("--provenance=false") ? { BUILDX_GIT_INFO: "false" } : {}),
      },
      timeoutMs: options.timeoutMinutes * 60_000,
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      onStderrLine(line) {
        for (const event of progress.read(line)) {
          if (event.kind === "step-started" || event.kind === "step-done") options.onStep?.(progress);
          if (event.kind === "step-done" && isWorthALine(event.step)) {
            const text = describeStep(event.step);
            world.log.info(`${request.spec.name} │ ${text}`);
            output.add(text);
          } else if (event.kind === "output" || event.kind === "text") {
            if (event.kind === "output") noteOutput(byStep, event.step, event.text);
            for (const one of event.text.replace(/\n$/, "").split("\n")) output.add(one);
          }
        }
      },
    },
    watch,
  );
  ended.abort();
  await beats;
  return {
    succeeded: result.exitCode === 0,
    ended: stall === undefined ? result.ended : "stalled",
    ...(stall === undefined ? {} : { stall }),
    exitCode: result.exitCode,
    seconds: (world.clock.now() - started) / 1000,
    steps: progress.steps(),
    timeline: progress.timeline(),
    metadata: parseMetadata(await world.files.readText(request.metadataFile)),
    text: result.ended === "not-found" ? result.stderr : progress.text(),
    output: output.lines(),
    failedOutput: progress
      .steps()
      .filter(({ error }) => error !== undefined && !/context canceled/.test(error))
      .flatMap(({ name }) => byStep.get(name) ?? []),
  };
}

/** Enough for a resolver's explanation, which stands above its error. */
const LAST_LINES = 400;

function noteOutput(byStep: Map<string, string[]>, step: string, text: string): void {
  const lines = byStep.get(step) ?? [];
  lines.push(...text.replace(/\n$/, "").split("\n"));
  if (lines.length > 2 * LAST_LINES) lines.splice(0, lines.length - LAST_LINES);
  byStep.set(step, lines);
}

/** Keeps the first and the last lines of a long log. */
class BoundedLines {
  readonly #first: string[] = [];
  #last: string[] = [];
  #dropped = 0;
  readonly #half: number;

  constructor(limit: number) {
    this.#half = limit / 2;
  }

  add(line: string): void {
    if (this.#first.length < this.#half) {
      this.#first.push(line);
      return;
    }
    this.#last.push(line);
    if (this.#last.length > 2 * this.#half) {
      this.#dropped += this.#half;
      this.#last = this.#last.slice(this.#half);
    }
  }

  lines(): readonly string[] {
    const note = this.#dropped === 0 ? [] : [`… ${this.#dropped} lines left out …`];
    return [...this.#first, ...note, ...this.#last];
  }
}
