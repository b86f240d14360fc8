/** What is refused before anything starts, and the words that tell the next move. */
import { expect, inject, test } from "vitest";
import { type Account, openAccount, REPOSITORY, TEMPLATE } from "../../support/cloudformation-fixture.ts";
import { addRepository } from "../../support/ecr-state.ts";

const node = inject("node");

async function refused(
  account: Account,
  uri: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<string> {
  const run = await account.deploy({ results: account.results(uri), ...inputs });
  expect(run.exitCode, run.log).toBe(1);
  expect(run.outputs.change).toBe("blocked");
  const waiting = [...account.cloud.changeSets.values()].filter((one) => one.executionStatus === "AVAILABLE");
  expect(waiting).toEqual([]);
  return run.log;
}

test.concurrent("images that Lambda would not take: gone, an index, zstd layers, another processor, too large", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const gone = account.image("gone");
  account.remove(gone);
  expect(await refused(account, gone)).toContain(
    "is not in its registry; a lifecycle rule may have removed it",
  );
  const index = account.image("index", { kind: "index" });
  expect(await refused(account, index)).toContain("Lambda takes one image manifest; set runtime: lambda");
  const zstd = account.image("zstd", { layerType: "application/vnd.oci.image.layer.v1.tar+zstd" });
  expect(await refused(account, zstd)).toContain("Lambda takes gzip layers");
  const arm = account.image("arm", { architecture: "arm64" });
  expect(await refused(account, arm)).toContain(
    'ChordDetector runs linux/amd64, image chord-detector is linux/arm64: it would fail with "exec format error"',
  );
  const large = account.image("large", { layerBytes: 11 * 1024 ** 3 });
  expect(await refused(account, large)).toContain("Lambda takes 10 GB uncompressed");
});

test.concurrent("another region than the stack's", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const registry = "123456789012.dkr.ecr.us-east-1.amazonaws.com";
  expect(await refused(account, account.image("new"), { registry })).toContain(
    "the image lies in us-east-1, the stack in eu-west-1, and Lambda pulls within its region only",
  );
});

test.concurrent("a function for arm64 takes an arm64 image", async ({ expect }) => {
  await using account = await openAccount(node);
  const template = TEMPLATE.replace("PackageType: Image", "PackageType: Image\n      Architectures: [arm64]");
  account.stack(account.image("old", { architecture: "arm64" }), { template });
  const run = await account.deploy({
    results: account.results(account.image("new", { architecture: "arm64" })),
  });
  expect(run.exitCode, run.log).toBe(0);
  expect(await refused(account, account.image("amd"))).toContain(
    "runs linux/arm64, image chord-detector is linux/amd64",
  );
});

test.concurrent("a role that may not look at the images or the template deploys all the same, and hears of it", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  account.ecr.denied.add("ecr:BatchGetImage");
  account.cloud.denied.add("cloudformation:GetTemplate");
  account.cloud.denied.add("lambda:GetFunction");
  const run = await account.deploy({ results: account.results(account.image("new")) });
  expect(run.exitCode, run.log).toBe(0);
  expect(run.log).toContain(
    "is not checked: ECR of account 123456789012 in eu-west-1, ml/chord-detector: AWS denies ecr:BatchGetImage",
  );
  expect(run.log).toContain("what takes the images is not checked: AWS denies cloudformation:GetTemplate");
  expect(run.log).toContain("what runs the images could not be read back");
});

test.concurrent("parameters that the template does not have, all at once", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"));
  const results = account.results(account.image("new"), { parameter: "ChordDetectorImageUrl" });
  const log = await refused(account, "", { results, parameters: "Stag=x\nMemory=1,Stage=b" });
  expect(log).toContain(
    'image chord-detector: the template has no parameter ChordDetectorImageUrl; did you mean "ChordDetectorImageUri"?',
  );
  expect(log).toContain('the template has no parameter Stag; did you mean "Stage"?');
  expect(log).toContain("parameters are separated by lines, not by commas");
});

test.concurrent("a transform that makes the previous template unsafe", async ({ expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"), { template: `Transform: AWS::LanguageExtensions\n${TEMPLATE}` });
  expect(await refused(account, account.image("new"))).toContain("AWS::LanguageExtensions");
});

test.concurrent.for([
  ["ROLLBACK_COMPLETE", "delete-stack"],
  ["UPDATE_ROLLBACK_FAILED", "continue-update-rollback"],
  ["UPDATE_FAILED", "rollback-stack"],
])("a stack in %s: the way out is %s", async ([status = "", command], { expect }) => {
  await using account = await openAccount(node);
  account.stack(account.image("old"), { status });
  expect(await refused(account, account.image("new"))).toContain(`stack chords is in ${status}: `);
  expect(await refused(account, account.image("new"))).toContain(
    `aws cloudformation ${command} --stack-name chords`,
  );
});

test.concurrent("no stack, no credentials, no region", async ({ expect }) => {
  await using account = await openAccount(node);
  const results = account.results(account.image("new"));
  expect(await refused(account, "", { results })).toContain("there is no stack chords in eu-west-1");
  const nobody = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_CONFIG_FILE: "/dev/null",
  };
  const without = await account.deploy({ results }, { env: nobody });
  expect(without.log).toContain("no AWS credentials");
  expect(without.log).toContain("id-token: write");
  const lost = await account.deploy(
    { results, registry: "localhost:5000" },
    { env: { AWS_REGION: undefined } },
  );
  expect(lost.log).toContain("no AWS region");
  const denied = account.cloud.denied.add("cloudformation:DescribeStacks");
  expect(await refused(account, "", { results })).toContain(
    "AWS denies cloudformation:DescribeStacks; allow it on chords",
  );
  denied.clear();
});

test.concurrent("inputs of another mode, and inputs that contradict each other, all at once", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  const run = await account.deploy({
    stack: "no stack!",
    push: "true",
    template: "ftp://x",
    "role-arn": "me",
    execute: "maybe",
  });
  expect(run.exitCode).toBe(1);
  for (const name of [
    "push: mode deploy does not read it",
    "stack: expected",
    "template: expected",
    "role-arn: expected",
    "execute: expected",
  ]) {
    expect(run.log).toContain(`input ${name}`);
  }
  const building = await account.deploy({ mode: "plan", parameters: "A=1" });
  expect(building.log).toContain("input stack: mode plan does not read it, it belongs to mode: deploy");
  const both = await account.deploy({
    "change-set": "x",
    parameters: "A=1",
    images: "a",
    execute: "false",
  });
  expect(both.log).toContain("leave out images, parameters");
  expect(both.log).toContain("give one of them");
});

test.concurrent("an image in several repositories is deployed from its first; digests are what counts", async ({
  expect,
}) => {
  await using account = await openAccount(node);
  addRepository(account.ecr, "ml/other");
  account.stack(account.image("old"));
  const fresh = account.image("new");
  const results = account.results(fresh, { repositories: [REPOSITORY, "ml/other"] });
  const run = await account.deploy({ results });
  expect(run.exitCode, run.log).toBe(0);
  expect(account.cloud.functions.get("chords-ChordDetector")).toBe(fresh);
});
