/** docs/iam: JSON that IAM takes, and enough for what the code asks for. Deploys are checked call by call in test/servers/deploy. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { allows, policyText, readPolicy } from "../../support/iam-policies.ts";

const path = (relative: string): string => fileURLToPath(new URL(`../../../${relative}`, import.meta.url));
const names = readdirSync(path("docs/iam")).filter((name) => name.endsWith(".json"));
const sources = (folder: string): string =>
  readdirSync(path(folder))
    .map((name) => readFileSync(join(path(folder), name), "utf8"))
    .join("\n");

describe.each(names)("docs/iam/%s", (name) => {
  const json = JSON.parse(policyText(name.replace(".json", "")));

  test("is a policy document", () => {
    expect(json.Version).toBe("2012-10-17");
    expect(json.Statement.length).toBeGreaterThan(0);
    const sids = json.Statement.map(({ Sid }: { Sid?: string }) => Sid).filter(Boolean);
    expect(new Set(sids).size).toBe(sids.length);
    for (const statement of json.Statement) {
      expect(statement.Effect).toBe("Allow");
      expect(
        Object.keys(statement).filter(
          (key) => !/^(Sid|Effect|Action|Resource|Principal|Condition)$/.test(key),
        ),
      ).toEqual([]);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
      for (const action of [statement.Action].flat()) expect(action).toMatch(/^[a-z0-9-]+:[A-Z][A-Za-z]+$/);
    }
    // IAM counts characters without white space: 6,144 for a managed policy.
    expect(JSON.stringify(json).length).toBeLessThan(6_144);
  });

  test("is least privilege: everything that can have a resource has one", () => {
    const anywhere = readPolicy(name.replace(".json", "")).filter(({ resources }) => resources.includes("*"));
    const known =
      /^(Token|AccountSettingOptional|SummarizeNewTemplateOptional|ReadBackTaskDefinitions|ListTasks)$/;
    expect(anywhere.map(({ sid }) => sid).filter((sid) => !known.test(sid))).toEqual([]);
  });
});

test.each([
  "trust-deploy",
  "trust-build",
  "trust-pull-request",
])("%s takes GitHub's immutable subject only", (name) => {
  const [{ Action, Condition }] = JSON.parse(policyText(name)).Statement;
  expect(Action).toBe("sts:AssumeRoleWithWebIdentity");
  const equal = Condition.StringEquals;
  expect(equal["token.actions.githubusercontent.com:aud"]).toBe("sts.amazonaws.com");
  expect(equal["token.actions.githubusercontent.com:sub"]).toMatch(
    /^repo:ORG@ORG_ID\/REPO@REPO_ID:(environment:|ref:|pull_request$)/,
  );
});

test("deploy.json has every action that src/deploy names, and none besides but the pass of a role", () => {
  const allowed = readPolicy("deploy").flatMap(({ actions }) => actions);
  const named = [...sources("src/deploy").matchAll(/"((?:cloudformation|ecs|lambda|ecr):[A-Z]\w+)"/g)].map(
    ([, action]) => action,
  );
  const passed = new Set(["iam:PassRole"]);
  expect(new Set(allowed.filter((action) => !passed.has(action)))).toEqual(new Set(named));
});

// aws/serverless-application-model#186: a change set of a SAM stack is also checked against its transform.
test.each([
  "deploy",
  "preview",
])("%s.json lets a change set use Amazon's transforms, and nothing but its stack besides", (name) => {
  const policy = readPolicy(name);
  const arn = "arn:aws:cloudformation:eu-west-1";
  expect(allows(policy, "cloudformation:CreateChangeSet", `${arn}:aws:transform/Serverless-2016-10-31`)).toBe(
    true,
  );
  expect(allows(policy, "cloudformation:CreateChangeSet", `${arn}:123456789012:stack/other/id`)).toBe(false);
});

test("preview.json can look and make change sets, and never starts one", () => {
  const allowed = readPolicy("preview").flatMap(({ actions }) => actions);
  expect(allowed).not.toContain("cloudformation:ExecuteChangeSet");
  expect(allowed).not.toContain("cloudformation:CancelUpdateStack");
});

test("build.json and clean.json have every ECR action that src/registry names; only clean.json deletes", () => {
  const named = [...sources("src/registry").matchAll(/"(ecr(?:-public)?:[A-Z]\w+)/g)].map(
    ([, action = ""]) => action,
  );
  const allowed = [...readPolicy("build"), ...readPolicy("build-public")].flatMap(({ actions }) => actions);
  const missing = named.filter((action) => !allowed.includes(action));
  expect(missing).toEqual(["ecr:BatchDeleteImage"]);
  expect(readPolicy("clean").flatMap(({ actions }) => actions)).toContain("ecr:BatchDeleteImage");
  const readOnly = readPolicy("pull-request").flatMap(({ actions }) => actions);
  expect(
    readOnly.filter((action) => /:(Put|Initiate|Upload|Complete|Create|Set|Delete)/.test(action)),
  ).toEqual([]);
});
