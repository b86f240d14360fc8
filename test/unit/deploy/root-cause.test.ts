import { describe, expect, test } from "vitest";
import type { StackEvent } from "../../../src/deploy/model.ts";
import { findRemedy } from "../../../src/deploy/remedies.ts";
import { findRollbackFailure, findRootCause } from "../../../src/deploy/root-cause.ts";

const STACK = "AWS::CloudFormation::Stack";
let clock = 0;
const event = (
  logicalId: string,
  status: string,
  reason?: string,
  type = "AWS::Lambda::Function",
): StackEvent => {
  clock += 1;
  return {
    id: `${clock}`,
    stackId: "a",
    stackName: "s",
    logicalId,
    physicalId: "",
    type,
    status,
    reason,
    token: undefined,
    at: clock,
  };
};

describe("findRootCause", () => {
  test.each<[string, readonly StackEvent[], string | undefined]>([
    [
      "the oldest failure, not the newest",
      [event("A", "UPDATE_FAILED", "boom"), event("B", "UPDATE_FAILED", "later")],
      "A",
    ],
    [
      "not what was cancelled because of it",
      [event("B", "UPDATE_FAILED", "Resource update cancelled"), event("A", "UPDATE_FAILED", "boom")],
      "A",
    ],
    [
      "a cause that has the word in its own text",
      [
        event("A", "UPDATE_FAILED", "Transaction cancelled, please refer cancellation reasons"),
        event("B", "UPDATE_FAILED", "Resource update cancelled"),
      ],
      "A",
    ],
    [
      "not the nested stack, which only repeats it",
      [
        event("Nested", "UPDATE_FAILED", "Embedded stack failed", STACK),
        event("Inner", "UPDATE_FAILED", "boom"),
      ],
      "Inner",
    ],
    [
      "not what failed while rolling back",
      [
        event("A", "UPDATE_FAILED", "boom"),
        event("s", "UPDATE_ROLLBACK_IN_PROGRESS", "x", STACK),
        event("B", "UPDATE_FAILED", "gone"),
      ],
      "A",
    ],
    [
      "a roll-back's failure where nothing else failed",
      [
        event("s", "UPDATE_ROLLBACK_IN_PROGRESS", "User Initiated", STACK),
        event("B", "UPDATE_FAILED", "gone"),
      ],
      "B",
    ],
    [
      "the nested stack where nothing else is known",
      [event("Nested", "UPDATE_FAILED", "no template", STACK)],
      "Nested",
    ],
    [
      "the stack's last words",
      [event("s", "UPDATE_ROLLBACK_IN_PROGRESS", "alarm chords-errors", STACK)],
      "s",
    ],
    ["nothing", [event("A", "UPDATE_COMPLETE")], undefined],
  ])("%s", (_, events, expected) => {
    expect(findRootCause(events)?.logicalId).toBe(expected);
  });

  test("the order of the events does not matter", () => {
    const events = [event("A", "CREATE_FAILED", "boom"), event("B", "CREATE_FAILED", "later")];
    expect(findRootCause([...events].reverse())?.logicalId).toBe("A");
  });
});

test("findRollbackFailure tells what a person has to mend", () => {
  const events = [
    event("A", "UPDATE_FAILED", "boom"),
    event("s", "UPDATE_ROLLBACK_IN_PROGRESS", "x", STACK),
    event("A", "UPDATE_FAILED", "Source image r/x@sha256:1 does not exist"),
  ];
  expect(findRollbackFailure(events)).toMatchObject({
    logicalId: "A",
    remedy: expect.stringContaining("lifecycle rule"),
  });
});

test.each([
  [
    "The image manifest, config or layer media type for the source image x is not supported.",
    "runtime: lambda",
  ],
  [
    "InvalidImage: ImageLayerFailure: UnsupportedImageLayerDetected - Layer Digest sha256:1",
    "compression=gzip",
  ],
  ["Lambda does not have permission to access the ECR image. Check the ECR permissions.", "lambda-pull.json"],
  ["CannotPullContainerError: pull image manifest has been retried 1 time(s)", "task execution role"],
  ["fork/exec /lambda-entrypoint.sh: exec format error", "another processor"],
  ["Source image 1.dkr.ecr.eu-west-1.amazonaws.com/a@sha256:1 does not exist.", "lifecycle rule"],
  ["Error occurred during operation 'ECS Deployment Circuit Breaker was triggered'.", "stopped tasks"],
  ["User: arn is not authorized to perform: iam:PassRole on resource: x", "iam:PassRole"],
  ["Action denied by stack policy: Statement [#1] does not allow [Update:Modify]", "set-stack-policy"],
  ["User: arn is not authorized to perform: lambda:UpdateFunctionCode", "service role"],
])("findRemedy: %s", (reason, expected) => {
  expect(findRemedy(reason)).toContain(expected);
});

test("findRemedy: what is not known stays unknown", () => {
  expect(findRemedy("The moon is in the wrong place")).toBeUndefined();
});
