import { describe, expect, test } from "vitest";
import type { StackEvent, StackState } from "../../../src/deploy/model.ts";
import { pollDelayMs } from "../../../src/deploy/poll-schedule.ts";
import { judgeProgress, noProgress } from "../../../src/deploy/progress.ts";
import { endOf, gateOf, wayOutOf } from "../../../src/deploy/states.ts";

const ARN = "arn:stack";
const watch = { stackId: ARN, token: "mine", since: 100, waitForCleanup: false };
const stack = (status: string): StackState => ({
  id: ARN,
  name: "s",
  status,
  reason: undefined,
  parameters: new Map(),
  outputs: new Map(),
  tags: new Map(),
  roleArn: undefined,
  notificationArns: [],
  updatedAt: 0,
});
const event = (status: string, extra: Partial<StackEvent> = {}): StackEvent => ({
  id: status,
  stackId: ARN,
  stackName: "s",
  logicalId: "s",
  physicalId: ARN,
  type: "AWS::CloudFormation::Stack",
  status,
  reason: undefined,
  token: "mine",
  at: 200,
  ...extra,
});

interface Step {
  readonly status: string;
  readonly events?: readonly StackEvent[];
}

/** What each look comes to. */
function judge(
  steps: readonly Step[],
  options: { canReadEvents?: boolean; waitForCleanup?: boolean } = {},
): readonly string[] {
  const { canReadEvents = true, waitForCleanup = false } = options;
  let progress = noProgress;
  const events: StackEvent[] = [];
  return steps.map((step) => {
    events.push(...(step.events ?? []));
    const judged = judgeProgress({ ...watch, waitForCleanup }, progress, {
      stack: stack(step.status),
      events,
      canReadEvents,
    });
    progress = judged.progress;
    return judged.end.kind;
  });
}

describe("judgeProgress", () => {
  const begun = event("UPDATE_IN_PROGRESS");
  test.each<[string, readonly Step[], readonly string[]]>([
    [
      "a stale success before any sign of ours is not believed, however often",
      Array(5).fill({ status: "UPDATE_COMPLETE" }),
      Array(5).fill("running"),
    ],
    [
      "an old event is no sign",
      [{ status: "UPDATE_COMPLETE", events: [event("UPDATE_COMPLETE", { token: "other", at: 50 })] }],
      ["running"],
    ],
    [
      "a change set's review is no sign",
      [{ status: "REVIEW_IN_PROGRESS", events: [event("REVIEW_IN_PROGRESS", { token: undefined })] }],
      ["running"],
    ],
    [
      "the stack's own event confirms",
      [{ status: "UPDATE_COMPLETE", events: [begun, event("UPDATE_COMPLETE")] }],
      ["succeeded"],
    ],
    [
      "a status that goes back to the old one after ours began is stale",
      [
        { status: "UPDATE_IN_PROGRESS", events: [begun] },
        { status: "UPDATE_COMPLETE" },
        { status: "UPDATE_IN_PROGRESS" },
        { status: "UPDATE_ROLLBACK_COMPLETE", events: [event("UPDATE_ROLLBACK_COMPLETE")] },
      ],
      ["running", "running", "running", "rolled-back"],
    ],
    [
      "a status that the stack's own events do not confirm is stale, for minutes",
      [{ status: "UPDATE_COMPLETE", events: [begun] }, ...Array(33).fill({ status: "UPDATE_COMPLETE" })],
      Array(34).fill("running"),
    ],
    [
      "…but not without end",
      [{ status: "UPDATE_COMPLETE", events: [begun] }, ...Array(34).fill({ status: "UPDATE_COMPLETE" })],
      [...Array(34).fill("running"), "succeeded"],
    ],
    [
      "a failed roll-back is stuck",
      [{ status: "UPDATE_ROLLBACK_FAILED", events: [begun, event("UPDATE_ROLLBACK_FAILED")] }],
      ["stuck"],
    ],
    [
      "the clean-up is success already",
      [
        {
          status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
          events: [begun, event("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")],
        },
      ],
      ["succeeded"],
    ],
  ])("%s", (_, steps, expected) => {
    expect(judge(steps)).toEqual(expected);
  });

  test("without events, in progress must have been seen, and the end three times", () => {
    const steps = [
      "UPDATE_COMPLETE",
      "UPDATE_IN_PROGRESS",
      "UPDATE_COMPLETE",
      "UPDATE_COMPLETE",
      "UPDATE_COMPLETE",
    ];
    expect(
      judge(
        steps.map((status) => ({ status })),
        { canReadEvents: false },
      ),
    ).toEqual(["running", "running", "running", "running", "succeeded"]);
  });

  test("the clean-up is waited for when asked", () => {
    const steps = [
      { status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", events: [begun] },
      { status: "UPDATE_COMPLETE", events: [event("UPDATE_COMPLETE")] },
    ];
    expect(judge(steps, { waitForCleanup: true })).toEqual(["running", "succeeded"]);
  });
});

test.each([
  [undefined, "absent"],
  ["REVIEW_IN_PROGRESS", "absent"],
  ["CREATE_COMPLETE", "ready"],
  ["UPDATE_ROLLBACK_COMPLETE", "ready"],
  ["IMPORT_COMPLETE", "ready"],
  ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", "busy"],
  ["DELETE_IN_PROGRESS", "busy"],
  ["ROLLBACK_COMPLETE", "blocked"],
  ["UPDATE_FAILED", "blocked"],
  ["DELETE_FAILED", "blocked"],
  ["SOMETHING_NEW", "blocked"],
])("gateOf(%j) is %s", (status, kind) => {
  expect(gateOf(status, "s").kind).toBe(kind);
});

test.each([
  ["UPDATE_ROLLBACK_FAILED", "aws cloudformation continue-update-rollback --stack-name s"],
  ["ROLLBACK_COMPLETE", "aws cloudformation delete-stack --stack-name s"],
  ["UPDATE_ROLLBACK_COMPLETE", undefined],
])("wayOutOf(%s)", (status, expected) => {
  expect(wayOutOf(status, "s")).toBe(expected);
});

test.each([
  ["CREATE_IN_PROGRESS", "running"],
  ["ROLLBACK_COMPLETE", "rolled-back"],
  ["CREATE_FAILED", "stuck"],
])("endOf(%s) is %s", (status, kind) => {
  expect(endOf(status).kind).toBe(kind);
});

test("polls start early and end calm", () => {
  const delays = Array.from({ length: 12 }, (_, count) => pollDelayMs(count, 0.5));
  expect(delays[0]).toBe(500);
  expect(delays.at(-1)).toBe(10_000);
  expect([...delays].sort((a, b) => a - b)).toEqual(delays);
  expect([pollDelayMs(9, 0), pollDelayMs(9, 1)]).toEqual([9_000, 11_000]);
});
