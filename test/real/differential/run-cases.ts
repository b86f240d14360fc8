/** Runs one differential case after the other, a few at a time. */
import type { BuildCase, Frontend } from "./build-case.ts";
import { type BuildResult, buildCase, readTree } from "./buildkit-result.ts";
import { type Comparison, compareCase } from "./compare.ts";
import { makeCase } from "./make-case.ts";
import { placeCase } from "./place-case.ts";
import { type PlannedCase, planCase } from "./plan-case.ts";

export interface CaseOutcome {
  readonly build: BuildCase;
  readonly planned: PlannedCase;
  readonly result: BuildResult;
  /** Where both sides have an answer. */
  readonly comparison: Comparison | undefined;
}

export async function runCase(build: BuildCase, builder: string): Promise<CaseOutcome> {
  await using placed = await placeCase(build);
  const planned = await planCase(placed.root);
  const repository = await readTree(placed.root, "");
  // BuildKit's cache does not see into a file that `--exclude` names and a source takes all the same.
  const result = await buildCase(placed.root, build, { builder, noCache: true });
  const comparison =
    planned.kind === "planned" && result.kind === "built"
      ? compareCase(build, repository, planned, result.tree)
      : undefined;
  return { build, planned, result, comparison };
}

/** Runs `work` for every seed, `width` at a time. */
export async function forSeeds(
  first: number,
  count: number,
  width: number,
  work: (seed: number) => Promise<void>,
): Promise<void> {
  let next = first;
  const lane = async (): Promise<void> => {
    while (next < first + count) await work(next++);
  };
  await Promise.all(Array.from({ length: width }, lane));
}

export interface Tally {
  cases: number;
  compared: number;
  /** Refused by both, or by BuildKit alone (which is no harm: the build then fails). */
  refused: number;
  filesUsed: number;
  needless: number;
  readonly exceptions: Record<string, number>;
}

export interface DifferentialReport {
  readonly tally: Tally;
  /** Texts of failed cases, each with its seed. */
  readonly failures: readonly string[];
}

export async function runDifferential(
  frontend: Frontend,
  builder: string,
  { first, count }: { first: number; count: number },
): Promise<DifferentialReport> {
  const tally: Tally = { cases: 0, compared: 0, refused: 0, filesUsed: 0, needless: 0, exceptions: {} };
  const failures: string[] = [];
  await forSeeds(first, count, 4, async (seed) => {
    const outcome = await runCase(makeCase(seed, frontend), builder);
    tally.cases++;
    const problem = judge(outcome, tally);
    if (problem !== undefined) failures.push(`seed ${seed}: ${problem}\n${describeCase(outcome)}`);
  });
  return { tally, failures };
}

/** What is wrong with a case; counts what is not. */
function judge({ planned, result, comparison }: CaseOutcome, tally: Tally): string | undefined {
  if (comparison === undefined) {
    if (result.kind === "built" && planned.kind === "refused")
      return `refused although BuildKit builds it: ${planned.problems.join("; ")}`;
    tally.refused++;
    return undefined;
  }
  const { missing, needless, exceptions, foreign, used } = comparison;
  tally.compared++;
  tally.filesUsed += used;
  tally.needless += needless.length;
  for (const [exception, count] of exceptions)
    tally.exceptions[exception] = (tally.exceptions[exception] ?? 0) + count;
  if (missing.length > 0) return `read by BuildKit and not named: ${missing.join(", ")}`;
  if (foreign.length > 0) return `in the result and from nowhere: ${foreign.join(", ")}`;
  return needless.length > 0 ? `named and not read: ${needless.join(", ")}` : undefined;
}

/** A case as a person can follow it. */
export function describeCase({ build, planned, result }: CaseOutcome): string {
  const { entries, ...rest } = build;
  const lines = entries.map(({ path, kind, state, target, content }) =>
    [
      JSON.stringify(path),
      kind,
      state,
      target ?? "",
      /ockerfile|ignore/.test(path) && typeof content === "string" ? `\n${content}` : "",
    ].join(" "),
  );
  const shown = result.kind === "built" ? result.tree.map(({ path }) => path).join(" ") : result.message;
  return [JSON.stringify(rest), ...lines.sort(), JSON.stringify(planned), shown, ""].join("\n");
}
