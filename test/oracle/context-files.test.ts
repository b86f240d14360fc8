import { expect } from "vitest";
import type { ContextRead } from "../../src/dockerfile/analysis.ts";
import { analyzeDockerfile } from "../../src/dockerfile/analyze.ts";
import { selectContextFiles } from "../../src/dockerfile/context-files.ts";
import { compileDockerignore } from "../../src/dockerfile/dockerignore.ts";
import { caseCount, firstSeed, type TreeEntry } from "./buildkit-process.ts";
import { generateIgnore } from "./generate-ignore.ts";
import { changeTree, generateTree } from "./generate-tree.ts";
import { oracleTest } from "./oracle-test.ts";
import { Random } from "./random.ts";

/** How many cases a normal run tries. */
const CASES = 300;

const SOURCES = [
  "a",
  "b.txt",
  "d",
  "src",
  "lib",
  ".",
  "/",
  "a/",
  "*",
  "*.md",
  "d/*",
  "*/a",
  "a/b",
  "src/lib/a",
  "[ab]*",
  "a[^b]b",
  "d/e/..",
  "../a",
  "?",
  "x*",
  "a\\*",
  "*/*",
  "**",
  "**/a",
  "s*/l*",
  "d/b.txt",
  "e/src",
];

/** Mostly what is there, or a directory above it, sometimes with a wildcard. */
function generateSource(random: Random, entries: readonly TreeEntry[]): string {
  if (random.chance(0.2)) return random.pick(SOURCES);
  const parts = random.pick(entries).path.split("/");
  const kept = parts.slice(0, 1 + random.below(parts.length)).map((part) => {
    if (!random.chance(0.15)) return part;
    return random.pick(["*", `${part.slice(0, 1)}*`, `?${part.slice(1)}`, `[^/]${part.slice(1)}`]);
  });
  return kept.join("/").replaceAll(" ", "?");
}

function generateBuild(random: Random, entries: readonly TreeEntry[]): string {
  const lines = random.list(1, 3, () => {
    const source = generateSource(random, entries);
    if (random.chance(0.2)) return `RUN --mount=target=/m,source=${source} true`;
    const flags = random.list(0, 2, () =>
      random.pick([
        "--exclude=*.md",
        "--exclude=b*",
        "--exclude=**/a",
        "--exclude=!d/a",
        "--exclude=src",
        "--link",
      ]),
    );
    if (random.chance(0.3)) {
      const pattern = random.chance(0.4) ? `${random.pick(["d", "src", "*", "a"])}/./${source}` : source;
      return `COPY --parents ${[...new Set(flags)].join(" ")} ${pattern} /x/`;
    }
    return `${random.pick(["COPY", "ADD"])} ${[...new Set(flags)].join(" ")} ${source} ${random.pick(["/x/", "/x"])}`;
  });
  return `FROM alpine\n${lines.join("\n")}\n`;
}

/** What a fingerprint is made of. */
function describeSelection(
  entries: readonly TreeEntry[],
  reads: readonly ContextRead[],
  ignore: string,
): string {
  const sorted = entries.map(({ path, kind, target }) => ({ path, kind, linkTarget: target }));
  const { indexes, emptyDirectories } = selectContextFiles(
    sorted,
    reads,
    compileDockerignore(ignore).isIgnored,
  );
  const chosen = indexes.map((index) => JSON.stringify(entries[index]));
  return [...chosen, ...emptyDirectories.map((path) => `${path}/`)].join("\n");
}

oracleTest("contexts with the same selected files give the same result", CASES, async (oracle) => {
  const tally = {
    cases: 0,
    refused: 0,
    refusedAfter: 0,
    equal: 0,
    different: 0,
    pointless: 0,
    selected: 0,
    all: 0,
  };
  const failures: string[] = [];
  for (let seed = firstSeed(); seed < firstSeed() + caseCount(CASES) && failures.length < 5; seed++) {
    const random = new Random(seed);
    const ignore = random.chance(0.3) ? generateIgnore(random) : "";
    const before = generateTree(random);
    const text = generateBuild(random, before);
    const after = changeTree(random, before);
    const { reads } = analyzeDockerfile(text, { args: new Map(), platforms: [], contexts: new Set() });
    tally.cases++;
    const [x, y] = [
      await oracle.ask({ kind: "build", text, ignore, entries: before }),
      await oracle.ask({ kind: "build", text, ignore, entries: after }),
    ];
    if (x.error !== undefined) {
      tally.refused++;
      continue;
    }
    const [a, b] = [describeSelection(before, reads, ignore), describeSelection(after, reads, ignore)];
    tally.selected += a === "" ? 0 : a.split("\n").length;
    tally.all += before.length;
    const isSame = JSON.stringify(x.result) === JSON.stringify(y.result);
    // A build that fails ships nothing: only what it needs to succeed can be missed here.
    if (a === b && y.error !== undefined) tally.refusedAfter++;
    else if (a !== b) tally[isSame ? "pointless" : "different"]++;
    else if (isSame) tally.equal++;
    else {
      const shown = [
        text,
        JSON.stringify(ignore),
        JSON.stringify(before),
        JSON.stringify(after),
        JSON.stringify(reads),
        a,
        "theirs",
        x.result?.join("\n"),
        "after",
        y.error,
        y.result?.join("\n"),
      ];
      failures.push(`seed ${seed}\n${shown.join("\n")}`);
    }
  }
  console.log("contexts:", JSON.stringify(tally));
  expect(failures.join("\n\n")).toBe("");
});
