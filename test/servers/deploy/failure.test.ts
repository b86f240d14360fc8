/** Updates that fail: the cause is the oldest failure of a resource, and the way out is told. */
import { inject, test } from "vitest";
import { openAccount, TEMPLATE } from "../../support/cloudformation-fixture.ts";
import { addStack, type Tick, type TickEvent } from "../../support/cloudformation-state.ts";
import { transcriptOf } from "../../support/cloudformation-transcript.ts";

const node = inject("node");
const FUNCTION = "AWS::Lambda::Function";
const MEDIA_TYPE =
  'Resource handler returned message: "The image manifest, config or layer media type for the source image is not supported. (Service: Lambda, Status Code: 400)" (RequestToken: 1, HandlerErrorCode: InvalidRequest)';

/** In progress, two failures of which the first counts, roll-back. */
function rollback(reason: string, end: readonly Tick[]): readonly Tick[] {
  const failed: TickEvent[] = [
    { logicalId: "ChordDetector", type: FUNCTION, status: "UPDATE_FAILED", reason },
    {
      logicalId: "Topic",
      type: "AWS::SNS::Topic",
      status: "UPDATE_FAILED",
      reason: "Resource update cancelled",
    },
    {
      logicalId: "chords",
      status: "UPDATE_ROLLBACK_IN_PROGRESS",
      reason: "The following resource(s) failed to update: [ChordDetector, Topic].",
    },
  ];
  return [
    {
      status: "UPDATE_IN_PROGRESS",
      events: [{ logicalId: "chords", status: "UPDATE_IN_PROGRESS", reason: "User Initiated" }],
    },
    {
      status: "UPDATE_ROLLBACK_IN_PROGRESS",
      reason: "The following resource(s) failed to update: [ChordDetector, Topic].",
      events: failed,
    },
    ...end,
  ];
}

const rolledBack: readonly Tick[] = [
  {
    status: "UPDATE_ROLLBACK_COMPLETE",
    reason: "The following resource(s) failed to update: [ChordDetector, Topic].",
    events: [{ logicalId: "chords", status: "UPDATE_ROLLBACK_COMPLETE" }],
  },
];

test.concurrent("rollback: the cause and its remedy, not the newest failure", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.script = () => rollback(MEDIA_TYPE, rolledBack);
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(1);
  expect(run.outputs).toMatchObject({ change: "rolled-back", "stack-status": "UPDATE_ROLLBACK_COMPLETE" });
  expect(run.log).toMatch(/::error::ChordDetector \(AWS::Lambda::Function\).*set runtime: lambda/);
});

test.concurrent("rollback-failed: what blocks the roll-back, and the command that goes on", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const gone =
    "Source image 123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml/chord-detector@sha256:00 does not exist";
  account.cloud.script = () =>
    rollback("Lambda does not have permission to access the ECR image. Check the ECR permissions.", [
      {
        status: "UPDATE_ROLLBACK_FAILED",
        reason: "The following resource(s) failed to update: [ChordDetector].",
        events: [
          { logicalId: "ChordDetector", type: FUNCTION, status: "UPDATE_FAILED", reason: gone },
          { logicalId: "chords", status: "UPDATE_ROLLBACK_FAILED" },
        ],
      },
    ]);
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(transcriptOf(run)).toMatchSnapshot();
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("failed");
  expect(run.log).toContain("aws cloudformation continue-update-rollback --stack-name chords");
  expect(run.log).toContain("docs/iam/lambda-pull.json");
  expect(run.log).toContain("lifecycle rule");
});

test.concurrent("nested failure: the cause lies in the nested stack's events", async ({ expect }) => {
  await using account = await openAccount(node);
  const template = `${TEMPLATE}  Nested:\n    Type: AWS::CloudFormation::Stack\n    Properties:\n      TemplateURL: https://example.com/nested.yaml\n      Parameters: { Uri: !Ref ChordDetectorImageUri }\n`;
  const nested = addStack(account.cloud, "Nested", {
    template:
      "Parameters: { Uri: { Type: String } }\nResources: { Worker: { Type: 'AWS::Lambda::Function', Properties: { Code: { ImageUri: !Ref Uri } } } }",
  });
  // As Amazon names it: below its parent's name, which is how a policy covers it.
  Object.assign(nested, { id: nested.id.replace("stack/Nested", "stack/chords-Nested") });
  account.stack(account.image("old"), { template });
  account.cloud.script = () => [
    {
      status: "UPDATE_IN_PROGRESS",
      events: [
        { logicalId: "chords", status: "UPDATE_IN_PROGRESS", reason: "User Initiated" },
        { logicalId: "Nested", status: "UPDATE_IN_PROGRESS" },
        { stack: "Nested", logicalId: "Worker", type: FUNCTION, status: "UPDATE_IN_PROGRESS" },
      ],
    },
    {
      status: "UPDATE_ROLLBACK_IN_PROGRESS",
      events: [
        {
          stack: "Nested",
          logicalId: "Worker",
          type: FUNCTION,
          status: "UPDATE_FAILED",
          reason: "exec format error",
        },
        {
          logicalId: "Nested",
          status: "UPDATE_FAILED",
          reason: `Embedded stack ${nested.id} was not successfully updated.`,
        },
        {
          logicalId: "ChordDetector",
          type: FUNCTION,
          status: "UPDATE_FAILED",
          reason: "Resource update cancelled",
        },
        { logicalId: "chords", status: "UPDATE_ROLLBACK_IN_PROGRESS" },
      ],
    },
    ...rolledBack,
  ];
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(inOneOrder(transcriptOf(run))).toMatchSnapshot();
  expect(run.log).toMatch(
    /::error::Worker \(AWS::Lambda::Function\): exec format error.*What helps: the image is for another processor/,
  );
});

test.concurrent("an event's words give no commands to the runner", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const reason = "x\n::add-mask::chords\r::stop-commands::y\nz ##[add-mask]staging";
  account.cloud.script = () => rollback(reason, rolledBack);
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  const lines = run.log.split(/[\r\n]+/).filter((line) => !line.startsWith("::error::"));
  expect(lines.filter((line) => /^\s*::(add-mask|stop-commands)/.test(line) || line.includes("##["))).toEqual(
    [],
  );
});

test.concurrent("events of a nested stack denied: the root's own still tell the cause", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const arn = "arn:aws:cloudformation:eu-west-1:123456789012:stack/chords-Nested/1";
  const nested = { type: "AWS::CloudFormation::Stack", physicalId: arn };
  account.cloud.script = ({ stack }) => {
    stack.resources.set("Nested", nested);
    const deny = (): void => {
      const message = "not authorized";
      const action = "cloudformation:DescribeStackEvents";
      account.cloud.failuresOn.set(arn, { action, status: 403, code: "AccessDenied", message });
    };
    return [
      {
        status: "UPDATE_IN_PROGRESS",
        run: deny,
        events: [
          { logicalId: "chords", status: "UPDATE_IN_PROGRESS" },
          { logicalId: "Nested", status: "UPDATE_IN_PROGRESS" },
        ],
      },
      ...rollback("no room", rolledBack).slice(1),
    ];
  };
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.outputs.change).toBe("rolled-back");
  expect(run.log).toContain("::error::ChordDetector (AWS::Lambda::Function): no room");
});

test.concurrent("DescribeStackEvents denied: a real update is still told from none", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.denied.add("cloudformation:DescribeStackEvents");
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.outputs.change).toBe("updated");
  expect(run.log).toContain("watched by its status only: AWS denies cloudformation:DescribeStackEvents");
});

test.concurrent("DescribeStackEvents denied and rolled back: the stack's own reason, and what to allow", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.denied.add("cloudformation:DescribeStackEvents");
  account.cloud.script = () => rollback(MEDIA_TYPE, rolledBack);
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("rolled-back");
  expect(run.log).toMatch(
    /failed to update: \[ChordDetector, Topic\]\. What helps: allow cloudformation:DescribeStackEvents/,
  );
});

test.concurrent.for<[string, readonly string[], RegExp]>([
  ["allowed", [], /Properties\/Memory: expected a number/],
  ["DescribeEvents denied", ["cloudformation:DescribeEvents"], /allow cloudformation:DescribeEvents to see/],
])("early validation refuses the change set, %s", async ([, denied, expected], { expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.cloud.changeSetFailure =
    "The following hook(s)/validation failed: [AWS::EarlyValidation::PropertyValidation]. To troubleshoot, use DescribeEvents.";
  account.cloud.validationEvents = [
    { path: "/Resources/ChordDetector/Properties/Memory", reason: "expected a number" },
  ];
  for (const action of denied) account.cloud.denied.add(action);
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode).toBe(1);
  expect(run.outputs.change).toBe("blocked");
  expect(run.log).toMatch(expected);
  expect(account.cloud.changeSets.size).toBe(0);
});

/** Which look finds a nested stack's event first is a matter of milliseconds: events are compared as a set. */
function inOneOrder(transcript: string): string {
  const lines = transcript.split("\n");
  const isEvent = (line: string): boolean => line.startsWith("<time>");
  const sorted = lines.filter(isEvent).sort();
  return lines.map((line) => (isEvent(line) ? (sorted.shift() ?? "") : line)).join("\n");
}
