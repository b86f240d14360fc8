import { describe, expect, it } from "vitest";
import { describeEcrError, describeMissingRights } from "../../../src/registry/ecr-error.ts";
import {
  allowLambda,
  cacheLifecycle,
  chooseMutability,
  imageLifecycle,
} from "../../../src/registry/ecr-policies.ts";
import { renewalTime } from "../../../src/registry/ecr-token.ts";

const ecr = { kind: "private", account: "123456789012", region: "eu-west-1" } as const;

describe("tag mutability of a new repository", () => {
  it.each([
    [[], ["src-*", "pr*", "record-*", "latest"]],
    [
      ["latest", "src-1", "pr7-x"],
      ["src-*", "pr*", "record-*", "latest"],
    ],
    [["main"], ["src-*", "pr*", "record-*", "latest", "main"]],
  ])("moving %j", (tags, filters) => {
    expect(chooseMutability(tags)).toEqual({ kind: "immutable-except", filters });
  });

  it("is given up where ECR's five filters do not do", () => {
    expect(chooseMutability(["a", "b"])).toEqual({ kind: "mutable" });
    expect(chooseMutability(["a+b"])).toEqual({ kind: "mutable" });
  });
});

describe("lifecycle", () => {
  it("can expire nothing by age but pull requests' images, and those last", () => {
    const { rules } = JSON.parse(imageLifecycle());
    expect(rules).toMatchObject([
      { rulePriority: 1, selection: { tagPatternList: ["src-*"], countType: "imageCountMoreThan" } },
      {
        rulePriority: 2,
        selection: { tagPatternList: ["pr*-src-*"], countType: "sinceImagePushed", countNumber: 14 },
      },
      {
        rulePriority: 3,
        selection: { tagPatternList: ["pr*-record-*"], countType: "sinceImagePushed", countNumber: 14 },
      },
    ]);
    expect(imageLifecycle()).not.toContain("untagged");
  });

  it("empties cache repositories of replaced caches", () => {
    expect(JSON.parse(cacheLifecycle()).rules[0].selection).toEqual({
      tagStatus: "untagged",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: 1,
    });
    const patterns = JSON.parse(cacheLifecycle()).rules.flatMap(
      (rule: { selection: { tagPatternList?: string[] } }) => rule.selection.tagPatternList ?? [],
    );
    // What trusted runs wrote never expires.
    expect(patterns).toEqual(["pr*", "branch-*"]);
  });
});

describe("Lambda's right to pull", () => {
  const foreign = { Sid: "Team", Effect: "Allow", Principal: { AWS: "*" }, Action: "ecr:*" };

  it("is a policy of its own where there is none", () => {
    expect(JSON.parse(allowLambda(undefined, ecr) ?? "")).toMatchObject({
      Statement: [
        {
          Principal: { Service: "lambda.amazonaws.com" },
          Condition: { StringLike: { "aws:sourceArn": "arn:aws:lambda:eu-west-1:123456789012:function:*" } },
        },
      ],
    });
  });

  it.each([
    ["a list", { Version: "2008-10-17", Statement: [foreign] }],
    ["a single statement", { Version: "2008-10-17", Statement: foreign }],
  ])("is added to %s, which stays", (_, policy) => {
    const merged = JSON.parse(allowLambda(JSON.stringify(policy), ecr) ?? "");
    expect(merged.Version).toBe("2008-10-17");
    expect(merged.Statement[0]).toEqual(foreign);
    expect(merged.Statement).toHaveLength(2);
  });

  it.each([
    ["its own statement", allowLambda(undefined, ecr)],
    [
      "one that somebody wrote",
      JSON.stringify({
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: ["ecs.amazonaws.com", "lambda.amazonaws.com"] },
            Action: ["ecr:Batch*", "ecr:GetDownloadUrlForLayer"],
          },
        ],
      }),
    ],
    ["a policy that is no JSON", "{"],
    ["a policy without statements", "{}"],
  ])("leaves %s alone", (_, policy) => {
    expect(allowLambda(policy, ecr)).toBeUndefined();
  });

  it("is not taken from a Deny or from half of the actions", () => {
    const half = {
      Effect: "Allow",
      Principal: { Service: "lambda.amazonaws.com" },
      Action: "ecr:BatchGetImage",
    };
    const deny = { Effect: "Deny", Principal: { Service: "lambda.amazonaws.com" }, Action: "ecr:*" };
    const merged = JSON.parse(allowLambda(JSON.stringify({ Statement: [half, deny] }), ecr) ?? "");
    expect(merged.Statement).toHaveLength(3);
  });
});

describe("a token's renewal", () => {
  const hour = 3_600_000;
  it.each([
    ["twelve hours", 12 * hour, 6 * hour],
    ["twenty minutes", hour / 3, hour / 6],
    ["nothing told", undefined, 6 * hour],
    ["the past (moto)", -5 * hour, 6 * hour],
    ["no date", Number.NaN, 6 * hour],
  ])("with %s of life", (_, life, after) => {
    const now = Date.UTC(2026, 10, 1);
    expect(renewalTime(now, life === undefined ? undefined : now + life) - now).toBe(after);
  });
});

describe("AWS errors", () => {
  const call = { action: "ecr:BatchGetImage", ecr, path: "ml/base" };
  const aws = (name: string, message: string, httpStatusCode: number | undefined = 400) =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

  it.each([
    [
      "CredentialsProviderError",
      "Could not load credentials",
      "denied",
      /no AWS credentials.*configure-aws-credentials.*id-token: write/,
    ],
    [
      "ExpiredTokenException",
      "The security token included in the request is expired",
      "denied",
      /have expired.*role-duration-seconds/,
    ],
    [
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
      "denied",
      /does not accept/,
    ],
    ["RepositoryNotFoundException", "x", "missing-repository", /account 123456789012 in eu-west-1, ml\/base/],
    ["ThrottlingException", "Rate exceeded", "unreachable", /after several tries/],
    ["LayersNotFoundException", "layers", "unexpected", /LayersNotFoundException: layers/],
  ])("%s: %s", (name, message, kind, text) => {
    const error = describeEcrError(aws(name, message), call);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(text);
  });

  it("name the missing action, the resource and the foreign account", () => {
    const said =
      "User: arn:aws:sts::999999999999:assumed-role/ci/x is not authorized to perform: ecr:BatchGetImage on resource: " +
      "arn:aws:ecr:eu-west-1:123456789012:repository/ml/base because no identity-based policy allows the action";
    const { kind, message } = describeEcrError(aws("AccessDeniedException", said), call);
    expect(kind).toBe("denied");
    expect(message).toContain("AWS denies ecr:BatchGetImage");
    expect(message).toContain("allow it on arn:aws:ecr:eu-west-1:123456789012:repository/ml/base");
    expect(message).toContain("credentials belong to account 999999999999, the registry to 123456789012");
  });

  it("without an answer are unreachable", () => {
    const refused = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" });
    const error = describeEcrError(refused, call);
    expect([error.kind, error.message]).toEqual(["unreachable", expect.stringContaining("ECONNREFUSED")]);
  });

  it("of the registry's HTTP interface name the actions too", () => {
    expect(describeMissingRights(ecr, "ml/base", "push")).toMatch(
      /ecr:PutImage.* on arn:aws:ecr:.*repository\/ml\/base/,
    );
    expect(describeMissingRights({ kind: "public" }, "a/b", "pull")).toContain("ecr-public:BatchGetImage");
  });
});
