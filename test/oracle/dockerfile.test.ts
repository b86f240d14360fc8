import { expect } from "vitest";
import type { DockerfileAnalysis } from "../../src/dockerfile/analysis.ts";
import { analyzeDockerfile } from "../../src/dockerfile/analyze.ts";
import { contextKey } from "../../src/dockerfile/context-name.ts";
import { caseCount, firstSeed, type OracleAnswer, type OracleRequest } from "./buildkit-process.ts";
import { covers } from "./covers.ts";
import { type DockerfileCase, damage, generateDockerfile, IMAGES, ONBUILD } from "./generate-dockerfile.ts";
import { oracleTest } from "./oracle-test.ts";
import { Random } from "./random.ts";

/** How many cases a normal run tries. */
const CASES = 300;

function analyze(generated: DockerfileCase): DockerfileAnalysis {
  // A local context that goes by an image's name has no ENV.
  const replaced = new Set(generated.contexts.map(contextKey));
  const images = Object.entries(IMAGES)
    .filter(([name]) => !replaced.has(name))
    .map(([name, env]) => [name, new Map(Object.entries(env))] as const);
  return analyzeDockerfile(generated.text, {
    args: new Map(Object.entries(generated.args)),
    target: generated.target,
    platforms: [generated.platform],
    contexts: new Set(generated.contexts.map(contextKey)),
    onbuild: new Map(Object.entries(ONBUILD)),
    buildPlatform: "linux/amd64",
    baseEnvironment: generated.knowsImages ? new Map(images) : undefined,
  });
}

function toRequest({ text, args, target, platform, contexts }: DockerfileCase): OracleRequest {
  const options: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) options[`build-arg:${name}`] = value;
  for (const context of contexts) options[`context:${contextKey(context)}`] = `local:${contextKey(context)}`;
  if (target !== undefined) options.target = target;
  return { kind: "dockerfile", text, options, platform, images: IMAGES, onbuild: ONBUILD };
}

/** What BuildKit reads and the analysis does not name. */
function findMissed(ours: DockerfileAnalysis, theirs: OracleAnswer): string[] {
  const missed = (theirs.reads ?? [])
    .filter((read) => ours.reads.every((own) => covers(own, read) === "none"))
    .map((read) => `read ${JSON.stringify(read)}`);
  const images = new Set(ours.references.map(({ reference }) => contextKey(reference)));
  for (const image of theirs.images ?? []) if (!images.has(contextKey(image))) missed.push(`image ${image}`);
  for (const secret of theirs.secrets ?? []) {
    if (!ours.secretIds.includes(secret) && ours.notices.length === 0) missed.push(`secret ${secret}`);
  }
  const caches = new Set(ours.cacheMounts.map(({ id }) => id.replace(/^\/+/, "")));
  for (const cache of theirs.caches ?? []) {
    const id = cache.replace(/^\/+/, "");
    if (!caches.has(id) && ours.notices.length === 0) missed.push(`cache ${cache}`);
  }
  for (const remote of theirs.remotes ?? []) {
    const isPinned = /[0-9a-f]{40}/.test(remote);
    if (!isPinned && ours.unknowns.length === 0) missed.push(`remote ${remote}`);
  }
  return missed;
}

oracleTest("every read that BuildKit names is named by the analysis", CASES, async (oracle) => {
  const tally = {
    cases: 0,
    refusedByBoth: 0,
    refusedByBuildkitOnly: 0,
    reads: 0,
    exact: 0,
    wider: 0,
    extra: 0,
    whole: 0,
  };
  const failures: string[] = [];
  for (let seed = firstSeed(); seed < firstSeed() + caseCount(CASES) && failures.length < 5; seed++) {
    const generated = generateDockerfile(new Random(seed));
    const ours = analyze(generated);
    const theirs = await oracle.ask(toRequest(generated));
    tally.cases++;
    if (theirs.error !== undefined) {
      tally[ours.problems.length > 0 ? "refusedByBoth" : "refusedByBuildkitOnly"]++;
      continue;
    }
    const missed = findMissed(ours, theirs);
    for (const problem of ours.problems)
      missed.push(`refused by us alone: ${problem.line}: ${problem.message}`);
    if (missed.length > 0)
      failures.push(
        `seed ${seed}\n${JSON.stringify({ ...generated, text: undefined })}\n${generated.text}\n${missed.join("\n")}`,
      );
    for (const read of theirs.reads ?? []) {
      tally.reads++;
      tally[ours.reads.some((own) => covers(own, read) === "exact") ? "exact" : "wider"]++;
    }
    for (const own of ours.reads) {
      if ((theirs.reads ?? []).some((read) => covers(own, read) === "exact")) continue;
      tally.extra++;
      if (own.source === "") tally.whole++;
    }
  }
  console.log("reads:", JSON.stringify(tally));
  expect(failures.join("\n\n")).toBe("");
});

oracleTest("equal canonical texts build the same", CASES, async (oracle) => {
  const tally = { cases: 0, compared: 0, same: 0, pointless: 0 };
  const failures: string[] = [];
  for (let seed = firstSeed(); seed < firstSeed() + caseCount(CASES) && failures.length < 5; seed++) {
    const random = new Random(seed);
    const before = generateDockerfile(random);
    const text = random.chance(0.5) ? damage(random, before.text) : changeLine(random, before.text);
    const after = { ...before, text };
    tally.cases++;
    const [a, b] = [analyze(before), analyze(after)];
    const [x, y] = [await oracle.ask(toRequest(before)), await oracle.ask(toRequest(after))];
    if (x.error !== undefined || y.error !== undefined) continue;
    tally.compared++;
    const isSame = x.definition === y.definition && x.config === y.config;
    if (a.canonicalText !== b.canonicalText) {
      if (isSame) tally.pointless++;
    } else if (isSame) tally.same++;
    else failures.push(`seed ${seed}\n${before.text}\n--- against\n${text}\n---\n${a.canonicalText}`);
  }
  console.log("canonical texts:", JSON.stringify(tally));
  expect(failures.join("\n\n")).toBe("");
});

oracleTest("an arg that is not used changes nothing", CASES, async (oracle) => {
  const tally = { cases: 0, unused: 0, used: 0, usedForNothing: 0 };
  const failures: string[] = [];
  for (let seed = firstSeed(); seed < firstSeed() + caseCount(CASES) && failures.length < 5; seed++) {
    const before = generateDockerfile(new Random(seed));
    const name = new Random(seed + 1).pick([
      "A",
      "B",
      "C",
      "D",
      "HTTP_PROXY",
      "TARGETARCH",
      "FROMBASE",
      "PATH",
    ]);
    const after = { ...before, args: { ...before.args, [name]: "other" } };
    const [a, b] = [analyze(before), analyze(after)];
    const [x, y] = [await oracle.ask(toRequest(before)), await oracle.ask(toRequest(after))];
    tally.cases++;
    if (x.error !== undefined || y.error !== undefined) continue;
    const isUsed = a.usedArgs.has(name) || b.usedArgs.has(name);
    // Proxy settings reach RUN in the definition, but not the image; BuildKit leaves them out of cache keys.
    const isSame = x.config === y.config && (x.definition === y.definition || name === "HTTP_PROXY");
    if (isUsed) tally[isSame ? "usedForNothing" : "used"]++;
    else if (isSame) tally.unused++;
    else failures.push(`seed ${seed}: ${name}\n${before.text}`);
  }
  console.log("args:", JSON.stringify(tally));
  expect(failures.join("\n\n")).toBe("");
});

/** Doubles, takes out or moves one line, or puts a comment before it. */
function changeLine(random: Random, text: string): string {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const line = lines[at] ?? "";
  const kind = random.below(5);
  if (kind === 0) lines.splice(at, 1);
  else if (kind === 1) lines.splice(at, 0, "# new comment");
  else if (kind === 2) lines.splice(at, 0, "");
  else if (kind === 3) lines.splice(at, 1, `${line}  `);
  else lines.splice(at, 0, random.pick(["FROM alpine AS unused", "ARG A=new", "RUN new", "COPY a /new"]));
  return lines.join("\n");
}
