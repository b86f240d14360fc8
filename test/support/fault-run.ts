/** One whole run of the action in which one call goes wrong, and what has to hold whatever went wrong. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "vitest";
import { type ActionRun, pullRequest, runAction } from "./action.ts";
import { startGitHub } from "./cloudformation-github.ts";
import type { Machine } from "./environment.ts";
import { type FaultProxy, type PlannedFault, startFaultProxy } from "./fault-proxy.ts";
import { createRepository } from "./git-repository.ts";
import { readManifest } from "./registry-client.ts";
import { createCacheEntries } from "./results-cache.ts";
import { startResultsService } from "./results-service.ts";

export const DOORS = ["registry", "github", "cache"] as const;
export type Door = (typeof DOORS)[number];

export interface FaultCase extends PlannedFault {
  readonly door: Door;
}

export interface FaultRun {
  readonly run: ActionRun;
  /** Every call of the run, by door. */
  readonly calls: Readonly<Record<Door, readonly string[]>>;
  readonly hits: number;
  /** The comments that the action wrote. */
  readonly comments: number;
}

/** A cold run on a pull request: base read, layer cache read and written, image and record pushed, comment written. */
export async function runWithFault(
  machine: Machine,
  fault: FaultCase | undefined,
  inputs: Readonly<Record<string, string>> = {},
): Promise<FaultRun> {
  const prefix = `faults-${randomBytes(6).toString("hex")}`;
  const marker = `FAULT_CASE_${prefix.replaceAll("-", "_")}`;
  const at = (door: Door): PlannedFault | undefined => (fault?.door === door ? fault : undefined);
  const github = await startGitHub();
  const cacheEntries = createCacheEntries();
  const results = await startResultsService({ CacheService: cacheEntries.service });
  const doors: Record<Door, FaultProxy> = {
    registry: await startFaultProxy(machine.registry, at("registry"), [prefix]),
    github: await startFaultProxy(hostOf(github.env.GITHUB_API_URL), at("github")),
    cache: await startFaultProxy(hostOf(results.url), at("cache")),
  };
  results.blobs.base = `${doors.cache.url}/devstoreaccount1/results`;
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
    // The step takes long enough to be worth a cache, and is another one in each run.
    Dockerfile: `FROM ${doors.registry.host}/busybox:1\nRUN head -c 300000 /dev/urandom > /${prefix} && sleep 2.1\nCOPY Dockerfile /Dockerfile\n`,
  });
  const { containerBuilder } = machine;
  try {
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      // BuildKit asks a cache service that is down again and again, for minutes.
      timeoutMs: 400_000,
      event: pullRequest(7),
      inputs: {
        registry: `${doors.registry.host}/${prefix}`,
        cache: "gha",
        comment: "always",
        "github-token": "token-of-the-job",
        // A builder waits without end for an answer that never comes; this is what ends it.
        "timeout-minutes": "1",
        ...inputs,
      },
      env: {
        ...github.env,
        ...results.env([
          { ref: "refs/pull/7/merge", write: true },
          { ref: "refs/heads/main", write: false },
        ]),
        GITHUB_API_URL: doors.github.url,
        ACTIONS_RESULTS_URL: `${doors.cache.url}/`,
        ...(typeof containerBuilder === "string" ? { BUILDX_BUILDER: containerBuilder } : {}),
        [marker]: "1",
      },
    });
    const told = `${JSON.stringify(fault)}\n${run.log}`;
    expect(run.exitCode, `the run hangs: ${told}`).not.toBeNull();
    expect(processesWith(marker), told).toEqual([]);
    expectOneDigestEach(doors.registry, told);
    await expectTrueOutputs(machine.registry, prefix, run, told);
    return {
      run,
      calls: { registry: doors.registry.calls, github: doors.github.calls, cache: doors.cache.calls },
      hits: fault === undefined ? 0 : doors[fault.door].hits,
      comments: github.comments.filter(({ user }) => user.type === "Bot").length,
    };
  } finally {
    await Promise.all([...DOORS.map((door) => doors[door].stop()), results.stop(), github.stop()]);
  }
}

function hostOf(url: string | undefined): string {
  return new URL(url ?? "").host;
}

/** Whatever is tried again: nothing is written to a tag a second time with other content. */
function expectOneDigestEach({ writes }: FaultProxy, told: string): void {
  for (const { path, digest } of writes) {
    const others = writes.filter((one) => one.path === path && one.digest !== digest);
    expect(others, `${path} was written with several digests: ${told}`).toEqual([]);
  }
}

/** Success is said of what is in the registry only, and a failure says why. */
async function expectTrueOutputs(host: string, prefix: string, run: ActionRun, told: string): Promise<void> {
  const { app } = run.images;
  if (run.exitCode === 0) {
    expect(app?.status, told).toBe("built");
    expect(app?.uri, told).toMatch(/@sha256:[0-9a-f]{64}$/);
    const found = await readManifest(host, `${prefix}/app`, app?.tag ?? "");
    expect(found?.digest, told).toBe(app?.digest);
    expect(app?.uri, told).toContain(app?.digest);
    return;
  }
  expect(run.exitCode, told).toBe(1);
  expect(run.log, told).toContain("::error");
  expect(app?.uri, told).toBeUndefined();
  expect(JSON.parse(run.outputs.built ?? "[]"), told).toEqual([]);
  expect(run.outputs["parameter-overrides"] ?? "", told).not.toContain("sha256:");
}

/** Processes that were started by the run, or by what it started. */
function processesWith(marker: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const isOurs = readFileSync(`/proc/${pid}/environ`, "utf8").includes(`${marker}=`);
        return isOurs ? [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")] : [];
      } catch {
        // It ended meanwhile, or is not ours to read.
        return [];
      }
    });
}
