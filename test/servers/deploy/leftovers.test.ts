/** A deploy that does not start leaves no change set behind, and ends when it is cancelled. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inject, test } from "vitest";
import type { ActionOptions } from "../../support/action.ts";
import { type Account, openAccount } from "../../support/cloudformation-fixture.ts";

const node = inject("node");

/** Sends a signal at the `count`-th call of an action. */
function cancelAt(account: Account, action: string, count: number): Partial<ActionOptions> {
  const isDue = (): boolean =>
    account.cloud.calls.filter((call) => call.action === `cloudformation:${action}`).length >= count;
  return {
    onStart: (child) => {
      const watch = setInterval(() => {
        if (!isDue()) return;
        clearInterval(watch);
        child.kill("SIGTERM");
      }, 2);
      child.once("close", () => clearInterval(watch));
    },
  };
}

test.concurrent.for([
  "DescribeChangeSet",
  "ExecuteChangeSet",
])("%s is denied: the change set is removed", async (action, { expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.denied.add(`cloudformation:${action}`);
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("blocked");
  expect(run.log).toContain(`AWS denies cloudformation:${action}`);
  expect(account.cloud.changeSets.size).toBe(0);
});

test.concurrent("cancelled while the change set is read: it is removed", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const change = { type: "AWS::SNS::Topic", action: "Modify" };
  account.cloud.changes = () => Array.from({ length: 2000 }, (_, at) => ({ logicalId: `T${at}`, ...change }));
  const run = await account.deploy(
    { results: account.results(account.image("new")) },
    cancelAt(account, "DescribeChangeSet", 3),
  );
  expect(run.exitCode).toBe(143);
  expect(run.outputs.change).toBe("cancelled");
  expect(account.cloud.changeSets.size).toBe(0);
});

test.concurrent("cancelled at the moment of the start: CancelUpdateStack is tried until the update has begun", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const stack = account.stack(account.image("old"));
  account.cloud.script = () => {
    setTimeout(() => {
      stack.status = "UPDATE_IN_PROGRESS";
    }, 1500);
    return [];
  };
  const run = await account.deploy(
    { results: account.results(account.image("new")), "cancel-update": "true" },
    cancelAt(account, "ExecuteChangeSet", 1),
  );
  expect(run.exitCode).toBe(143);
  expect(run.log).toContain("the update of chords is cancelled too, and rolls back");
  expect(stack.status).toBe("UPDATE_ROLLBACK_IN_PROGRESS");
});

test.concurrent("cancelled while the registry hangs: it ends at once", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  let cancelled = 0;
  const run = await account.deploy(
    { results: account.results(account.image("new")) },
    {
      env: { AWS_ENDPOINT_URL_ECR: url },
      onStart: (child) => {
        silent.once("request", () => {
          cancelled = performance.now();
          child.kill("SIGTERM");
        });
      },
    },
  );
  const seconds = (performance.now() - cancelled) / 1000;
  silent.closeAllConnections();
  silent.close();
  expect(run.exitCode).toBe(143);
  expect(run.outputs.change).toBe("cancelled");
  expect(seconds).toBeLessThan(5);
});
