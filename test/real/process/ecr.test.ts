/**
 * The bundle against ECR, as a user runs it: the real SDK, the real buildx, Amazon's own host name with TLS,
 * in front of a real registry. See test/support/ecr-fixture.ts.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type ActionOptions, type ActionRun, runAction } from "../../support/action.ts";
import { type NamedEcr, startEcrByName, whyNoHostName } from "../../support/ecr-fixture.ts";
import { addRepository } from "../../support/ecr-state.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { monorepo } from "../../support/monorepo.ts";

const machine = inject("machine");
const obstacle = machine.engine === "ready" ? await whyNoHostName() : machine.engine.missing;
const noContainer =
  typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;

describe.each([
  { driver: "docker", missing: obstacle },
  { driver: "docker-container", missing: obstacle ?? noContainer },
])("ECR on the $driver driver", ({ driver, missing }) => {
  const prefix = `ml-${driver}`;
  let ecr: NamedEcr;
  let repository: GitRepository;
  let builder: string | undefined;
  let cold: ActionRun;

  const run = (options: Partial<ActionOptions> = {}): Promise<ActionRun> =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...options,
      inputs: { registry: `${ecr.host}/${prefix}`, ...options.inputs },
      env: { ...ecr.env, ...(builder === undefined ? {} : { BUILDX_BUILDER: builder }), ...options.env },
    });
  const statuses = ({ images }: ActionRun): string[] => Object.values(images).map(({ status }) => status);
  const callsOf = (action: string): number =>
    ecr.state.calls.filter((call) => call.action === `ecr:${action}`).length;

  beforeAll(async () => {
    if (missing !== undefined) return;
    ecr = await startEcrByName({ registryHost: machine.registry });
    repository = createRepository(monorepo(machine.base));
    if (driver === "docker-container") {
      builder = `ml-image-build-ecr-${process.pid}`;
      const config = join(mkdtempSync(join(tmpdir(), "ml-image-build-buildkitd-")), "buildkitd.toml");
      writeFileSync(config, ecr.buildkitdConfig);
      const options = ["--driver-opt", "network=host", "--buildkitd-config", config, "--bootstrap"];
      execFileSync(
        "docker",
        ["buildx", "create", "--name", builder, "--driver", "docker-container", ...options],
        { stdio: "pipe" },
      );
    }
    cold = await run();
  });
  afterAll(async () => {
    if (builder !== undefined)
      execFileSync("docker", ["buildx", "rm", "--force", builder], { stdio: "pipe" });
    repository?.[Symbol.dispose]();
    await ecr?.stop();
  });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });

  step("cold: missing repositories are created as they should be, images are pushed", async () => {
    expect(cold.exitCode, cold.log).toBe(0);
    expect(statuses(cold)).toEqual(Array(5).fill("built"));
    const handler = ecr.state.repositories.get(`${prefix}/handler`);
    expect(handler?.scanOnPush).toBe(true);
    expect(handler?.mutability).toBe("IMMUTABLE_WITH_EXCLUSION");
    expect(handler?.policy).toContain("lambda.amazonaws.com");
    expect(handler?.lifecycle).toContain("pr*-src-*");
    expect(ecr.state.repositories.get(`${prefix}/worker`)?.policy).toBeUndefined();
    const cache = ecr.state.repositories.get(`${prefix}/ml-image-cache`);
    expect(cache?.mutability).toBe("MUTABLE");
    // Five images, and the advice about the account's setting once.
    expect(cold.log.match(/put-account-setting --name BLOB_MOUNTING/g)).toHaveLength(1);
    expect(cache?.lifecycle).toContain("untagged");
    expect(cache?.lifecycle).not.toContain("trusted");
    expect(cold.outputs.images).toContain(`${ecr.host}/${prefix}/handler@sha256:`);
    expect(cold.outputs["parameter-overrides"]).toMatch(
      /^HandlerImageUri=123456789012\.dkr\.ecr\.eu-west-1\.amazonaws\.com\/ml-[a-z-]+\/handler@sha256:[0-9a-f]{64}$/,
    );
  });

  step("results carry neither host nor account", async () => {
    expect(cold.outputs.results).not.toMatch(/123456789012|amazonaws/);
    expect(cold.outputs.results).toContain(`"repository":"${prefix}/handler"`);
  });

  step("the password is masked before its first use, and never an argument", async () => {
    const password = [...ecr.state.tokens.keys()][0] ?? "";
    expect(cold.log).toContain(`::add-mask::${password}`);
    expect(cold.log.replaceAll(`::add-mask::${password}`, "")).not.toContain(password);
  });

  step("unchanged: reused without a pull, a push or a build", async () => {
    const [created, put] = [callsOf("CreateRepository"), callsOf("PutImage")];
    const again = await run();
    expect(again.exitCode, again.log).toBe(0);
    expect(statuses(again)).toEqual(Array(5).fill("reused"));
    expect(callsOf("CreateRepository")).toBe(created);
    expect(callsOf("PutImage")).toBe(put);
    expect(again.images.handler?.digest).toBe(cold.images.handler?.digest);
  });

  step("tags are set byte for byte by PutImage", async () => {
    const tagged = await run({ inputs: { tags: "run-{run}" } });
    expect(tagged.exitCode, tagged.log).toBe(0);
    const put = ecr.state.calls.filter((call) => call.action === "ecr:PutImage").at(-1);
    expect(put?.input).toMatchObject({
      imageTag: "run-4711",
      imageDigest: expect.stringMatching(/^sha256:/),
    });
    // Again: an immutable tag that already points there is fine.
    const again = await run({ inputs: { tags: "run-{run}" } });
    expect(again.exitCode, again.log).toBe(0);
    expect(again.log).not.toContain("::warning");
  });

  step("a repository with nothing but immutable tags: pushes once, re-runs succeed", async () => {
    addRepository(ecr.state, `fixed-${driver}/app`, { mutability: "IMMUTABLE" });
    using other = createRepository({
      ".github/ml-images.yml": "images:\n  app:\n    context: .\n    tags: [v1]\n",
      Dockerfile: `FROM ${machine.base}\nCOPY Dockerfile /\n`,
    });
    const inputs = { registry: `${ecr.host}/fixed-${driver}` };
    const first = await run({ root: other.root, inputs });
    expect(first.exitCode, first.log).toBe(0);
    const again = await run({ root: other.root, inputs });
    expect(again.exitCode, again.log).toBe(0);
    expect(again.images.app).toMatchObject({ status: "reused", digest: first.images.app?.digest });
    // The tag v1 may not move; the image is pushed, and its digest is what deploys.
    other.commit({ Dockerfile: `FROM ${machine.base}\nCOPY Dockerfile /two\n` });
    const second = await run({ root: other.root, inputs });
    expect(second.exitCode, second.log).toBe(0);
    expect(second.images.app?.status).toBe("built");
    expect(second.log).toMatch(/::warning.*v1 of app is immutable/);
    // A rebuild would have to replace an immutable tag: said before the build, not after two hours.
    const rebuilt = await run({
      root: other.root,
      inputs: { ...inputs, rebuild: "app", "no-cache": "true" },
    });
    expect(rebuilt.exitCode).toBe(1);
    expect(rebuilt.log).toMatch(/::error.*the tag src-\w+ of app is immutable/);
    expect(rebuilt.log).not.toContain("│ building");
  });

  step("a missing permission is named before anything is built", async () => {
    repository.commit({ "alone/data": `denied ${driver}\n` });
    for (const action of ["ecr:BatchGetImage", "ecr:GetAuthorizationToken"]) {
      ecr.state.denied.add(action);
      const denied = await run();
      ecr.state.denied.delete(action);
      expect(denied.exitCode).toBe(1);
      expect(denied.log).toMatch(new RegExp(`::error::.*${action}`));
      expect(denied.log).not.toMatch(/│ building|\n\s+at .*\(/);
    }
  });

  step("no credentials, another account: one clear error each", async () => {
    const none = await run({ env: { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined } });
    expect(none.exitCode).toBe(1);
    expect(none.log).toMatch(/::error::.*(configure-aws-credentials|credentials)/);
    ecr.state.callerAccount = "999999999999";
    ecr.state.denied.add("ecr:BatchGetImage");
    const foreign = await run();
    ecr.state.callerAccount = ecr.state.account;
    ecr.state.denied.clear();
    expect(foreign.exitCode).toBe(1);
    expect(foreign.log).toMatch(/::error::.*999999999999/);
  });

  step("create-repositories: false: a missing repository is named, nothing is pushed", async () => {
    const refused = await run({
      inputs: { registry: `${ecr.host}/absent`, "create-repositories": "false", images: "alone" },
    });
    expect(refused.exitCode).toBe(1);
    expect(refused.log).toMatch(/::error.*no repository absent\/alone/);
    expect(refused.log).not.toContain("│ building");
    expect(ecr.state.repositories.has("absent/alone")).toBe(false);
  });

  // What does not depend on the builder is shown on one.
  if (driver === "docker") return;

  step("a token that runs out during the build: the push goes on with a new one", async () => {
    const before = callsOf("GetAuthorizationToken");
    repository.commit({ "alone/data": `late ${driver} ${Date.now()}\n` });
    ecr.state.expireAtUpload = true;
    const late = await run({ inputs: { images: "alone", cache: "none" } });
    expect(late.exitCode, late.log).toBe(0);
    expect(late.log).toMatch(/::warning.*alone: .*authorization token has expired.*tried again/);
    expect(callsOf("GetAuthorizationToken") - before).toBe(2);
    expect(late.images.alone?.status).toBe("built");
  });

  step("an old token is renewed before the push", async () => {
    // Renewed at half of a short life; the base's build takes longer than that, and less than all of it.
    ecr.state.tokenSeconds = 12;
    const before = callsOf("GetAuthorizationToken");
    repository.commit({
      "docker/ml-base/Dockerfile": `FROM ${machine.base}\nRUN sleep 7 && echo ${driver} ${Date.now()} > /slow\n`,
    });
    const renewed = await run();
    ecr.state.tokenSeconds = 12 * 3600;
    expect(renewed.exitCode, renewed.log).toBe(0);
    expect(callsOf("GetAuthorizationToken") - before).toBeGreaterThan(1);
  });
});
