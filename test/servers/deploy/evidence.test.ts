/** Green only for what happened: stale reads, lost answers, nothing asked, somebody else's change set. */
import { inject, test } from "vitest";
import { openAccount, TEMPLATE } from "../../support/cloudformation-fixture.ts";
import { addEvent, type Operation } from "../../support/cloudformation-state.ts";

const node = inject("node");

/** Events of the stack that are there at once, whatever DescribeStacks says. */
function tell({ stack, token }: Operation, statuses: readonly string[]): void {
  for (const status of statuses) addEvent(stack, { logicalId: stack.name, status }, token);
}

test.concurrent("a template alone: UPDATE_COMPLETE from before, beside the events of an update that rolls back", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  account.stack(uri, { status: "UPDATE_COMPLETE" });
  account.file("template.yaml", TEMPLATE.replace("DisplayName: !Ref Stage", "DisplayName: other"));
  account.cloud.script = (operation) => {
    tell(operation, ["UPDATE_IN_PROGRESS"]);
    return [
      ...Array.from({ length: 4 }, () => ({ status: "UPDATE_COMPLETE" })),
      {
        status: "UPDATE_ROLLBACK_COMPLETE",
        events: [
          { logicalId: "Topic", status: "UPDATE_FAILED", reason: "no room" },
          { logicalId: operation.stack.name, status: "UPDATE_ROLLBACK_COMPLETE" },
        ],
      },
    ];
  };
  const run = await account.deploy({ results: account.results(uri), template: "template.yaml" });
  expect(run.exitCode, run.log).toBe(1);
  expect(run.outputs.change).toBe("rolled-back");
});

test.concurrent("values from before under the new UPDATE_COMPLETE are read again", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"), { status: "UPDATE_COMPLETE", outputs: new Map([["Url", "old"]]) });
  account.cloud.script = (operation) => {
    tell(operation, ["UPDATE_IN_PROGRESS", "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "UPDATE_COMPLETE"]);
    const run = (): void => {
      operation.apply();
      operation.stack.outputs = new Map([["Url", "new"]]);
    };
    return [{ status: "UPDATE_COMPLETE" }, { status: "UPDATE_COMPLETE" }, { status: "UPDATE_COMPLETE", run }];
  };
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs["stack-outputs"]).toBe('{"Url":"new"}');
});

test.concurrent('whether it started is not known: never told as "nothing was started"', async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.onExecute = (changeSet) => {
    changeSet.stack.status = "UPDATE_IN_PROGRESS";
    account.cloud.denied.add("cloudformation:DescribeChangeSet");
    return `ChangeSet [${changeSet.id}] cannot be executed in its current status of [EXECUTE_IN_PROGRESS]`;
  };
  const results = account.results(account.image("new"));
  const run = await account.deploy({ results, "timeout-minutes": "0.03" });
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({ change: "timeout", "stack-status": "UPDATE_IN_PROGRESS" });
  expect(run.log).not.toContain("nothing was started");
});

test.concurrent("nothing asked, as where a job's output was emptied: an error, and no call", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const run = await account.deploy({ results: "" });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("blocked");
  expect(run.log).toContain("has a masked value, is empty");
  expect(account.cloud.calls).toEqual([]);
});

test.concurrent("a change set of another stack is not executed", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.stack(account.image("old"), {}, "chords-other");
  const shown = await account.deploy({
    stack: "chords-other",
    results: account.results(account.image("new")),
    execute: "false",
  });
  expect(shown.outputs).toMatchObject({ change: "pending", "stack-status": "CREATE_COMPLETE" });
  const run = await account.deploy({ "change-set": shown.outputs["change-set"] ?? "", registry: "" });
  expect(run.exitCode).toBe(1);
  expect(run.log).toContain("it is one of the stack chords-other, not of chords");
  expect(account.cloud.calls.map(({ action }) => action)).not.toContain("cloudformation:ExecuteChangeSet");
});

test.concurrent("a change set that is executed later has all its values read back", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const shown = await account.deploy({
    results: account.results(account.image("new")),
    parameters: "Stage=canary\nApiKey=correct-horse",
    execute: "false",
  });
  const { script } = account.cloud;
  account.cloud.script = (operation) => [
    ...script(operation).slice(0, 1),
    {
      status: "UPDATE_COMPLETE",
      run: () => {
        operation.apply();
        operation.stack.parameters.set("Stage", "staging");
      },
      events: [{ logicalId: "chords", status: "UPDATE_COMPLETE" }],
    },
  ];
  const run = await account.deploy({ "change-set": shown.outputs["change-set"] ?? "", registry: "" });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("failed");
  expect(run.log).toContain("the stack's parameter Stage has another value than asked for");
  expect(run.log).not.toContain("correct-horse");
});

test.concurrent("what cannot be read back is said", async ({ expect }) => {
  await using account = await openAccount(node);
  const template = TEMPLATE.replace(
    "ImageUri: !Ref ChordDetectorImageUri",
    "ImageUri: !If [X, !Ref ChordDetectorImageUri, none]",
  );
  account.stack(account.image("old"), { template });
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain("::warning::what runs the image of ChordDetectorImageUri is not read back");
});

test.concurrent("an image that only a digest names must exist too", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const gone = account.image("gone");
  account.remove(gone);
  const results = account.results(gone, { parameter: undefined });
  const run = await account.deploy({ results, parameters: "Stage={chord-detector.digest}" });
  expect(run.exitCode).toBe(1);
  expect(run.log).toContain("is not in its registry");
});

test.concurrent("settings that an empty change set does not bring are told", async ({ expect }) => {
  await using account = await openAccount(node);
  const uri = account.image("same");
  account.stack(uri);
  account.cloud.changeSetFailure =
    "The submitted information didn't contain changes. Submit different information to create a change set.";
  const run = await account.deploy({
    results: account.results(uri),
    "role-arn": "arn:aws:iam::123456789012:role/cfn-chords-exec",
  });
  expect(run.outputs.change).toBe("none");
  expect(run.log).toContain("::warning::stack-tags, role-arn or notification-arns differ from the stack's");
});
