/** Runs mutations: our fingerprint changes if, and only if, BuildKit's result does. */
import { Random } from "../../oracle/random.ts";
import type { BuildCase, Frontend } from "./build-case.ts";
import { buildCase, describeResult } from "./buildkit-result.ts";
import { makeCase } from "./make-case.ts";
import { mutate } from "./mutate.ts";
import type { MutationKind } from "./mutate-dockerfile.ts";
import { placeCase } from "./place-case.ts";
import { planCase } from "./plan-case.ts";
import { forSeeds } from "./run-cases.ts";

interface Answer {
  /** `undefined`: refused, or not to be known. */
  readonly fingerprint: string | undefined;
  /** `undefined`: BuildKit refuses. */
  readonly result: string | undefined;
  readonly inputs: readonly string[];
  /** `.git` is read: the index has times in it, so no two builds are the same. */
  readonly readsGit: boolean;
}

export interface MutationTally {
  mutations: number;
  /** Nothing changed on either side. */
  same: number;
  /** Both changed. */
  changed: number;
  /** BuildKit refuses what came of it: nothing to compare, and nothing is shipped. */
  refused: number;
  /** Of those, the fingerprint is the one of a build that succeeds. */
  refusedUnnoticed: number;
  /** The fingerprint changed and the result did not, by kind of mutation. */
  readonly needless: Record<string, number>;
}

export interface MutationReport {
  readonly tally: MutationTally;
  /** The result changed and the fingerprint did not. */
  readonly stale: readonly string[];
  /** BuildKit refuses what comes of it, and the fingerprint is the one of a build that succeeds. */
  readonly unnoticed: readonly string[];
  /** The other way round, for a person to look at. */
  readonly needless: readonly { readonly kind: MutationKind; readonly text: string }[];
}

const MUTATIONS_OF_A_CASE = 6;

/** At least `count` mutations, of the cases from seed `first` on that BuildKit builds. */
export async function runMutations(
  frontend: Frontend,
  builder: string,
  { first, count }: { first: number; count: number },
): Promise<MutationReport> {
  const tally: MutationTally = {
    mutations: 0,
    same: 0,
    changed: 0,
    refused: 0,
    refusedUnnoticed: 0,
    needless: {},
  };
  const stale: string[] = [];
  const unnoticed: string[] = [];
  const needless: { kind: MutationKind; text: string }[] = [];
  await forSeeds(first, count, 4, async (seed) => {
    if (tally.mutations >= count) return;
    const build = makeCase(seed, frontend);
    const before = await answer(build, builder);
    if (before.fingerprint === undefined || before.result === undefined || before.readsGit) return;
    const random = new Random(seed * 7919);
    for (let left = MUTATIONS_OF_A_CASE; left > 0; left--) {
      const mutation = mutate(random, build, frontend, before.inputs);
      if (mutation === undefined) continue;
      const after = await answer(mutation.build, builder);
      if (after.readsGit) continue;
      tally.mutations++;
      const isSamePrint = after.fingerprint === before.fingerprint;
      const text = (): string => describeMutation(seed, build, mutation.kind, mutation.what, before, after);
      if (after.result === undefined) {
        tally.refused++;
        if (isSamePrint) unnoticed.push(text());
      } else if (isSamePrint && after.result === before.result) tally.same++;
      else if (isSamePrint) stale.push(text());
      else if (after.result !== before.result) tally.changed++;
      else {
        tally.needless[mutation.kind] = (tally.needless[mutation.kind] ?? 0) + 1;
        needless.push({ kind: mutation.kind, text: text() });
      }
    }
  });
  return { tally: { ...tally, refusedUnnoticed: unnoticed.length }, stale, unnoticed, needless };
}

async function answer(build: BuildCase, builder: string): Promise<Answer> {
  await using placed = await placeCase(build);
  const planned = await planCase(placed.root);
  const isPlanned = planned.kind === "planned";
  const readsGit = isPlanned && planned.inputs.includes(".git/");
  if (readsGit) return { fingerprint: undefined, result: undefined, inputs: [], readsGit };
  const result = await buildCase(placed.root, build, { builder, noCache: true });
  return {
    fingerprint: isPlanned ? planned.fingerprint : undefined,
    result: result.kind === "built" ? describeResult(result.tree) : undefined,
    inputs: isPlanned ? planned.inputs : [],
    readsGit,
  };
}

function describeMutation(
  seed: number,
  build: BuildCase,
  kind: MutationKind,
  what: string,
  before: Answer,
  after: Answer,
): string {
  const [had, has] = [before, after].map(({ result }) => new Set(result?.split("\n")));
  const lost = [...(had ?? [])].filter((line) => has?.has(line) !== true);
  const won = [...(has ?? [])].filter((line) => had?.has(line) !== true);
  const { entries, ...rest } = build;
  const shown = entries.map(({ path, kind: of, state, target, content }) =>
    /ockerfile|ignore/.test(path)
      ? `${path}:\n${content}`
      : `${JSON.stringify(path)} ${of} ${state} ${target ?? ""}`,
  );
  return [
    `seed ${seed}, ${kind}: ${what}`,
    `- ${lost.join("\n- ")}`,
    `+ ${won.join("\n+ ")}`,
    JSON.stringify(rest),
    ...shown,
    "",
  ].join("\n");
}
