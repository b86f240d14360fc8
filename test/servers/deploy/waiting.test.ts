/** Time, other people's operations, a network that fails, a run that is cancelled. */
import { inject, test } from "vitest";
import { materialize, successScript } from "../../support/cloudformation-engine.ts";
import { type Account, openAccount } from "../../support/cloudformation-fixture.ts";
import type { Tick } from "../../support/cloudformation-state.ts";
import { transcriptOf } from "../../support/cloudformation-transcript.ts";

const node = inject("node");
const others = (count: number): Tick[] => [
  ...Array.from({ length: count }, () => ({ status: "UPDATE_IN_PROGRESS" })),
  { status: "UPDATE_COMPLETE" },
];
const throttle = (action: string) => ({
  action: `cloudformation:${action}`,
  status: 400,
  code: "Throttling",
  message: "Rate exceeded",
});

function count(account: Account, action: string): number {
  return account.cloud.calls.filter((call) => call.action === `cloudformation:${action}`).length;
}

test.concurrent("throttling: every call is asked again, nothing is done twice", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  for (const action of [
    "DescribeStacks",
    "GetTemplateSummary",
    "CreateChangeSet",
    "DescribeChangeSet",
    "ExecuteChangeSet",
    "DescribeStackEvents",
  ]) {
    account.cloud.failures.push(throttle(action), throttle(action));
  }
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs.change).toBe("updated");
  const creates = account.cloud.calls.filter(({ action }) => action.endsWith(":CreateChangeSet"));
  expect(new Set(creates.map(({ input }) => input.ClientToken)).size).toBe(1);
});

test.concurrent("stale reads: the UPDATE_COMPLETE from before the update is not believed", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"), { status: "UPDATE_COMPLETE" });
  account.cloud.onExecute = () => {
    stack.staleLooks = 3;
    return undefined;
  };
  account.cloud.script = ({ stack: { name } }) => [
    { status: "UPDATE_IN_PROGRESS", events: [{ logicalId: name, status: "UPDATE_IN_PROGRESS" }] },
    {
      status: "UPDATE_ROLLBACK_COMPLETE",
      events: [
        { logicalId: "ChordDetector", status: "UPDATE_FAILED", reason: "no room" },
        { logicalId: name, status: "UPDATE_ROLLBACK_COMPLETE" },
      ],
    },
  ];
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("rolled-back");
});

test.concurrent("an update is running: it is waited for, then ours begins", async ({ expect }) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"), { status: "UPDATE_IN_PROGRESS" });
  stack.ticks.push(...others(2));
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain("chords is in UPDATE_IN_PROGRESS: waiting for that operation to end");
  expect(run.outputs.change).toBe("updated");
});

test.concurrent("a running update outlasts the limit: blocked, and nothing was started", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"), { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS" });
  const run = await account.deploy({
    results: account.results(account.image("new")),
    "wait-minutes": "0.02",
  });
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({
    change: "blocked",
    "stack-status": "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
  });
  expect(run.log).toContain("raise wait-minutes");
  expect(count(account, "CreateChangeSet")).toBe(0);
});

test.concurrent("another deploy comes first while our change set waits: ours starts over", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"));
  let isFirst = true;
  account.cloud.onExecute = (changeSet) => {
    if (!isFirst) return undefined;
    isFirst = false;
    stack.status = "UPDATE_IN_PROGRESS";
    stack.ticks.push(...others(1));
    return `ChangeSet [${changeSet.id}] cannot be executed in its current status of [OBSOLETE]`;
  };
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(0);
  expect(count(account, "CreateChangeSet")).toBe(2);
  expect(account.cloud.changeSets.size).toBe(1);
});

test.concurrent("timeout: ends non-zero and says that the stack goes on", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.script = ({ stack }) => [
    { status: "UPDATE_IN_PROGRESS", events: [{ logicalId: stack.name, status: "UPDATE_IN_PROGRESS" }] },
  ];
  const run = await account.deploy({
    results: account.results(account.image("new")),
    "timeout-minutes": "0.05",
  });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({ change: "timeout", "stack-status": "UPDATE_IN_PROGRESS" });
  expect(run.seconds).toBeLessThan(20);
});

test.concurrent.for<[string, Readonly<Record<string, string>>, string, number]>([
  ["goes on by itself", {}, "UPDATE_IN_PROGRESS", 0],
  ["is cancelled too, when asked", { "cancel-update": "true" }, "UPDATE_ROLLBACK_IN_PROGRESS", 1],
])("cancellation: the update %s", async ([, inputs, status, cancels], { expect }) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"));
  account.cloud.script = ({ stack: { name } }) => [
    { status: "UPDATE_IN_PROGRESS", events: [{ logicalId: name, status: "UPDATE_IN_PROGRESS" }] },
  ];
  const run = await account.deploy(
    { results: account.results(account.image("new")), ...inputs },
    { onLine: (line, child) => void (line.includes("UPDATE_IN_PROGRESS") && child.kill("SIGINT")) },
  );
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(130);
  expect(run.outputs.change).toBe("cancelled");
  expect(stack.status).toBe(status);
  expect(count(account, "CancelUpdateStack")).toBe(cancels);
});

test.concurrent("cancelled while the change set is made: it is removed, and nothing was started", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"));
  const cancelled = account.deploy(
    { results: account.results(account.image("new")) },
    {
      onStart: (child) => {
        const watch = setInterval(() => {
          if (count(account, "CreateChangeSet") === 0) return;
          // Once: another one could meet a process that ends already, and has no handler any more.
          clearInterval(watch);
          child.kill("SIGTERM");
        }, 20);
        child.once("close", () => clearInterval(watch));
      },
    },
  );
  const run = await cancelled;
  expect(run.exitCode).toBe(143);
  expect(run.outputs.change).toBe("cancelled");
  expect(count(account, "ExecuteChangeSet")).toBe(0);
  expect(account.cloud.changeSets.size).toBe(0);
  expect(stack.status).toBe("CREATE_COMPLETE");
});

test.concurrent("the answer to the start is lost: the update is ours all the same", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.onExecute = (changeSet) => {
    account.cloud.onExecute = undefined;
    // It starts, and the client hears of an inner error, which it answers with the same call again.
    changeSet.executionStatus = "EXECUTE_IN_PROGRESS";
    const token = account.cloud.calls.at(-1)?.input.ClientRequestToken ?? "";
    const apply = (): void => {
      for (const [name, value] of changeSet.values) changeSet.stack.parameters.set(name, value);
      materialize(account.cloud, changeSet.stack);
    };
    changeSet.stack.ticks.push(...successScript({ stack: changeSet.stack, changeSet, token, apply }));
    return `ChangeSet [${changeSet.id}] cannot be executed in its current status of [EXECUTE_IN_PROGRESS]`;
  };
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs.change).toBe("updated");
  expect(run.log).not.toContain("starting over");
  expect(count(account, "CreateChangeSet")).toBe(1);
});

test.concurrent("credentials run out while the stack updates: it says so, and that the stack goes on", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.script = () => [
    {
      status: "UPDATE_IN_PROGRESS",
      run: () =>
        account.cloud.failures.push({
          action: "cloudformation:DescribeStackEvents",
          status: 403,
          code: "ExpiredToken",
          message: "The security token included in the request is expired",
        }),
    },
  ];
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("timeout");
  expect(run.log).toMatch(/credentials have expired; ask for a longer session.*goes on by itself/);
});
