/**
 * Each example's own workflow, executed by a workflow runner as its users copy it: from a push to images in ECR and, where the
 * example has one, to its stack. ECR and CloudFormation are at the socket, under the names that the workflows have.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findAct, startWorkflowRunner, type WorkflowRun, type WorkflowRunner } from "../../support/act.ts";
import { type Cloud, startCloud } from "../../support/cloudformation-endpoint.ts";
import { materialize } from "../../support/cloudformation-engine.ts";
import { addStack } from "../../support/cloudformation-state.ts";
import { type NamedEcr, startEcrByName, whyNoHostName } from "../../support/ecr-fixture.ts";
import { copyExample, examples, pushToolStandIns, replaceBases } from "../../support/examples.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { isWhole } from "../../support/whole.ts";

const machine = inject("machine");
const act = await findAct();
const builder = typeof machine.containerBuilder === "string" ? machine.containerBuilder : "";
const missing =
  (typeof act === "string" ? undefined : act.skipped) ??
  (typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing) ??
  (await whyNoHostName());
const base = `${machine.registry}/examples/tools:1`;

interface Scenario {
  readonly example: string;
  /** Images that the first push builds; `undefined`: named after the checkout's folder, which is act's own. */
  readonly images: readonly string[] | undefined;
  readonly legs: number;
  readonly stack?: string;
}

const scenarios: readonly Scenario[] = [
  { example: "minimal", images: undefined, legs: 1 },
  { example: "chord-detector", images: ["chord-detector"], legs: 1, stack: "chordscout" },
  { example: "vision-api", images: ["api", "dashboard", "frontend"], legs: 2 },
  { example: "audio-workers", images: ["analyser", "audio-api", "audio-base", "separator"], legs: 2 },
  { example: "transcription-api", images: ["transcription-api"], legs: 1 },
  {
    example: "lambda-monorepo",
    images: ["classify", "embed", "ingest", "lambda-base", "ml-base"],
    legs: 1,
    stack: "functions",
  },
];

/** Their kinds are shown by the others. */
const others: ReadonlySet<string> = new Set(["audio-workers", "transcription-api"]);
const isShown = ({ example }: Scenario): boolean => isWhole || !others.has(example);

describe("the examples' workflows", () => {
  let runner: WorkflowRunner;
  let ecr: NamedEcr;
  let cloud: Cloud;
  const opened: GitRepository[] = [];

  beforeAll(async () => {
    if (missing !== undefined) return;
    pushToolStandIns({ builder, base: machine.base, name: base });
    [ecr, cloud] = [await startEcrByName({ registryHost: machine.registry }), await startCloud()];
    runner = await startWorkflowRunner(String(act), machine.node);
  });
  afterAll(async () => {
    for (const repository of opened) repository[Symbol.dispose]();
    await runner?.stop();
    await cloud?.stop();
    await ecr?.stop();
  });

  const run = (repository: GitRepository, workflow = "images", payload: unknown = {}): Promise<WorkflowRun> =>
    runner.run({
      root: repository.root,
      workflow: `.github/workflows/${workflow}.yml`,
      event: Object.keys(payload as object).length === 0 ? "push" : "workflow_dispatch",
      payload,
      env: { ...ecr.env, ...cloud.env },
    });
  const open = (repository: GitRepository): GitRepository => {
    opened.push(repository);
    repository.git("remote", "add", "origin", "https://github.com/org/repo.git");
    return repository;
  };
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });
  const report = ({ stepOutputs }: WorkflowRun): Readonly<Record<string, string>> =>
    stepOutputs["images/build/report"] ?? {};
  const legs = ({ jobs }: WorkflowRun): number =>
    Object.keys(jobs).filter((job) => job.startsWith("images/build/build")).length;
  const listOf = (json: string | undefined): readonly string[] =>
    (JSON.parse(json ?? "[]") as string[]).sort();

  for (const { example, images, legs: expected, stack } of scenarios.filter(isShown)) {
    step(`${example}: a push, and the same again`, async () => {
      const repository = open(copyExample(example));
      replaceBases(repository, base);
      const first = await run(repository);
      expect(first.exitCode, first.log.slice(-6000)).toBe(0);
      expect(legs(first)).toBe(expected);
      const built = listOf(report(first).built);
      if (images === undefined) expect(built).toHaveLength(1);
      else expect(built).toEqual(images);
      const again = await run(repository);
      expect(again.exitCode, again.log.slice(-6000)).toBe(0);
      expect(legs(again)).toBe(0);
      expect(listOf(report(again).reused)).toEqual(built);
      if (stack === undefined) return;
      expect(cloud.state.stacks.get(stack)?.status).toBe("CREATE_COMPLETE");
      expect(first.stepOutputs["deploy/deploy/deploy"]?.change).toBe("updated");
      expect(again.stepOutputs["deploy/deploy/deploy"]?.change).toBe("none");
      const parameters = [...(cloud.state.stacks.get(stack)?.parameters.values() ?? [])];
      const deployed = (report(first)["parameter-overrides"] ?? "")
        .split("\n")
        .map((line) => line.split("=")[1]);
      expect(parameters).toEqual(expect.arrayContaining(deployed));
    });
  }

  step("one job builds, one deploys; by hand again; in the morning", async () => {
    const workflows = ["quick-start", "build-and-deploy", "rebuild", "warm-cache"];
    const repository = open(copyExample("chord-detector"));
    replaceBases(repository, base);
    repository.commit(
      Object.fromEntries(
        workflows.map((name) => [
          `.github/workflows/${name}.yml`,
          readFileSync(join(examples, `${name}.yml`), "utf8"),
        ]),
      ),
    );
    const whole = await run(repository, "build-and-deploy");
    expect(whole.exitCode, whole.log.slice(-6000)).toBe(0);
    expect(whole.jobs).toMatchObject({
      "build and deploy/images": "success",
      "build and deploy/deploy": "success",
    });
    expect(whole.stepOutputs["build and deploy/deploy"]?.change).toMatch(/^(?:none|updated)$/);
    const quick = await run(repository, "quick-start");
    expect(quick.stepOutputs["images/images"]?.built, quick.log.slice(-6000)).toBe('["chord-detector"]');
    const byHand = await run(repository, "rebuild", {
      inputs: { images: "chord-detector", "no-cache": "true" },
    });
    expect(byHand.exitCode, byHand.log.slice(-6000)).toBe(0);
    expect(report(byHand).built).toBe('["chord-detector"]');
    const morning = await run(repository, "warm-cache", { inputs: {} });
    expect(morning.stepOutputs["warm cache/images"]?.reused, morning.log.slice(-6000)).toBe(
      '["chord-detector"]',
    );
  });

  step("one image failed: nothing is deployed, or the others, as asked", async () => {
    const registry = `${ecr.host}/halves`;
    const call = (job: string, workflow: string, inputs: string): string =>
      `name: ${workflow}\non: { push: {}, workflow_dispatch: { inputs: { results: {}, skip: { type: boolean } } } }\npermissions: {}\njobs:\n  ${job}:\n    permissions: { contents: read, id-token: write, pull-requests: write }\n    uses: org/ml-image-build/.github/workflows/${workflow}.yml@v1\n    with: { registry: ${registry}, ${inputs} }\n`;
    const repository = open(
      createRepository({
        ".github/workflows/images.yml": call("images", "build", "images: ''"),
        ".github/workflows/deploy.yml": call(
          "deploy",
          "deploy",
          "results: '${{ inputs.results }}', skip-failed: '${{ inputs.skip }}', stack: halves, region: eu-west-1",
        ),
        ".github/ml-images.yml":
          "defaults: { runtime: lambda }\nimages:\n  good:\n    context: good\n    parameter: GoodUri\n  bad:\n    context: bad\n    parameter: BadUri\n",
        "good/Dockerfile": `FROM ${machine.base}\nCOPY Dockerfile /\n`,
        "bad/Dockerfile": `FROM ${machine.base}\nRUN exit 7\n`,
      }),
    );
    const before = `${registry}/any@sha256:${"0".repeat(64)}`;
    const functionOf = (name: string): string =>
      `  ${name}: { Type: "AWS::Lambda::Function", Properties: { PackageType: Image, Code: { ImageUri: !Ref ${name}Uri } } }\n`;
    const stack = addStack(cloud.state, "halves", {
      template: `Parameters: { GoodUri: { Type: String }, BadUri: { Type: String } }\nResources:\n${functionOf("Good")}${functionOf("Bad")}`,
      parameters: { GoodUri: before, BadUri: before },
    });
    materialize(cloud.state, stack);
    const built = await run(repository);
    const { results = "", failed } = report(built);
    expect(failed, built.log.slice(-6000)).toBe('["bad"]');
    const values = (): readonly string[] => [
      ...(cloud.state.stacks.get("halves")?.parameters.values() ?? []),
    ];
    const none = await run(repository, "deploy", { inputs: { results, skip: "false" } });
    expect(none.exitCode).toBe(1);
    expect(none.stepOutputs["deploy/deploy/deploy"]?.change, none.log.slice(-6000)).toBe("blocked");
    expect(values()).toEqual([before, before]);
    const others = await run(repository, "deploy", { inputs: { results, skip: "true" } });
    expect(others.exitCode, others.log.slice(-6000)).toBe(0);
    expect(values()).toEqual([expect.stringMatching(/\/halves\/good@sha256:/), before]);
  });
});
