/** Connections that stay open while nothing comes over them: BuildKit waits for ever, the action does not. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createPoorBuilder } from "../../support/builder-with.ts";
import { createRepository } from "../../support/git-repository.ts";
import { findOwnAddress } from "../../support/own-address.ts";
import { startStallingRegistry } from "../../support/stalling-registry.ts";

const machine = inject("machine");
const { containerBuilder } = machine;
const builder = typeof containerBuilder === "string" ? containerBuilder : "";
const missing = typeof containerBuilder === "string" ? undefined : containerBuilder.missing;
/** Three seconds. */
const stall = { "stall-minutes": "0.05" };

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
        /::warning::app: no byte moved for 3\.0 s at .*base:1.*tried again in .* \(1 of 1\)/,
      );
      expect(run.log).toMatch(
        /::error .*::app: no byte moved for 3\.0 s at .*base:1.*: a registry or cache service keeps a connection open/,
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

test("a manifest that never comes: the builder's own network tells that nothing moves", async (context) => {
  context.skip(missing !== undefined, missing);
  const address = findOwnAddress();
  context.skip(address === undefined, "this machine has no address but loopback");
  const registry = await startStallingRegistry({
    upstream: machine.registry,
    address: "0.0.0.0",
    at: (call) => call.includes("/manifests/"),
    times: 1,
  });
  const host = `${address}:${registry.port}`;
  try {
    using own = createPoorBuilder({ like: builder, network: "bridge", plainHttp: [host] });
    const run = await build(
      `FROM ${host}/busybox:1\nCOPY Dockerfile /\n`,
      { push: "false", "base-images": "ignore" },
      { BUILDX_BUILDER: own.name },
    );
    expect(run.exitCode, run.log).toBe(0);
    expect(registry.stalls).toBe(1);
    expect(run.log).toMatch(/::warning::app: no byte moved for 3\.0 s at .*load metadata.*tried again/);
  } finally {
    await registry.stop();
  }
});

test("a step that says nothing is waited for", async () => {
  const run = await build(`FROM ${machine.base}\nRUN sleep 8 && echo ${randomBytes(4).toString("hex")}\n`, {
    push: "false",
  });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).not.toContain("no byte moved");
});
