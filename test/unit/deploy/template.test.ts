import { describe, expect, test } from "vitest";
import { findConsumers } from "../../../src/deploy/consumers.ts";
import { parseTemplate } from "../../../src/deploy/template-document.ts";
import { templateUrl } from "../../../src/deploy/template-source.ts";

describe("parseTemplate", () => {
  test.each([
    ["A: !Ref X", { A: { Ref: "X" } }],
    ["A: !GetAtt X.Y.Z", { A: { "Fn::GetAtt": ["X", "Y.Z"] } }],
    ["A: !GetAtt [X, Y]", { A: { "Fn::GetAtt": ["X", "Y"] } }],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    ["A: !Sub '${X}-b'", { A: { "Fn::Sub": "${X}-b" } }],
    [
      "A: !If [C, !Ref X, !Ref 'AWS::NoValue']",
      { A: { "Fn::If": ["C", { Ref: "X" }, { Ref: "AWS::NoValue" }] } },
    ],
    ["A: !FindInMap [M, !Ref K, v]", { A: { "Fn::FindInMap": ["M", { Ref: "K" }, "v"] } }],
    ["a: &x { k: 1 }\nb: *x", { a: { k: 1 }, b: { k: 1 } }],
    ['{"A": {"Ref": "X"}}', { A: { Ref: "X" } }],
  ])("%s", (text, expected) => {
    expect(parseTemplate(text)).toEqual(expected);
  });

  test.each(["- a", "just text", "a: [", ""])("%j is no template", (text) => {
    expect(parseTemplate(text)).toBeUndefined();
  });
});

describe("findConsumers", () => {
  const find = (text: string) => findConsumers(parseTemplate(text) ?? {}, new Set(["Uri"]));

  test("Lambda and SAM functions, their architecture and the aliases that follow a version", () => {
    const found = find(`
Globals: { Function: { Architectures: [arm64] } }
Resources:
  Plain: { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: !Ref Uri } } }
  Arm: { Type: "AWS::Lambda::Function", Properties: { Architectures: [arm64], Code: { ImageUri: !Sub "\${Uri}" } } }
  Chosen: { Type: "AWS::Lambda::Function", Properties: { Architectures: [!Ref A], Code: { ImageUri: !Ref Uri } } }
  Sam: { Type: "AWS::Serverless::Function", Properties: { ImageUri: !Ref Uri } }
  Zip: { Type: "AWS::Lambda::Function", Properties: { Code: { S3Bucket: b } } }
  Other: { Type: "AWS::Lambda::Function", Properties: { Code: { ImageUri: !Ref Another } } }
  Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: !Ref Plain } }
  Live: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: !Ref Plain, FunctionVersion: !GetAtt Version.Version } }
  Pinned: { Type: "AWS::Lambda::Alias", Properties: { FunctionName: !Ref Plain, FunctionVersion: "3" } }
`);
    expect(found).toEqual([
      { kind: "lambda", logicalId: "Plain", parameter: "Uri", architecture: "amd64", aliases: ["Live"] },
      { kind: "lambda", logicalId: "Arm", parameter: "Uri", architecture: "arm64", aliases: [] },
      { kind: "lambda", logicalId: "Chosen", parameter: "Uri", architecture: undefined, aliases: [] },
      { kind: "lambda", logicalId: "Sam", parameter: "Uri", architecture: "arm64", aliases: [] },
    ]);
  });

  test("ECS task definitions with their services, nested stacks with their names", () => {
    const found = find(`
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      RuntimePlatform: { CpuArchitecture: ARM64 }
      ContainerDefinitions: [{ Image: nginx }, { Image: !Ref Uri }, { Image: !Ref Uri }]
  Fargate: { Type: "AWS::ECS::TaskDefinition", Properties: { RequiresCompatibilities: [FARGATE], ContainerDefinitions: [{ Image: !Ref Uri }] } }
  Ec2: { Type: "AWS::ECS::TaskDefinition", Properties: { ContainerDefinitions: [{ Image: !Ref Uri }] } }
  Service: { Type: "AWS::ECS::Service", Properties: { TaskDefinition: !Ref Task } }
  Nested: { Type: "AWS::CloudFormation::Stack", Properties: { Parameters: { Inner: !Ref Uri, Stage: !Ref Stage } } }
`);
    expect(found).toEqual([
      { kind: "ecs", logicalId: "Task", parameter: "Uri", architecture: "arm64", services: ["Service"] },
      { kind: "ecs", logicalId: "Fargate", parameter: "Uri", architecture: "amd64", services: [] },
      { kind: "ecs", logicalId: "Ec2", parameter: "Uri", architecture: undefined, services: [] },
      { kind: "nested", logicalId: "Nested", parameters: new Map([["Inner", "Uri"]]) },
    ]);
  });
});

test.each([
  ["s3://bucket.name/a/b.yaml", "https://bucket.name.s3.amazonaws.com/a/b.yaml"],
  ["https://b.s3.eu-west-1.amazonaws.com/t.yaml", "https://b.s3.eu-west-1.amazonaws.com/t.yaml"],
  ["http://b/t.yaml", undefined],
  ["s3://bucket", undefined],
])("templateUrl(%s)", (text, expected) => {
  expect(templateUrl(text)).toBe(expected);
});
