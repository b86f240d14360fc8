/** Which calls of a run go wrong in which way, and what has to come of it. */
import { expect } from "vitest";
import type { Machine } from "./environment.ts";
import type { FaultKind } from "./fault-proxy.ts";
import { DOORS, type FaultCase, type FaultRun, runWithFault } from "./fault-run.ts";

/** Every call of a run, by its name and how many of that name came before it, in each of the ways. */
export function listCases(
  { calls }: FaultRun,
  kinds: readonly FaultKind[],
  which: "first" | "all" = "all",
): readonly FaultCase[] {
  return DOORS.flatMap((door) =>
    calls[door].flatMap((call, index) => {
      const from = calls[door].slice(0, index + 1).filter((one) => one === call).length;
      if (which === "first" && from > 1) return [];
      return kinds.map((kind) => ({ door, call, kind, from, times: 1 }));
    }),
  );
}

/** Some at a time, so that a case that waits costs the others nothing. Returns how many faults happened. */
export async function runCases(
  machine: Machine,
  cases: readonly FaultCase[],
  check: (one: FaultCase, result: FaultRun) => void,
  inputs: Readonly<Record<string, string>> = {},
): Promise<number> {
  const left = [...cases];
  const failures: unknown[] = [];
  let hits = 0;
  const work = async (): Promise<void> => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      try {
        const result = await runWithFault(machine, one, inputs);
        check(one, result);
        hits += Math.min(1, result.hits);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  if (failures.length > 0)
    throw failures.length === 1 ? failures[0] : new AggregateError(failures, describe(failures));
  return hits;
}

function describe(failures: readonly unknown[]): string {
  return failures.map((error) => (error instanceof Error ? error.message : String(error))).join("\n\n");
}

/** What goes wrong once is overcome; a refusal is told as one; a cache or a comment never costs the image. */
export function checkSingleFault(fault: FaultCase, { run, comments, hits }: FaultRun): void {
  const told = `${JSON.stringify(fault)}\n${run.log}`;
  const isHit = hits > 0;
  if (fault.door === "registry" && fault.kind === "expired" && run.exitCode !== 0) {
    expect(run.images.app?.error, told).toMatch(/token|log in|login|denied|403/i);
  } else if (fault.door === "registry" && fault.kind === "hang" && run.exitCode !== 0) {
    expect(run.images.app?.error, told).toMatch(/timed out|time limit|timeout|no answer/i);
  } else {
    expect(run.exitCode, told).toBe(0);
  }
  if (fault.call.endsWith("/CreateCacheEntry") && fault.kind === "reset")
    expect(run.log, told).not.toContain("was not written");
  // The lookup after a comment that was written may be refused: the comment is there all the same.
  const isRefused = fault.door === "github" && fault.kind === "expired" && isHit;
  if (isRefused) expect(run.log, told).toMatch(/::warning.*comment was not written \(its job needs/);
  else expect(comments, told).toBe(1);
}
