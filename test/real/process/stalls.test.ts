/** Connections that stay open while nothing comes over them: BuildKit waits for ever, the action does not. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createPoorBuilder, type PoorBuilder } from "../../support/builder-with.ts";
import { createRepository } from "../../support/git-repository.ts";
import { findOwnAddress } from "../../support/own-address.ts";
import { answerError, startProxy } from "../../support/registry-proxy.ts";
import { createCacheEntries } from "../../support/results-cache.ts";
import { startResultsService } from "../../support/results-service.ts";
import { type StallingRegistry, startStallingRegistry } from "../../support/stalling-registry.ts";
import { isWhole } from "../../support/whole.ts";

const machine = inject("machine");
const { containerBuilder } = machine;
const builder = typeof containerBuilder === "string" ? containerBuilder : "";
const missing = typeof containerBuilder === "string" ? undefined : containerBuilder.missing;
/** Six seconds: a machine that is busy may take three for a moment. */
const stall = { "stall-minutes": "0.1" };

async function build(
  dockerfile: string,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
    Dockerfile: dockerfile,
  });
  return await runAction({
    root: repository.root,
    node: machine.node,
    inputs: { ...stall, checks: "false", ...inputs },
    env,
  });
}

describe("a layer that breaks off in its middle", () => {
  const name = `stalls-${randomBytes(4).toString("hex")}/base`;
  const isLayer = (call: string): boolean => call.startsWith(`GET /v2/${name}/blobs/`);
  beforeAll(() => {
    if (missing !== undefined) return;
    // Made by another builder, so that the engine has to pull it.
    const output = `type=image,name=${machine.registry}/${name}:1,push=true`;
    execFileSync("docker", ["buildx", "build", "--builder", builder, "--output", output, "-"], {
      input: `FROM ${machine.base}\nRUN head -c 8000000 /dev/urandom > /weights\n`,
      stdio: "pipe",
      timeout: 120_000,
    });
  });

  test("ends the build, which is tried once more, and fails with where it stood", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = await startStallingRegistry({
      upstream: machine.registry,
      at: isLayer,
      times: Number.POSITIVE_INFINITY,
      isMidway: true,
    });
    try {
      const run = await build(`FROM ${registry.host}/${name}:1\nRUN true\n`, { push: "false", retries: "5" });
      expect(run.exitCode, run.log).toBe(1);
      expect(run.log).toMatch(
        /::warning::app: no byte moved for 6\.0 s at .*base:1.*tried again in .* \(1 of 1\)/,
      );
      expect(run.log).toMatch(
        /::error .*::app: no byte moved for 6\.0 s at .*base:1.*: a registry or cache service keeps a connection open/,
      );
    } finally {
      await registry.stop();
    }
  });

  test("costs nothing but time when it comes the second time", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = await startStallingRegistry({
      upstream: machine.registry,
      at: isLayer,
      times: 1,
      isMidway: true,
    });
    try {
      const run = await build(`FROM ${registry.host}/${name}:1\nRUN echo ${name}\n`, {
        registry: `${machine.registry}/stalls`,
      });
      expect(run.exitCode, run.log).toBe(0);
      expect(registry.stalls).toBe(1);
      expect(run.images.app?.status).toBe("built");
      expect(run.log).toContain("tried again");
    } finally {
      await registry.stop();
    }
  });
});

describe("a builder with a network of its own", () => {
  const address = findOwnAddress();
  const why = missing ?? (address === undefined ? "this machine has no address but loopback" : undefined);
  let registry: StallingRegistry;
  let own: PoorBuilder;
  let base: string;
  beforeAll(async () => {
    if (why !== undefined) return;
    registry = await startStallingRegistry({
      upstream: machine.registry,
      address: "0.0.0.0",
      at: (call) => call.includes("/manifests/"),
      times: 1,
    });
    const host = `${address}:${registry.port}`;
    base = `${host}/busybox:1`;
    own = createPoorBuilder({ like: builder, network: "bridge", plainHttp: [host] });
  });
  afterAll(async () => {
    own?.[Symbol.dispose]();
    await registry?.stop();
  });
  const inputs = { push: "false", "base-images": "ignore" };

  test("waits for a manifest: its counters tell that nothing moves", async (context) => {
    context.skip(why !== undefined, why);
    const run = await build(`FROM ${base}\nCOPY Dockerfile /\n`, inputs, { BUILDX_BUILDER: own.name });
    expect(run.exitCode, run.log).toBe(0);
    expect(registry.stalls).toBe(1);
    expect(run.log).toMatch(/::warning::app: no byte moved for 6\.0 s at .*load metadata.*tried again/);
  });

  test("sends a cache to a store that fails: the image is not kept for it", async (context) => {
    context.skip(why !== undefined, why);
    const entries = createCacheEntries();
    const results = await startResultsService({ CacheService: entries.service });
    let refused = 0;
    const store = await startProxy({
      upstream: new URL(results.url).host,
      address: "0.0.0.0",
      handle({ method, request, response, forward }) {
        if (method !== "PUT") return forward();
        refused += 1;
        request.resume().on("end", () => answerError(response, 500, "InternalError", "injected"));
      },
    });
    const url = `http://${address}:${store.port}`;
    results.blobs.base = `${url}/devstoreaccount1/results`;
    try {
      const run = await build(
        `FROM ${base}\nRUN echo ${randomBytes(4).toString("hex")} > /new && sleep 2.1\n`,
        inputs,
        {
          ...results.env([{ ref: "refs/heads/main", write: true }]),
          ACTIONS_RESULTS_URL: `${url}/`,
          BUILDX_BUILDER: own.name,
        },
      );
      expect(run.exitCode, run.log).toBe(0);
      expect(refused).toBeGreaterThan(0);
      expect(run.images.app?.status).toBe("built");
      expect(run.log).toMatch(
        /::warning::app: its layer cache .* was not written: no byte moved for 6\.0 s at/,
      );
    } finally {
      await store.stop();
      await results.stop();
    }
  });

  // Half a minute; beside it `sends a cache` is in the gate.
  const wholeTest = isWhole ? test : () => {};
  wholeTest("waits for a cache: BuildKit lets no other build begin, which is told", async (context) => {
    context.skip(why !== undefined, why);
    const entries = createCacheEntries();
    const results = await startResultsService({ CacheService: entries.service });
    const dead = await startStallingRegistry({
      upstream: new URL(results.url).host,
      address: "0.0.0.0",
      at: () => true,
      times: Number.POSITIVE_INFINITY,
    });
    try {
      const run = await build(`FROM ${base}\nCOPY Dockerfile /again\n`, inputs, {
        ...results.env([{ ref: "refs/heads/main", write: true }]),
        ACTIONS_RESULTS_URL: `http://${address}:${dead.port}/`,
        BUILDX_BUILDER: own.name,
      });
      expect(run.exitCode, run.log).toBe(1);
      expect(dead.stalls).toBeGreaterThan(0);
      expect(run.log).toMatch(/::warning::app: no byte moved for 6\.0 s at importing cache.*tried again/);
      expect(run.log).toMatch(/::error .*app: no byte moved for 6\.0 s at importing cache.*still waits/);
    } finally {
      await dead.stop();
      await results.stop();
    }
  });
});

test("a step that says nothing is waited for", async () => {
  const run = await build(`FROM ${machine.base}\nRUN sleep 8 && echo ${randomBytes(4).toString("hex")}\n`, {
    push: "false",
  });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).not.toContain("no byte moved");
});
