/** Every call of a whole run to Amazon ECR's own interface, gone wrong once in every way. */
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../support/action.ts";
import { type NamedEcr, startEcrByName, whyNoHostName } from "../support/ecr-fixture.ts";
import { FAULT_KINDS, type PlannedFault, startFaultProxy } from "../support/fault-proxy.ts";
import { createRepository } from "../support/git-repository.ts";

const machine = inject("machine");
const missing = machine.engine === "ready" ? await whyNoHostName() : machine.engine.missing;
let ecr: NamedEcr;
beforeAll(async () => {
  if (missing === undefined) ecr = await startEcrByName({ registryHost: machine.registry });
});
afterAll(async () => {
  await ecr?.stop();
});

interface EcrRun {
  readonly run: ActionRun;
  readonly calls: readonly string[];
}

/** Repositories are missing, so that every kind of call is made: they are looked up, created and set up. */
async function runAtEcr(fault: PlannedFault | undefined): Promise<EcrRun> {
  const prefix = `faults-${randomBytes(6).toString("hex")}`;
  const proxy = await startFaultProxy(new URL(ecr.env.AWS_ENDPOINT_URL_ECR ?? "").host, fault, [prefix]);
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n    runtime: lambda\n",
    Dockerfile: `FROM ${machine.base}\nCOPY Dockerfile /${prefix}\n`,
  });
  try {
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${ecr.host}/${prefix}` },
      env: { ...ecr.env, AWS_ENDPOINT_URL_ECR: proxy.url },
    });
    return { run, calls: [...proxy.calls] };
  } finally {
    await proxy.stop();
  }
}

test("an AWS call that goes wrong once is made again", { timeout: 1_800_000 }, async (context) => {
  context.skip(missing !== undefined, missing);
  const clean = await runAtEcr(undefined);
  expect(clean.run.exitCode, clean.run.log).toBe(0);
  expect(clean.calls.length).toBeGreaterThan(2);
  // An expired AWS token is no token of the registry: it is a refusal, and told by the deploy's tests.
  const kinds = FAULT_KINDS.filter((kind) => kind !== "hang" && kind !== "expired");
  for (const call of new Set(clean.calls)) {
    for (const kind of kinds) {
      const { run } = await runAtEcr({ call, kind, from: 1, times: 1 });
      const told = `${kind} at ${call}\n${run.log}`;
      expect.soft(run.exitCode, told).toBe(0);
      expect.soft(run.images.app?.status, told).toBe("built");
      expect.soft(run.images.app?.uri, told).toMatch(/@sha256:[0-9a-f]{64}$/);
    }
  }
});
