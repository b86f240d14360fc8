import { expect } from "vitest";
import { compileDockerignore } from "../../src/dockerfile/dockerignore.ts";
import { caseCount, firstSeed, type TreeEntry } from "./buildkit-process.ts";
import { generateIgnore } from "./generate-ignore.ts";
import { generateTree } from "./generate-tree.ts";
import { oracleTest } from "./oracle-test.ts";
import { Random } from "./random.ts";

/** How many cases a normal run tries. */
const CASES = 300;

/** What is left of a tree: entries that are not ignored, and the directories above them or not ignored. */
function listLeft(entries: readonly TreeEntry[], ignore: string): string[] {
  const { isIgnored, canSkipDirectory } = compileDockerignore(ignore);
  const left = new Set<string>();
  for (const { path, kind } of entries) {
    const parts = path.split("/");
    for (let depth = 1; depth <= parts.length; depth++) {
      const above = parts.slice(0, depth).join("/");
      const isDirectory = depth < parts.length || kind === "directory";
      if (isIgnored(above, isDirectory)) continue;
      for (let top = depth; top > 0; top--) {
        const directory = parts.slice(0, top).join("/");
        if (top < depth && canSkipDirectory(directory)) throw new Error(`${directory} was to be skipped`);
        left.add(directory);
      }
    }
  }
  return [...left].sort();
}

oracleTest("an ignore file leaves of a tree what BuildKit's client sends", CASES, async (oracle) => {
  const tally = { cases: 0, refused: 0, refusedByUsToo: 0, left: 0, ignored: 0 };
  const failures: string[] = [];
  for (let seed = firstSeed(); seed < firstSeed() + caseCount(CASES) && failures.length < 5; seed++) {
    const random = new Random(seed);
    const ignore = generateIgnore(random);
    const entries = generateTree(random);
    const answer = await oracle.ask({ kind: "ignore", ignore, entries });
    tally.cases++;
    if (answer.error !== undefined) {
      tally.refused++;
      if (compileDockerignore(ignore).problems.length > 0) tally.refusedByUsToo++;
      continue;
    }
    const ours = listLeft(entries, ignore);
    const theirs = [...(answer.listed ?? [])].sort();
    tally.left += theirs.length;
    tally.ignored += entries.length;
    if (JSON.stringify(ours) !== JSON.stringify(theirs)) {
      failures.push(
        `seed ${seed}\n${JSON.stringify(ignore)}\n${JSON.stringify(entries.map(({ path }) => path))}\nours ${ours}\ntheirs ${theirs}`,
      );
    }
  }
  console.log("ignore files:", JSON.stringify(tally));
  expect(failures.join("\n\n")).toBe("");
});
