/** Layer caches that are down, or promise layers that they do not have: the image is built and pushed all the same. */
import { randomBytes } from "node:crypto";
import { expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { coldBuilders } from "../../support/cold-builder.ts";
import type { FaultKind } from "../../support/fault-proxy.ts";
import { type FaultRun, runWithFault } from "../../support/fault-run.ts";
import { createRepository } from "../../support/git-repository.ts";
import { answerError, startProxy } from "../../support/registry-proxy.ts";

const machine = inject("machine");
const missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
/** Of an image's caches on a pull request: its own, an unfinished build's, and the trusted one. */
const NAMES = 3;
const TRIES = 5;

async function runWithDead(door: "cache" | "registry", call: string, kind: FaultKind): Promise<FaultRun> {
  const fault = { door, call, kind, from: 1, times: Number.POSITIVE_INFINITY } as const;
  return runWithFault(machine, fault, { cache: door === "cache" ? "gha" : "registry", retries: "0" });
}

function expectOneWarning({ run, hits }: FaultRun, cause: RegExp): void {
  expect(run.exitCode, run.log).toBe(0);
  expect(run.images.app?.status).toBe("built");
  const warnings = run.log.split("\n").filter((line) => line.startsWith("::warning"));
  expect(warnings, run.log).toEqual([expect.stringMatching(cause)]);
  expect(warnings[0]).toContain("layer caches are left out while");
  // The builder asked for none of it, or it would still be asking.
  expect(hits).toBeGreaterThan(0);
  expect(hits, run.log).toBeLessThanOrEqual(NAMES * TRIES);
  expect(run.log).not.toContain("importing cache");
}

test.concurrent("GitHub's cache that always has one wait", async (context) => {
  context.skip(missing !== undefined, missing);
  expectOneWarning(await runWithDead("cache", "*", "429"), /GitHub's cache answered 429: injected/);
});

test.concurrent("a cache repository that always fails", async (context) => {
  context.skip(missing !== undefined, missing);
  const dead = await runWithDead("registry", "*/ml-image-cache/*", "500");
  expectOneWarning(dead, /the cache repository ml-image-cache is down: .* 500 /);
});

test.concurrent("a cache repository that cuts every connection costs the images' own repositories nothing", async (context) => {
  context.skip(missing !== undefined, missing);
  const dead = await runWithDead("registry", "*/ml-image-cache/*", "reset");
  expectOneWarning(dead, /the cache repository ml-image-cache is down: .* gave no answer/);
});

test("a cache whose layers are gone is built without, and written anew", async (context) => {
  const builder = coldBuilders(machine)[1];
  context.skip(builder?.missing !== undefined, builder?.missing);
  const prefix = `dead-caches-${randomBytes(4).toString("hex")}`;
  let isGone = false;
  const registry = await startProxy({
    upstream: machine.registry,
    handle({ method, url, response, forward }) {
      if (!isGone || method !== "GET" || !url.includes("/ml-image-cache/blobs/")) return forward();
      forward({
        onAnswer(answer) {
          // Its description is there still.
          const isLayer = Number(answer.headers["content-length"]) > 100_000;
          if (isLayer) answerError(response, 404, "BLOB_UNKNOWN", "blob unknown to registry");
          else response.writeHead(answer.statusCode ?? 502, answer.headers);
          if (isLayer) answer.resume();
          else answer.pipe(response);
        },
      });
    },
  });
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
    Dockerfile: `FROM ${machine.base}\nRUN head -c 1000000 /dev/urandom > /${prefix} && sleep 2.1\nCOPY version /\nRUN cat /${prefix} > /dev/null\n`,
    version: "1",
  });
  const build = async (): Promise<ActionRun> => {
    await builder?.renew();
    return runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${registry.host}/${prefix}`, cache: "registry", checks: "false", retries: "0" },
      env: builder?.env() ?? {},
    });
  };
  try {
    const first = await build();
    expect(first.log).toMatch(/layer cache .* written/);
    repository.commit({ version: "2" }, "edit");
    isGone = true;
    const second = await build();
    expect(second.exitCode, second.log).toBe(0);
    expect(second.images.app?.status).toBe("built");
    expect(second.log).toMatch(/::warning::app: the layer cache does not have what it promised: .*not found/);
    expect(second.log).toMatch(/layer cache .* written/);
  } finally {
    await builder?.remove();
    await registry.stop();
  }
});
