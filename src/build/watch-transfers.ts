/** Ends builds that wait for a connection over which nothing comes any more: BuildKit itself would wait for ever. */
import type { ExecOptions, ExecResult, World } from "../shell/world.ts";
import { formatSeconds } from "./describe-step.ts";
import type { Builder } from "./open-builder.ts";
import type { Progress } from "./progress.ts";
import { openTrafficMeter } from "./traffic.ts";
import { findWaiting, QuietTime } from "./transfers.ts";

export interface Watch {
  readonly progress: Progress;
  readonly builder: Pick<Builder, "name" | "driver">;
  readonly env: Readonly<Record<string, string>>;
  /** Without a byte; fractions are fine. 0: for ever. */
  readonly stallMinutes: number;
  /** What counts as nothing in a minute; default: what the machine's other programs may move. */
  readonly trickleBytes?: number;
  /** Where the build before this one stood still: BuildKit may wait there still, and lets no other build begin. */
  readonly afterStall?: string | undefined;
}

/** The transfer that stood still. */
export interface Stall {
  readonly step: string;
  readonly minutes: number;
}

/** For people, and for the table of what is tried again. */
export function describeStall({ step, minutes }: Stall): string {
  return `no byte moved for ${formatSeconds(minutes * 60)} at ${step.slice(0, 120)}`;
}

export interface WatchedResult {
  readonly result: ExecResult;
  readonly stall: Stall | undefined;
}

/** Runs a build whose progress is being read; `options.signal` still ends it. Never throws. */
export async function execWatched(
  world: World,
  argv: readonly [string, ...string[]],
  options: ExecOptions,
  watch: Watch,
): Promise<WatchedResult> {
  const { stallMinutes: minutes } = watch;
  if (minutes === 0) return { result: await world.exec(argv, options), stall: undefined };
  const ended = new AbortController();
  const stalled = new AbortController();
  const waiting = findStall(world, watch, ended.signal).then((step) => {
    if (step !== undefined) stalled.abort();
    return step;
  });
  const signal = AbortSignal.any([options.signal ?? world.cancelled, stalled.signal]);
  const result = await world.exec(argv, { ...options, signal });
  ended.abort();
  const step = await waiting;
  const isStalled = step !== undefined && result.ended === "aborted";
  return { result, stall: isStalled ? { step, minutes } : undefined };
}

async function findStall(
  world: World,
  { progress, builder, env, stallMinutes, trickleBytes, afterStall }: Watch,
  ended: AbortSignal,
): Promise<string | undefined> {
  const limitMs = stallMinutes * 60_000;
  const meter = openTrafficMeter(world, builder, env);
  const quiet = new QuietTime(trickleBytes);
  while (!ended.aborted) {
    await world.clock.sleep(Math.min(limitMs / 10, 60_000), ended);
    if (ended.aborted) return undefined;
    const waiting = findWaiting(progress.open(), afterStall);
    const { news } = progress;
    const bytes = waiting === undefined || waiting.isCounted ? undefined : await meter();
    if (quiet.note(world.clock.now(), waiting, news, bytes) >= limitMs) return waiting?.step;
  }
  return undefined;
}
