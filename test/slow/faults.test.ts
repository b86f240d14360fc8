/**
 * Every call of a whole run to the registry, GitHub and the cache service, gone wrong once in every way, and
 * each service down for good. The gate has a sample: test/real/process/faults.test.ts.
 */
import { expect, inject, test } from "vitest";
import { checkSingleFault, listCases, runCases } from "../support/fault-cases.ts";
import { FAULT_KINDS } from "../support/fault-proxy.ts";
import { type FaultCase, type FaultRun, runWithFault } from "../support/fault-run.ts";

const machine = inject("machine");
const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
const HOURS = 3_600_000;

test.for(FAULT_KINDS)("every call, once: %s", { timeout: 2 * HOURS }, async (kind, context) => {
  context.skip(missing !== undefined, missing);
  const clean = await runWithFault(machine, undefined);
  // BuildKit waits without end for a cache service that does not answer, and other builds with it, which is
  // told by test/real/process/stalls.test.ts. Every hang lasts until a time limit: once for each kind of call.
  const cases = listCases(clean, [kind], kind === "hang" ? "first" : "all").filter(
    ({ door }) => kind !== "hang" || door !== "cache",
  );
  expect(await runCases(machine, cases, checkSingleFault)).toBeGreaterThan(cases.length / 2);
});

test.for(["reset", "500", "429", "expired"] as const)(
  "every call, always: %s",
  { timeout: 2 * HOURS },
  async (kind, context) => {
    context.skip(missing !== undefined, missing);
    const clean = await runWithFault(machine, undefined);
    // Uploads that fail are ended by the counters of the builder's own network, which this one has not: see
    // test/real/process/stalls.test.ts.
    const cases = listCases(clean, [kind], "first")
      .filter(({ door, call }) => door !== "cache" || !call.startsWith("PUT "))
      .map((one) => ({ ...one, times: Number.POSITIVE_INFINITY }));
    // Either the image, or a failure that says why: the rest holds for every run, and is checked in each.
    const check = ({ door }: FaultCase, { run }: FaultRun): void => {
      if (door !== "registry") expect(run.exitCode, run.log).toBe(0);
      if (run.exitCode !== 0) expect(run.log).toMatch(/::error/);
    };
    await runCases(machine, cases, check, { retries: "1" });
  },
);
