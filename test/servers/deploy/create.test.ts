/** New stacks and new templates, and the chord detector as its users deploy it. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inject, test } from "vitest";
import { openAccount, TEMPLATE } from "../../support/cloudformation-fixture.ts";
import { transcriptOf } from "../../support/cloudformation-transcript.ts";

const node = inject("node");
const EXAMPLE = fileURLToPath(new URL("../../../examples/chord-detector/template.yaml", import.meta.url));

test.concurrent("create: a stack that is absent, with capabilities, tags and a role", async ({ expect }) => {
  await using account = await openAccount(node);
  const role = `  Runner: { Type: "AWS::IAM::Role", Properties: { RoleName: runner } }\n`;
  account.file("template.yaml", TEMPLATE + role);
  const fresh = account.image("first");
  const inputs = {
    results: account.results(fresh),
    template: "template.yaml",
    parameters: "ApiKey=correct-horse",
  };
  const refused = await account.deploy(inputs);
  expect(refused.exitCode).toBe(1);
  expect(refused.log).toContain("the template needs CAPABILITY_NAMED_IAM");
  expect(account.cloud.stacks.size).toBe(0);
  const run = await account.deploy({
    ...inputs,
    capabilities: "CAPABILITY_NAMED_IAM",
    "stack-tags": "team=ml",
  });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.outputs).toMatchObject({ change: "updated", "stack-status": "CREATE_COMPLETE" });
  const stack = account.cloud.stacks.get("chords");
  expect(Object.fromEntries(stack?.parameters ?? [])).toEqual({
    ChordDetectorImageUri: fresh,
    Stage: "production",
    Memory: "1024",
    ApiKey: "correct-horse",
  });
  expect(Object.fromEntries(stack?.tags ?? [])).toEqual({ team: "ml" });
});

test.concurrent("create by a change set that a later run executes", async ({ expect }) => {
  await using account = await openAccount(node);
  account.file("template.yaml", TEMPLATE);
  const results = account.results(account.image("first"));
  const shown = await account.deploy({ results, template: "template.yaml", execute: "false" });
  expect(shown.outputs.change, shown.log).toBe("pending");
  expect(account.cloud.stacks.get("chords")?.status).toBe("REVIEW_IN_PROGRESS");
  const run = await account.deploy({ "change-set": shown.outputs["change-set"] ?? "", registry: "" });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs).toMatchObject({ change: "updated", "stack-status": "CREATE_COMPLETE" });
});

test.concurrent("create that fails: rolled back, and the way out is to delete it", async ({ expect }) => {
  await using account = await openAccount(node);
  account.file("template.yaml", TEMPLATE);
  account.cloud.script = ({ stack: { name } }) => [
    { status: "CREATE_IN_PROGRESS", events: [{ logicalId: name, status: "CREATE_IN_PROGRESS" }] },
    {
      status: "ROLLBACK_COMPLETE",
      events: [
        {
          logicalId: "ChordDetector",
          type: "AWS::Lambda::Function",
          status: "CREATE_FAILED",
          reason: "chords-ChordDetector already exists",
        },
        { logicalId: name, status: "ROLLBACK_COMPLETE" },
      ],
    },
  ];
  const inputs = { results: account.results(account.image("first")), template: "template.yaml" };
  const run = await account.deploy(inputs);
  expect(run.outputs).toMatchObject({ change: "rolled-back", "stack-status": "ROLLBACK_COMPLETE" });
  expect(run.log).toContain("aws cloudformation delete-stack --stack-name chords");
  const again = await account.deploy(inputs);
  expect(again.outputs.change).toBe("blocked");
  expect(again.log).toContain("it can only be deleted. The way out: aws cloudformation delete-stack");
});

test.concurrent("a new template keeps the values that it declares, and asks for those it adds", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const [old, fresh] = [account.image("old"), account.image("new")];
  const stack = account.stack(old);
  account.file(
    "template.yaml",
    TEMPLATE.replace(
      "Memory: { Type: Number, Default: 1024 }",
      "Memory: { Type: Number }\n  Owner: { Type: String }",
    ),
  );
  const inputs = { results: account.results(fresh), template: "template.yaml" };
  const refused = await account.deploy(inputs);
  expect(refused.exitCode).toBe(1);
  expect(refused.log).toContain("no value for Owner");
  const run = await account.deploy({ ...inputs, parameters: "Owner=audio team" });
  expect(run.exitCode, run.log).toBe(0);
  expect(Object.fromEntries(stack.parameters)).toMatchObject({
    Owner: "audio team",
    Memory: "3008",
    Stage: "staging",
  });
});

test.concurrent("a template in S3: the image is held against it through the change set", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"));
  account.cloud.templates.set(
    "https://templates.s3.amazonaws.com/a/chords.yaml",
    `${TEMPLATE}  More: { Type: "AWS::SNS::Topic" }\n`,
  );
  const inputs = { template: "s3://templates/a/chords.yaml" };
  const refused = await account.deploy({
    ...inputs,
    results: account.results(account.image("index", { kind: "index" })),
  });
  expect(refused.log).toContain("Lambda takes one image manifest");
  expect(refused.outputs.change).toBe("blocked");
  expect(account.cloud.changeSets.size).toBe(0);
  const fresh = account.image("new");
  const run = await account.deploy({ ...inputs, results: account.results(fresh) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain("Change set: 1 modified, 1 added");
  expect(stack.parameters.get("ChordDetectorImageUri")).toBe(fresh);
});

test.concurrent("a template that is too large, missing or not packaged is an error before anything starts", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const results = account.results(account.image("new"));
  account.file("large.yaml", TEMPLATE + "#".repeat(60_000));
  account.file(
    "local.yaml",
    `${TEMPLATE}  Nested: { Type: "AWS::CloudFormation::Stack" }\n    # TemplateURL\n    TemplateURL: ./nested.yaml\n`,
  );
  const errors = await Promise.all(
    ["large.yaml", "local.yaml", "absent.yaml"].map(
      async (template) => (await account.deploy({ results, template })).log,
    ),
  );
  expect(errors[0]).toMatch(
    /large.yaml has \d+ bytes, CloudFormation takes 51200 in a request; put it into S3/,
  );
  expect(errors[1]).toContain("names the local path ./nested.yaml; package it first");
  expect(errors[2]).toContain("found no file absent.yaml");
  expect(account.cloud.calls).toEqual([]);
});

test.concurrent("the chord detector, twice: with its template, then with one new image only", async ({
  expect,
  skip,
}) => {
  skip(!existsSync(EXAMPLE), "examples/chord-detector has no template.yaml");
  await using account = await openAccount(node);
  account.file("template.yaml", readFileSync(EXAMPLE, "utf8"));
  const [first, second] = [account.image("first"), account.image("second")];
  const capabilities = "CAPABILITY_NAMED_IAM";
  const created = await account.deploy({
    results: account.results(first),
    template: "template.yaml",
    capabilities,
    parameters: "Stage=staging\nMemoryMegabytes=4096",
  });
  expect(created.exitCode, created.log).toBe(0);
  const stack = account.cloud.stacks.get("chords");
  const before = Object.fromEntries(stack?.parameters ?? []);
  expect(before).toMatchObject({ ChordDetectorImageUri: first, Stage: "staging", MemoryMegabytes: "4096" });

  const updated = await account.deploy({ results: account.results(second), capabilities });
  expect(updated.exitCode, updated.log).toBe(0);
  expect(updated.outputs.change).toBe("updated");
  expect(Object.fromEntries(stack?.parameters ?? [])).toEqual({ ...before, ChordDetectorImageUri: second });
  expect(updated.log).toContain("Change set: 1 modified");
  expect(updated.log).toContain("read back: Lambda function ChordDetector runs sha256:");
});
