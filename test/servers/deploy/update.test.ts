/** A new image into a stack that exists: the bundle as a process against the scripted account. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { inject, test } from "vitest";
import { type Account, OTHERS, openAccount } from "../../support/cloudformation-fixture.ts";
import { transcriptOf } from "../../support/cloudformation-transcript.ts";

const node = inject("node");

function valuesOf(account: Account): Record<string, string> {
  return Object.fromEntries(account.cloud.stacks.get("chords")?.parameters ?? []);
}

function actionsOf(account: Account): readonly string[] {
  return account.cloud.calls.map(({ action }) => action.replace("cloudformation:", ""));
}

test.concurrent("update: only the image parameter changes, the function runs the digest", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const [old, fresh] = [account.image("old"), account.image("new")];
  account.stack(old, {
    outputs: new Map([["change", "https://example.com/"]]),
    tags: new Map([["team", "ml"]]),
  });
  const run = await account.deploy({ results: account.results(fresh) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(0);
  expect(valuesOf(account)).toEqual({ ChordDetectorImageUri: fresh, ...OTHERS });
  expect(account.cloud.functions.get("chords-ChordDetector")).toBe(fresh);
  expect(run.log + run.summary).not.toContain(OTHERS.ApiKey);
  const created = account.cloud.calls.find(({ action }) => action.endsWith(":CreateChangeSet"))?.input;
  expect(created).toMatchObject({
    UsePreviousTemplate: "true",
    IncludeNestedStacks: "true",
    "Tags.member.1.Key": "team",
  });
  const others = Object.entries(created ?? {}).filter(([key]) => key.endsWith(".UsePreviousValue"));
  expect(others).toHaveLength(3);
});

test.concurrent("no-op: values that match make no change set, and what runs is read back", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  account.stack(uri);
  const run = await account.deploy({ results: account.results(uri) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(0);
  expect(run.outputs.change).toBe("none");
  expect(actionsOf(account)).not.toContain("CreateChangeSet");
});

test.concurrent("a stack by its ARN brings its region along", async ({ expect }) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  const { id } = account.stack(uri);
  const run = await account.deploy(
    { results: account.results(uri), stack: id },
    { env: { AWS_REGION: undefined } },
  );
  expect(run.outputs.change, run.log).toBe("none");
});

test.concurrent("no-op in the stack, but the function was changed past it", async ({ expect }) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  account.stack(uri);
  account.cloud.functions.set("chords-ChordDetector", account.image("hot-fix"));
  const run = await account.deploy({ results: account.results(uri) });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("failed");
  expect(run.log).toContain("was changed past the stack; aws lambda update-function-code");
});

test.concurrent("an empty change set is no change, and is removed again", async ({ expect }) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  const stack = account.stack(uri);
  account.file("template.yaml", stack.template);
  const run = await account.deploy({ results: account.results(uri), template: "template.yaml" });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs.change).toBe("none");
  expect(actionsOf(account)).toContain("DeleteChangeSet");
  expect(account.cloud.changeSets.size).toBe(0);
});

test.concurrent("parameters with placeholders, commas and a NoEcho value, which is masked", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const [old, fresh] = [account.image("old"), account.image("new")];
  account.stack(old);
  const parameters =
    "# by hand\nChordDetectorImageUri={chord-detector}\nStage=a,b,c=d\n\nApiKey=correct-horse";
  const results = account.results(fresh, { parameter: undefined });
  const run = await account.deploy({ results, parameters });
  expect(run.exitCode, run.log).toBe(0);
  expect(valuesOf(account)).toEqual({
    ...OTHERS,
    ChordDetectorImageUri: fresh,
    Stage: "a,b,c=d",
    ApiKey: "correct-horse",
  });
  expect(run.log).toContain("::add-mask::correct-horse");
  expect(run.log.replace("::add-mask::correct-horse", "") + run.summary).not.toContain("correct-horse");
});

test.concurrent("results from a folder of artifacts; an image that failed stops it, unless it may keep its value", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const [old, fresh] = [account.image("old"), account.image("new")];
  account.stack(old);
  mkdirSync(join(account.root, "legs/one/deep"), { recursive: true });
  account.file("legs/one/deep/results.json", account.results(fresh));
  const failed = {
    worker: { status: "failed", repository: "ml/worker", parameter: "Stage", error: "pip failed" },
  };
  account.file("legs/report.json", JSON.stringify({ version: 1, images: failed }));
  const refused = await account.deploy({ results: "legs" });
  expect(refused.exitCode).toBe(1);
  expect(refused.outputs.change).toBe("blocked");
  expect(refused.log).toContain("image worker is failed (pip failed)");
  expect(account.cloud.calls).toEqual([]);
  const partly = await account.deploy({ results: "legs", "skip-failed": "true" });
  expect(partly.exitCode, partly.log).toBe(0);
  expect(partly.log).toContain("worker is failed: Stage keeps its value");
  expect(valuesOf(account)).toEqual({ ChordDetectorImageUri: fresh, ...OTHERS });
});

test.concurrent("settings alone are a change: tags, role, topics", async ({ expect }) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  const stack = account.stack(uri, { tags: new Map([["team", "ml"]]) });
  const role = "arn:aws:iam::123456789012:role/cfn-chords-exec";
  const topic = "arn:aws:sns:eu-west-1:123456789012:deploys";
  const inputs = { "stack-tags": "team=ml\ncost=audio, music", "role-arn": role, "notification-arns": topic };
  const run = await account.deploy({ results: account.results(uri), ...inputs });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs.change).toBe("updated");
  expect(stack).toMatchObject({ roleArn: role, notificationArns: [topic] });
  expect(Object.fromEntries(stack.tags)).toEqual({ team: "ml", cost: "audio, music" });
});

test.concurrent("the clean-up after an update is waited for when asked", async ({ expect }) => {
  await using account = await openAccount(node);
  const [old, fresh] = [account.image("old"), account.image("new")];
  account.stack(old);
  const run = await account.deploy({ results: account.results(fresh), "wait-for-cleanup": "true" });
  expect(run.outputs["stack-status"]).toBe("UPDATE_COMPLETE");
});
