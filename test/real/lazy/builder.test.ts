/** The builder that reads on demand is made beside the planning, and nothing of it stays, however the run ends. */
import { execFileSync, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ActionRun } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { readManifest } from "../../support/registry-client.ts";
import { type FaultyRegistry, startFaultyRegistry } from "../../support/registry-faults.ts";
import { missing, runPost, runWithoutPost } from "./lazy-run.ts";

const machine = inject("machine");
const prefix = `lazy-builder-${process.pid}-${Date.now().toString(36)}`;
let repository: GitRepository;
let registry: FaultyRegistry;
let edits = 0;

beforeAll(async () => {
  if (missing !== undefined) return;
  repository = createRepository({
    ".github/ml-images.yml": "images:\n  app: { context: . }\n",
    Dockerfile: `FROM ${machine.base}\nRUN : ${prefix} && head -c 24000000 /dev/urandom > /big && echo 1 > /small && sleep 2.2\nCOPY handler.py /\nRUN cat /small\n`,
    "handler.py": "0\n",
  });
  registry = await startFaultyRegistry(machine.registry);
  const cold = await edit();
  expect(cold.log).toMatch(/layer cache .* written/);
}, 120_000);
afterAll(async () => {
  repository?.[Symbol.dispose]();
  await registry?.stop();
});

function edit(onStart?: Parameters<typeof runWithoutPost>[3]): Promise<ActionRun> {
  edits += 1;
  repository.commit({ "handler.py": `${edits}\n` });
  const inputs = { registry: `${registry.host}/${prefix}`, lazy: "true" };
  return runWithoutPost(repository, inputs, {}, onStart);
}

const docker = (...argv: readonly string[]): string =>
  execFileSync("docker", argv, { encoding: "utf8", stdio: "pipe", timeout: 60_000 });

interface Told {
  readonly onDemand?: {
    readonly readBytes: number;
    readonly plainBytes: number;
    readonly savedSeconds?: number;
  };
}

/** The record of the last build. */
async function readRecord(): Promise<Told> {
  const manifest = await readManifest(machine.registry, `${prefix}/app`, "record-last");
  const digest = manifest?.json.layers?.[0]?.digest;
  return (await fetch(`http://${machine.registry}/v2/${prefix}/app/blobs/${digest}`)).json() as Promise<Told>;
}

/** Containers, volumes and entries of buildx. */
function findLeft(name: string | undefined): readonly string[] {
  expect(name).toMatch(/^ml-image-build-.*-lazy$/);
  const lists = [
    docker("ps", "--all", "--format", "{{.Names}}"),
    docker("volume", "ls", "--format", "{{.Name}}"),
    docker("buildx", "ls", "--format", "{{.Name}}"),
  ];
  return lists.flatMap((list) => list.split("\n")).filter((line) => line.includes(name ?? ""));
}

test("a run does not wait until its builder is gone, and it goes", async (context) => {
  context.skip(missing !== undefined, missing);
  const run = await edit();
  expect(run.log).toContain("reading layers on demand");
  expect(run.summary).toMatch(
    /\*\*app\*\*: \d\.\d MB of cached layers were read on demand; .* pulled 2\d MB/,
  );
  const { onDemand } = await readRecord();
  expect(onDemand?.readBytes).toBeLessThan(5e6);
  expect(onDemand?.plainBytes).toBeGreaterThan(24e6);
  // Nothing was ever pulled from there.
  expect(onDemand).not.toHaveProperty("savedSeconds");
  const name = run.state["lazy-builder"];
  expect(run.state["lazy-builder-made"]).toBe(name);
  await expect.poll(() => findLeft(name), { timeout: 60_000, interval: 300 }).toEqual([]);
  expect((await runPost(repository, run.state)).exitCode).toBe(0);
});

test("one that is made and then not wanted is removed", async (context) => {
  context.skip(missing !== undefined, missing);
  // Known only after the caches themselves have said that they would do.
  registry.fail(`POST /v2/${prefix}/ml-image-cache/blobs/uploads/`, { kind: "status", status: 403 }, 1);
  const run = await edit();
  expect(run.images.app?.status, run.log).toBe("built");
  expect(run.log).toContain("layer caches are not written in this run");
  expect(run.log).not.toContain("reading layers on demand");
  expect((await runPost(repository, run.state)).exitCode).toBe(0);
  expect(findLeft(run.state["lazy-builder"])).toEqual([]);
  expect(await readRecord()).not.toHaveProperty("onDemand");
  // That build pulled, and how long it took is the measure for the next one.
  const next = await edit();
  expect(next.log).toContain("reading layers on demand");
  expect((await readRecord()).onDemand?.savedSeconds).toBeGreaterThan(0);
});

test.for([
  "create",
  "start",
])("after SIGKILL at its container's %s the post step leaves nothing of it", async (action, context) => {
  context.skip(missing !== undefined, missing);
  const events = spawn("docker", [
    "events",
    ...[
      "--filter",
      "type=container",
      "--filter",
      `event=${action}`,
      "--format",
      "{{.Actor.Attributes.name}}",
    ],
  ]);
  const made = createInterface(events.stdout);
  try {
    const run = await edit((child) =>
      made.on("line", (line) => line.endsWith("-lazy0") && child.kill("SIGKILL")),
    );
    expect(run.exitCode, run.log).toBe(null);
    expect((await runPost(repository, run.state)).exitCode).toBe(0);
    expect(findLeft(run.state["lazy-builder"])).toEqual([]);
  } finally {
    events.kill();
  }
});
