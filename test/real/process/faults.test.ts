/**
 * Whole runs in which one call to the registry, GitHub or the cache service goes wrong. A sample; every call in
 * every way is test/slow/faults.test.ts.
 */
import { expect, inject, test } from "vitest";
import { Random } from "../../oracle/random.ts";
import { checkSingleFault, listCases, runCases } from "../../support/fault-cases.ts";
import { FAULT_KINDS } from "../../support/fault-proxy.ts";
import { type FaultCase, type FaultRun, runWithFault } from "../../support/fault-run.ts";

const machine = inject("machine");
const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
/** Waits for time limits: for the slow tier. */
const kinds = FAULT_KINDS.filter((kind) => kind !== "hang");
const SAMPLE = 4;

const once = { from: 1, times: 1 } as const;
const comments = "/repos/org/repo/issues/7/comments";
/** Each of them cost a run its image, its comment or its cache once. */
const found: readonly FaultCase[] = [
  { door: "registry", call: "PUT /v2/…/app/blobs/uploads/…", kind: "lost", ...once },
  { door: "github", call: `GET ${comments}`, kind: "reset", ...once },
  { door: "github", call: `GET ${comments}`, kind: "429", ...once },
  { door: "github", call: `POST ${comments}`, kind: "lost", ...once },
  { door: "github", call: `POST ${comments}`, kind: "500", ...once },
  {
    door: "cache",
    call: "POST /twirp/github.actions.results.api.v1.CacheService/CreateCacheEntry",
    kind: "reset",
    ...once,
  },
];

test("one call that goes wrong costs neither image nor comment, and leaves nothing behind", async (context) => {
  context.skip(missing !== undefined, missing);
  const clean = await runWithFault(machine, undefined);
  expect(clean.run.exitCode, clean.run.log).toBe(0);
  expect(clean.comments).toBe(1);
  const random = new Random(6);
  const all = listCases(clean, kinds, "first");
  const sample = Array.from({ length: SAMPLE }, () => random.pick(all));
  const cases = [...found, ...sample];
  const hits = await runCases(machine, cases, checkSingleFault);
  // What the builder has already it does not ask for again, so not every call is made in every run.
  expect(hits).toBeGreaterThan(cases.length / 2);
}, 600_000);

test("a registry that stays unwell fails the image with its cause", async (context) => {
  context.skip(missing !== undefined, missing);
  const always = { from: 1, times: Number.POSITIVE_INFINITY } as const;
  const cases: readonly FaultCase[] = [
    { door: "registry", call: "PUT /v2/…/app/manifests/pr7-src-…", kind: "500", ...always },
    { door: "registry", call: "POST /v2/…/app/blobs/uploads/", kind: "reset", ...always },
  ];
  const check = (one: FaultCase, { run }: FaultRun): void => {
    const told = `${JSON.stringify(one)}\n${run.log}`;
    expect(run.exitCode, told).toBe(1);
    expect(run.images.app?.status, told).toBe("failed");
    expect(run.images.app?.error, told).toMatch(
      /a registry answered with an error|connection .*broke|network/,
    );
    expect(run.log, told).toMatch(/tried again in .* \(1 of 1\)/);
  };
  await runCases(machine, cases, check, { retries: "1" });
}, 600_000);
