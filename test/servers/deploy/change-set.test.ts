/** What a change set shows, refuses, and leaves for a later run. */
import { inject, test } from "vitest";
import { pullRequest } from "../../support/action.ts";
import { openAccount, TEMPLATE } from "../../support/cloudformation-fixture.ts";
import { startGitHub } from "../../support/cloudformation-github.ts";
import { addStack } from "../../support/cloudformation-state.ts";
import { transcriptOf } from "../../support/cloudformation-transcript.ts";

const node = inject("node");
const REPLACED = {
  logicalId: "Database",
  type: "AWS::RDS::DBInstance",
  action: "Modify",
  replacement: "True",
  properties: ["Engine"],
};

test.concurrent("a replacement is marked loudly, and goes through when allowed", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.changes = (found) => [
    ...found,
    REPLACED,
    { logicalId: "Old", type: "AWS::SNS::Topic", action: "Remove" },
  ];
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(0);
  expect(run.summary).toContain("**REPLACED**");
});

test.concurrent("allow-replacement: false refuses it before anything is started", async ({ expect }) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"));
  account.cloud.changes = (found) => [...found, REPLACED];
  const run = await account.deploy({
    results: account.results(account.image("new")),
    "allow-replacement": "false",
  });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("blocked");
  expect(account.cloud.changeSets.size).toBe(0);
  expect(stack.status).toBe("CREATE_COMPLETE");
});

test.concurrent("allow-replacement: false lets a new revision of a task definition through", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.changes = (found) => [...found, { ...REPLACED, type: "AWS::ECS::TaskDefinition" }];
  const run = await account.deploy({
    results: account.results(account.image("new")),
    "allow-replacement": "false",
  });
  expect(run.exitCode, run.log).toBe(0);
});

test.concurrent("execute: false on a pull request: shown and commented, and a later run executes it", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const [old, fresh] = [account.image("old"), account.image("new")];
  const stack = account.stack(old);
  const github = await startGitHub();
  account.policy = "preview";
  const options = { event: pullRequest(7), env: github.env };
  const inputs = { results: account.results(fresh), execute: "false", "github-token": "token-of-the-job" };
  const shown = await account.deploy(inputs, options);
  const again = await account.deploy(inputs, options);
  await github.stop();
  expect(transcriptOf(shown)).toMatchSnapshot();
  expect([shown.exitCode, again.exitCode]).toEqual([0, 0]);
  expect(shown.outputs.change).toBe("pending");
  expect(stack.parameters.get("ChordDetectorImageUri")).toBe(old);
  // The one that was there, and one for both runs.
  expect(github.comments).toHaveLength(2);
  expect(github.comments[1]?.body).toContain("Stack chords: pending");

  account.policy = "deploy";
  const executed = await account.deploy({ "change-set": again.outputs["change-set"] ?? "", registry: "" });
  expect(transcriptOf(executed)).toMatchSnapshot();
  expect(executed.outputs.change).toBe("updated");
  expect(stack.parameters.get("ChordDetectorImageUri")).toBe(fresh);

  const twice = await account.deploy({ "change-set": again.outputs["change-set"] ?? "", registry: "" });
  expect(twice.exitCode).toBe(1);
  expect(twice.log).toContain(
    "expected one that can be executed, found CREATE_COMPLETE, EXECUTE_IN_PROGRESS",
  );
});

test.concurrent("a comment that may not be written is one warning", async ({ expect }) => {
  await using account = await openAccount(node);
  const github = await startGitHub({ isReadOnly: true });
  const uri = account.image("same");
  account.stack(uri);
  const options = { event: pullRequest(7), env: github.env };
  const run = await account.deploy(
    { results: account.results(uri), "github-token": "token-of-the-job" },
    options,
  );
  await github.stop();
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log.match(/::warning::.*pull-requests: write/g)).toHaveLength(1);
});

test.concurrent("300 changes over pages: all are read, shown and counted", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const many = Array.from({ length: 299 }, (_, at) => ({
    logicalId: `Topic${at}`,
    type: "AWS::SNS::Topic",
    action: "Add",
  }));
  account.cloud.changes = (found) => [...found, ...many];
  account.policy = "preview";
  const run = await account.deploy({ results: account.results(account.image("new")), execute: "false" });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain("Change set: 1 modified, 299 added");
  expect(run.log).toContain("Topic298");
  expect(run.summary).toContain("… and 100 more");
});

test.concurrent("nested stacks' changes are shown; where they cannot be previewed, the change set is made without them", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  addStack(account.cloud, "Nested", {});
  account.stack(account.image("old"), { template: TEMPLATE });
  let created = 0;
  account.cloud.changes = (found) => {
    created += 1;
    account.cloud.changeSetFailure =
      created === 1
        ? "Nested change set arn:x was not successfully created: Currently in FAILED."
        : undefined;
    return found;
  };
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain("the nested stacks cannot be previewed");
  const flags = account.cloud.calls
    .filter(({ action }) => action.endsWith(":CreateChangeSet"))
    .map(({ input }) => input.IncludeNestedStacks);
  expect(flags).toEqual(["true", "false"]);
});
