/** moto as a second opinion on the wire format: what the real SDK sends must be read by a server that is not ours. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, test } from "vitest";
import { runAction } from "../../support/action.ts";
import { startMoto } from "../../support/ecr-moto.ts";

const node = inject("node");
const moto = await startMoto();
const root = mkdtempSync(join(tmpdir(), "ml-image-build-moto-"));
afterAll(async () => {
  if (moto.kind === "running") await moto.stop();
  rmSync(root, { recursive: true, force: true });
});

const TEMPLATE = `AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  ImageTag: { Type: String }
  Stage: { Type: String, Default: production }
Resources:
  Topic: { Type: AWS::SNS::Topic, Properties: { DisplayName: !Sub "chords-\${Stage}" } }
  Setting: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Ref ImageTag } }
Outputs:
  Tag: { Value: !Ref ImageTag }
`;

test("create, change set, execute, describe, read back", async (context) => {
  if (moto.kind === "absent") return context.skip(moto.reason);
  writeFileSync(join(root, "template.yaml"), TEMPLATE);
  const env = {
    AWS_ENDPOINT_URL: moto.url,
    AWS_ACCESS_KEY_ID: "testing",
    AWS_SECRET_ACCESS_KEY: "testing",
    AWS_REGION: "eu-west-1",
    AWS_EC2_METADATA_DISABLED: "true",
  };
  const deploy = (inputs: Readonly<Record<string, string>>) =>
    runAction({ root, node, env, inputs: { mode: "deploy", stack: "chords", ...inputs }, timeoutMs: 60_000 });

  const created = await deploy({ template: "template.yaml", parameters: "ImageTag=one\nStage=staging" });
  expect(created.exitCode, created.log).toBe(0);
  expect(created.outputs).toMatchObject({ change: "updated", "stack-status": "CREATE_COMPLETE" });
  // Its outputs may be stale after a change set, so they are looked at once the stack is at rest.

  const nothing = await deploy({ parameters: "ImageTag=one" });
  expect(nothing.outputs.change, nothing.log).toBe("none");
  expect(JSON.parse(nothing.outputs["stack-outputs"] ?? "")).toBeTypeOf("object");

  // moto shows no changes for a change of parameters only, and executes it all the same.
  const updated = await deploy({ parameters: "ImageTag=two", template: "template.yaml" });
  expect(updated.exitCode, updated.log).toBe(0);
  expect(updated.outputs).toMatchObject({ change: "updated", "stack-status": "UPDATE_COMPLETE" });
});
