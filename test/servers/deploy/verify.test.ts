/** Success is read back: parameters, functions, aliases, services and their tasks. */
import { inject, test } from "vitest";
import { materialize } from "../../support/cloudformation-engine.ts";
import { openAccount, TEMPLATE } from "../../support/cloudformation-fixture.ts";
import { addStack } from "../../support/cloudformation-state.ts";

const node = inject("node");

test.concurrent("a function that does not run the image fails the deploy, although the stack is green", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const old = account.image("old");
  account.stack(old);
  const { script } = account.cloud;
  account.cloud.script = (operation) => [
    ...script(operation),
    { run: () => account.cloud.functions.set("chords-ChordDetector", old) },
  ];
  const run = await account.deploy({
    results: account.results(account.image("new")),
    "wait-for-cleanup": "true",
  });
  account.cloud.functions.set("chords-ChordDetector", old);
  const again = await account.deploy({ results: account.results(account.image("new")) });
  expect(again.exitCode).toBe(1);
  expect(again.outputs.change).toBe("failed");
  expect(again.log).toContain(`Lambda function ChordDetector runs ${old}`);
  expect(run.outputs["stack-status"]).toBe("UPDATE_COMPLETE");
});

test.concurrent("an alias whose version did not move still serves the old image", async ({ expect }) => {
  await using account = await openAccount(node);
  const old = account.image("old");
  const alias = `
  Version1:
    Type: AWS::Lambda::Version
    Properties: { FunctionName: !Ref ChordDetector }
  Live:
    Type: AWS::Lambda::Alias
    Properties: { Name: live, FunctionName: !Ref ChordDetector, FunctionVersion: !GetAtt Version1.Version }
`;
  account.stack(old, { template: TEMPLATE + alias });
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("failed");
  expect(run.log).toContain("read back: Lambda function ChordDetector runs sha256:");
  expect(run.log).toContain(`alias Live of Lambda function ChordDetector still serves ${old}`);
  expect(run.log).toContain("aws/serverless-application-model#3820");
});

test.concurrent("ECS: the service's deployment and its tasks run the digest", async ({ expect }) => {
  await using account = await openAccount(node);
  const template = `
Parameters: { ChordDetectorImageUri: { Type: String } }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RequiresCompatibilities: [FARGATE]
      ContainerDefinitions: [{ Name: app, Image: !Ref ChordDetectorImageUri }]
  Service:
    Type: AWS::ECS::Service
    Properties: { Cluster: cluster, TaskDefinition: !Ref Task }
`;
  const stack = addStack(account.cloud, "chords", {
    template,
    parameters: { ChordDetectorImageUri: account.image("old") },
  });
  materialize(account.cloud, stack);
  const fresh = account.image("new");
  const run = await account.deploy({ results: account.results(fresh), "allow-replacement": "false" });
  expect(run.exitCode, run.log).toBe(0);
  const digest = fresh.split("@")[1];
  expect(run.log).toContain(`read back: ECS service Service has ${digest} (Task:2)`);
  expect(run.log).toContain("read back: ECS service Service: 1 running task has it");
});

test.concurrent("ECS takes images of other registries; they are looked up there", async ({ expect }) => {
  await using account = await openAccount(node);
  const template = `
Parameters: { Uri: { Type: String } }
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RuntimePlatform: { CpuArchitecture: ARM64 }
      ContainerDefinitions: [{ Name: app, Image: !Ref Uri }]
`;
  const host = account.ecr.registryHost;
  const digestOf = (uri: string): string => uri.split("@")[1] ?? "";
  const uri = (content: string, architecture: string): string =>
    `${host}/ml/chord-detector@${digestOf(account.image(content, { architecture }))}`;
  const stack = addStack(account.cloud, "chords", { template, parameters: { Uri: uri("old", "arm64") } });
  materialize(account.cloud, stack);
  const deploy = (parameter: string) => account.deploy({ parameters: `Uri=${parameter}`, registry: "" });
  expect((await deploy(uri("amd", "amd64"))).log).toContain(
    "Task runs linux/arm64, image Uri is linux/amd64",
  );
  expect((await deploy(`${host}/ml/chord-detector@sha256:${"0".repeat(64)}`)).log).toContain(
    "is not in its registry",
  );
  const run = await deploy(uri("new", "arm64"));
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain("read back: Task has sha256:");
});

test.concurrent("a function in a nested stack is found and read back", async ({ expect }) => {
  await using account = await openAccount(node);
  const old = account.image("old");
  const nested = addStack(account.cloud, "Nested", {
    template:
      "Parameters: { Uri: { Type: String } }\nResources: { Worker: { Type: 'AWS::Lambda::Function', Properties: { Code: { ImageUri: !Ref Uri } } } }",
    parameters: { Uri: old },
  });
  Object.assign(nested, { id: nested.id.replace("stack/Nested", "stack/chords-Nested") });
  materialize(account.cloud, nested);
  const template = `${TEMPLATE}  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://example.com/nested.yaml\n      Parameters: { Uri: !Ref ChordDetectorImageUri }\n`;
  account.stack(old, { template });
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  expect(run.log).toContain("Lambda function Nested/Worker runs");
});
