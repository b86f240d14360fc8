/** Rows of the table that bench/lazy prints. */
import type { Sample } from "./lazy-run.ts";

export interface Goal {
  /** At least so many times as fast as the plain run. */
  readonly times?: number;
  /** At most so many percent of the plain run's bytes. */
  readonly percent?: number;
  /** At most so many times as slow as the plain run, and its export as the plain run's. */
  readonly slower?: number;
}

const mark = (isMet: boolean): string => (isMet ? "met" : "**not met**");

/** `samples`: plain, then lazy. */
export function rowOf(what: string, [plain, lazy]: readonly Sample[], goal: Goal): string {
  if (plain === undefined || lazy === undefined) return `| ${what} | – | – | | |`;
  const times = plain.seconds / lazy.seconds;
  const percent = (100 * lazy.downMb) / plain.downMb;
  const slower = lazy.exportSeconds / plain.exportSeconds;
  const goals = [
    ...(goal.times === undefined ? [] : [`≥ ${goal.times}×: ${mark(times >= goal.times)}`]),
    ...(goal.percent === undefined
      ? []
      : [`≤ ${goal.percent} % of the bytes: ${percent.toFixed(1)} %, ${mark(percent <= goal.percent)}`]),
    ...(goal.slower === undefined
      ? []
      : [`export ≤ ${goal.slower} × plain: ${slower.toFixed(2)} ×, ${mark(slower <= goal.slower)}`]),
  ];
  return `| ${what} | ${cell(plain)} | ${cell(lazy)} | ${times.toFixed(1)}× | ${goals.join("; ")} |`;
}

function cell(sample: Sample): string {
  const { seconds, restSeconds, upMb, downMb } = sample;
  const parts = [
    `steps ${sample.stepSeconds.toFixed(1)}`,
    `export ${sample.exportSeconds.toFixed(1)}`,
    `not the build ${restSeconds.toFixed(1)}`,
  ];
  return `${seconds.toFixed(2)} s (${parts.join(", ")}; ↑${upMb.toFixed(0)} ↓${downMb.toFixed(1)} MB)`;
}
