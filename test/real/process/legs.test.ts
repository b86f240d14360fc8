/** A plan carried out by legs, one platform each, and put together: the same images as in one job. */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import {
  type ActionEvent,
  type ActionRun,
  pullRequest,
  pushToMain,
  runAction,
} from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");
const missing = machine.engine === "ready" ? undefined : machine.engine.missing;
const host = machine.registry;

const files = {
  ".github/ml-images.yml": `defaults: { platforms: [linux/amd64, linux/arm64] }
images:
  base: { context: base }
  child: { context: child, tags: [latest] }
  function: { context: function, runtime: lambda, platforms: [linux/amd64], parameter: FunctionUri, repositories: [function, function-copy] }
`,
  "base/Dockerfile": "FROM scratch\nCOPY data /data\n",
  "base/data": "one\n",
  "child/Dockerfile": "FROM base\nCOPY code /code\n",
  "child/code": "one\n",
  "function/Dockerfile": 'FROM scratch\nCOPY handler /handler\nCMD ["/handler"]\n',
  "function/handler": "one\n",
};

interface LegsRun {
  readonly plan: ActionRun;
  readonly legs: ReadonlyMap<string, ActionRun>;
  report(): Promise<ActionRun>;
  readonly results: string;
  build(leg: string): Promise<ActionRun>;
  [Symbol.dispose](): void;
}

/** What the three jobs of the workflow do, without the workflow. */
async function runLegs(
  { root }: GitRepository,
  registry: string,
  options: {
    readonly event?: ActionEvent;
    readonly build?: boolean;
    readonly inputs?: Record<string, string>;
  } = {},
): Promise<LegsRun> {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-legs-"));
  const results = join(directory, "results");
  mkdirSync(results);
  const event = options.event ?? pushToMain;
  const act = (mode: string, inputs: Record<string, string>): Promise<ActionRun> => {
    const temporary = join(directory, `${mode}-${inputs.leg ?? ""}`);
    return runAction({
      root,
      node: machine.node,
      event,
      inputs: { mode, registry: `${host}/${registry}`, ...inputs },
      env: { RUNNER_TEMP: temporary },
    });
  };
  const plan = await act("plan", options.inputs ?? {});
  expect(plan.exitCode, plan.log).toBe(0);
  const planFile = join(directory, "plan.json");
  cpSync(plan.outputs["plan-file"] ?? "", planFile);
  const build = async (leg: string): Promise<ActionRun> => {
    const run = await act("build", { plan: planFile, leg, ...options.inputs });
    if (run.outputs.report !== undefined) {
      mkdirSync(join(results, leg), { recursive: true });
      cpSync(run.outputs.report, join(results, leg, "report.json"));
    }
    return run;
  };
  const legs = new Map<string, ActionRun>();
  const matrix = JSON.parse(plan.outputs.matrix ?? "{}") as { include: { leg: string }[] };
  for (const { leg } of options.build === false ? [] : matrix.include) legs.set(leg, await build(leg));
  return {
    plan,
    legs,
    results,
    build,
    report: () => act("report", { plan: planFile, results }),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

describe("legs", () => {
  test("platforms are merged, and the next run finds everything unchanged", async (context) => {
    context.skip(missing !== undefined, missing);
    using repository = createRepository(files);
    using run = await runLegs(repository, "legs-merge");
    expect(JSON.parse(run.plan.outputs.matrix ?? "")).toEqual({
      include: [
        {
          leg: "base-linux-amd64",
          platform: "linux/amd64",
          "runs-on": "ubuntu-24.04",
          images: "base, child",
        },
        {
          leg: "base-linux-arm64",
          platform: "linux/arm64",
          "runs-on": "ubuntu-24.04-arm",
          images: "base, child",
        },
        {
          leg: "function-linux-amd64",
          platform: "linux/amd64",
          "runs-on": "ubuntu-24.04",
          images: "function",
        },
      ],
    });
    for (const leg of run.legs.values()) expect(leg.exitCode, leg.log).toBe(0);
    const tagsBefore = await listTags(host, "legs-merge/child");
    expect(tagsBefore.filter((tag) => /^src-[0-9a-f]{20}$/.test(tag))).toEqual([]);
    expect(tagsBefore).not.toContain("latest");

    const report = await run.report();
    expect(report.exitCode, report.log).toBe(0);
    expect(JSON.parse(report.outputs.built ?? "")).toEqual(["base", "child", "function"]);
    const { child, function: lambda } = report.images;
    const index = await readManifest(host, "legs-merge/child", child?.tag ?? "");
    expect(index?.digest).toBe(child?.digest);
    expect((await readManifest(host, "legs-merge/child", "latest"))?.digest).toBe(child?.digest);
    const platforms = index?.json.manifests?.map(({ platform }) => platform?.architecture);
    expect(platforms?.filter((one) => one !== "unknown")).toEqual(["amd64", "arm64"]);
    const single = await readManifest(host, "legs-merge/function-copy", lambda?.tag ?? "");
    expect(single?.digest).toBe(lambda?.digest);
    expect(single?.json.layers).toHaveLength(1);
    expect(report.outputs["parameter-overrides"]).toBe(`FunctionUri=${lambda?.uri}`);
    expect(report.outputs.results).not.toContain(host);
    for (const file of run.legs.keys())
      expect(readFileSync(join(run.results, file, "report.json"), "utf8")).not.toContain(host);

    using again = await runLegs(repository, "legs-merge");
    expect(again.plan.outputs.matrix).toBe('{"include":[]}');
    const unchanged = await again.report();
    expect(unchanged.exitCode, unchanged.log).toBe(0);
    expect(JSON.parse(unchanged.outputs.reused ?? "")).toEqual(["base", "child", "function"]);
    expect(unchanged.outputs["any-built"]).toBe("false");
    expect(unchanged.images.child?.digest).toBe(child?.digest);
  });

  test("a rebuilt base makes its children stale, though their fingerprints are the same", async (context) => {
    context.skip(missing !== undefined, missing);
    using repository = createRepository(files);
    using first = await runLegs(repository, "legs-rebuilt");
    expect((await first.report()).exitCode).toBe(0);
    const rebuilt = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${host}/legs-rebuilt`, images: "base", rebuild: "base", "no-cache": "true" },
    });
    expect(rebuilt.exitCode, rebuilt.log).toBe(0);
    using again = await runLegs(repository, "legs-rebuilt", { build: false });
    const { images } = JSON.parse(again.plan.outputs.plan ?? "") as {
      images: Record<string, { action: string; reasons: readonly string[] }>;
    };
    expect(images.base?.action).toBe("reuse");
    expect(images.child?.action).toBe("build");
    expect(images.child?.reasons.join()).toMatch(/base base was rebuilt: sha256:\w+ → sha256:\w+/);
  });

  test("what is not what was planned is refused, and a leg without results is named", async (context) => {
    context.skip(missing !== undefined, missing);
    using repository = createRepository(files);
    using run = await runLegs(repository, "legs-refused", { build: false });
    repository.write({ "function/handler": "two\n" });
    const refused = await run.build("function-linux-amd64");
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toMatch(/leg function-linux-amd64 is not what was planned; nothing is built/);
    expect(refused.log).toMatch(/function: planned as [0-9a-f]{20}, here it is [0-9a-f]{20}: its files/);
    repository.git("checkout", "--", ".");
    const unknown = await run.build("nobody");
    expect(unknown.log).toMatch(/input leg: the plan has no leg "nobody"; it has base-linux-amd64, /);

    expect((await run.build("function-linux-amd64")).exitCode).toBe(0);
    expect((await run.build("base-linux-amd64")).exitCode).toBe(0);
    const report = await run.report();
    expect(report.exitCode).toBe(1);
    expect(JSON.parse(report.outputs.failed ?? "")).toEqual(["base", "child"]);
    expect(JSON.parse(report.outputs.built ?? "")).toEqual(["function"]);
    expect(report.images.base?.error).toBe(
      "linux/arm64: the leg base-linux-arm64 left no results: see its job",
    );
    expect((await listTags(host, "legs-refused/base")).filter((tag) => /^src-\w{20}$/.test(tag))).toEqual([]);

    // A forged file of the right form: another image's digest.
    const path = join(run.results, "function-linux-amd64", "report.json");
    const forged = JSON.parse(readFileSync(path, "utf8"));
    forged.images.function.digest = `sha256:${"0".repeat(64)}`;
    writeFileSync(path, JSON.stringify(forged));
    const broken = await run.report();
    expect(broken.exitCode).toBe(1);
    expect(broken.images.function?.error).toMatch(/is not in the registry any more/);
  });

  test("what cannot be known keeps its planned fingerprint, and is built again by the next plan", async (context) => {
    context.skip(missing !== undefined, missing);
    using outside = createRepository({ data: "one\n" });
    using repository = createRepository({
      ".github/ml-images.yml": `images:\n  app: { context: app, contexts: { extra: linked } }\n  child: { context: child }\n`,
      "app/Dockerfile": "FROM scratch\nCOPY --from=extra data /\n",
      "child/Dockerfile": "FROM app\nCOPY data /more\n",
      "child/data": "one\n",
    });
    symlinkSync(outside.root, join(repository.root, "linked"));
    repository.commit({});
    using run = await runLegs(repository, "legs-unknown");
    for (const leg of run.legs.values()) expect(leg.exitCode, leg.log).toBe(0);
    expect((await run.report()).exitCode).toBe(0);
    using again = await runLegs(repository, "legs-unknown", { build: false });
    expect(again.plan.outputs.matrix).toContain('"app-linux-amd64"');
  });

  test("a pull request keeps to its own tags, and a fork's pushes nothing", async (context) => {
    context.skip(missing !== undefined, missing);
    using repository = createRepository(files);
    using own = await runLegs(repository, "legs-pull", { event: pullRequest(7) });
    const report = await own.report();
    expect(report.exitCode, report.log).toBe(0);
    const tags = await listTags(host, "legs-pull/child");
    expect(tags).toContain(report.images.child?.tag);
    expect(tags.filter((tag) => !tag.startsWith("pr7-"))).toEqual([]);

    using fork = await runLegs(repository, "legs-fork", { event: pullRequest(8, true) });
    for (const leg of fork.legs.values()) expect(leg.exitCode, leg.log).toBe(0);
    const told = await fork.report();
    expect(told.exitCode, told.log).toBe(0);
    expect(JSON.parse(told.outputs.built ?? "")).toEqual(["base", "child", "function"]);
    expect(told.images.child?.digest).toBeUndefined();
    expect(await listTags(host, "legs-fork/child")).toEqual([]);
  });
});
