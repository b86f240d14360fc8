import { describe, expect, test } from "vitest";
import { AwsError, describeAwsError, isAwsError, saysNo } from "../../../src/deploy/aws-error.ts";

const ACTION = "cloudformation:DescribeStacks";
const error = (name: string, message: string, httpStatusCode?: number): Error =>
  Object.assign(new Error(message), {
    name,
    ...(httpStatusCode === undefined ? {} : { $metadata: { httpStatusCode } }),
  });
const notAuthorized =
  "User: arn:x is not authorized to perform: cloudformation:GetTemplate on resource: arn:y because";

describe("describeAwsError", () => {
  test.each<[Error, string, RegExp]>([
    [error("CredentialsProviderError", "Could not load"), "denied", /no AWS credentials.*id-token: write/],
    [error("ExpiredToken", "The security token is expired", 403), "expired", /role-duration-seconds/],
    [error("InvalidClientTokenId", "not valid", 403), "denied", /does not accept these credentials/],
    [
      error("AccessDenied", notAuthorized, 403),
      "denied",
      /^AWS denies cloudformation:GetTemplate; allow it on arn:y /,
    ],
    [error("Throttling", "Rate exceeded", 400), "transient", /several tries \(Throttling: Rate exceeded\)/],
    [error("InternalFailure", "oops", 500), "transient", /no answer/],
    [error("TimeoutError", "socket hang up"), "transient", /several tries \(socket hang up\)/],
    [error("AbortError", "Request aborted"), "cancelled", /the run was cancelled/],
    [
      error("ValidationError", "Stack with id x does not exist", 400),
      "refused",
      /refused \(ValidationError: Stack/,
    ],
  ])("%s", (given, kind, expected) => {
    const described = describeAwsError(given, ACTION);
    expect(described.kind).toBe(kind);
    expect(described.message).toMatch(expected);
    expect(described.cause).toBe(given);
  });

  test("one that is described already is passed on", () => {
    const once = describeAwsError(error("Throttling", "Rate exceeded", 400), ACTION);
    expect(describeAwsError(once, "ecs:ListTasks")).toBe(once);
    expect(isAwsError(once, "transient")).toBe(true);
    expect(isAwsError(new Error("x"), "transient")).toBe(false);
  });
});

test("saysNo looks at refusals only", () => {
  const refused = new AwsError(
    "refused",
    "ValidationError",
    "Stack with id x does not exist",
    "m",
    undefined,
  );
  expect(saysNo(refused, /^ValidationError: .*does not exist/)).toBe(true);
  const denied = new AwsError("denied", "AccessDenied", "does not exist", "m", undefined);
  expect(saysNo(denied, /does not exist/)).toBe(false);
});
