/** build.yml as a repository calls it, executed by a workflow runner: outputs read back by a later job of the caller. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { findAct, startWorkflowRunner, type WorkflowRun, type WorkflowRunner } from "../../support/act.ts";
import { startGitHub } from "../../support/cloudformation-github.ts";
import { examples } from "../../support/examples.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";

const machine = inject("machine");
const act = await findAct();
const missing = typeof act === "string" ? undefined : act.skipped;

const caller = (registry: string) => `name: images
on:
  push: {}
  pull_request: {}
  workflow_dispatch:
    inputs: { images: { default: "" }, rebuild: { default: "false" } }
permissions: {}
jobs:
  images:
    permissions: { contents: read, id-token: write, pull-requests: write }
    uses: org/ml-image-build/.github/workflows/build.yml@v1
    with:
      registry: ${registry}
      images: \${{ inputs.images }}
      rebuild: \${{ inputs.rebuild || 'false' }}
  after:
    needs: images
    if: always()
    runs-on: ubuntu-24.04
    steps:
      - env:
          OUTPUTS: \${{ toJSON(needs.images.outputs) }}
          RESULT: \${{ needs.images.result }}
        run: printf '{"result":"%s","outputs":%s}' "$RESULT" "$OUTPUTS" > "$READ_BACK"
`;

describe("build.yml", () => {
  let runner: WorkflowRunner;
  let repository: GitRepository;
  const registry = `${machine.registry}/workflows-${process.pid}`;
  const run = (
    event: string,
    payload: unknown = {},
    env: Readonly<Record<string, string>> = {},
  ): Promise<WorkflowRun> =>
    runner.run({ root: repository.root, workflow: ".github/workflows/images.yml", event, payload, env });

  beforeAll(async () => {
    if (missing !== undefined) return;
    runner = await startWorkflowRunner(String(act), machine.node);
    repository = createRepository({
      ".github/workflows/images.yml": caller(registry),
      ".github/workflows/comment.yml": readFileSync(join(examples, "comment.yml"), "utf8"),
      ".github/ml-images.yml":
        "images:\n  base:\n    context: base\n  api:\n    context: api\n    parameter: ApiImageUri\n    contexts: { base: image:base }\n  other:\n    context: other\n",
      "base/Dockerfile": `FROM ${machine.base}\nRUN echo base > /base\n`,
      "api/Dockerfile": "FROM base\nCOPY main.py /\n",
      "api/main.py": "1\n",
      "other/Dockerfile": `FROM ${machine.base}\nCOPY Dockerfile /\n`,
    });
    repository.git("remote", "add", "origin", "https://github.com/org/repo.git");
  });
  afterAll(async () => {
    repository?.[Symbol.dispose]();
    await runner?.stop();
  });

  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(missing !== undefined, missing);
      await body();
    });
  const legs = ({ jobs }: WorkflowRun): readonly string[] =>
    Object.keys(jobs).filter((job) => job.startsWith("images/build/build"));

  step("first push: every image is built, in legs that keep parent and child together", async () => {
    const first = await run("push");
    expect(first.exitCode, first.log).toBe(0);
    const { result, outputs } = read(first);
    expect(result).toBe("success");
    expect(JSON.parse(outputs.built ?? "").sort()).toEqual(["api", "base", "other"]);
    expect(outputs["any-built"]).toBe("true");
    expect(outputs["parameter-overrides"]).toMatch(
      /^ApiImageUri=localhost:\d+\/\S+\/api@sha256:[0-9a-f]{64}$/,
    );
    expect(outputs.results).not.toContain(machine.registry);
    expect(legs(first)).toHaveLength(2);
    expect(first.artifacts.filter((name) => name.startsWith("ml-image-leg-images--"))).toHaveLength(2);
    expect(first.artifacts).toContain("ml-image-report-images");
  });

  step("unchanged: no leg starts, and the outputs are the same images", async () => {
    const again = await run("push");
    expect(again.exitCode, again.log).toBe(0);
    const { outputs } = read(again);
    expect(legs(again)).toEqual([]);
    expect(JSON.parse(outputs.reused ?? "").sort()).toEqual(["api", "base", "other"]);
    expect(outputs).toMatchObject({ "any-built": "false", built: "[]", failed: "[]" });
    expect(outputs["parameter-overrides"]).toMatch(/^ApiImageUri=/);
  });

  step("one change: one image", async () => {
    repository.commit({ "api/main.py": "2\n" });
    const changed = await run("push");
    expect(changed.exitCode, changed.log).toBe(0);
    expect(legs(changed)).toHaveLength(1);
    expect(read(changed).outputs.built).toBe('["api"]');
  });

  step("a pull request: built, and told in one comment that the next run changes", async () => {
    const github = await startGitHub();
    try {
      repository.commit({ "api/main.py": "3\n" });
      const payload = {
        number: 7,
        repository: { default_branch: "main", full_name: "org/repo" },
        pull_request: {
          number: 7,
          head: { ref: "feature", sha: "f".repeat(40), repo: { full_name: "org/repo" } },
          base: { ref: "main", sha: "e".repeat(40), repo: { full_name: "org/repo" } },
        },
      };
      const env = { GITHUB_API_URL: github.env.GITHUB_API_URL ?? "" };
      for (const time of [1, 2]) {
        const asked = await run("pull_request", payload, env);
        expect(asked.exitCode, asked.log).toBe(0);
        expect(read(asked).outputs["any-built"]).toBe(String(time === 1));
        const ours = github.comments.filter(({ body }) => body.startsWith("<!-- ml-image-build"));
        expect(
          ours.map(({ body }) => body.includes("| api |")),
          asked.log,
        ).toEqual([true]);
      }
    } finally {
      await github.stop();
    }
  });

  step(
    "a fork's pull request: built and not pushed; its comment comes from the workflow after it",
    async () => {
      const fork = { ref: "theirs", sha: "f".repeat(40), repo: { full_name: "someone/else" } };
      const github = await startGitHub({ pulls: [{ number: 8, head: fork }] });
      try {
        const payload = {
          number: 8,
          repository: { default_branch: "main", full_name: "org/repo" },
          pull_request: { number: 8, head: fork, base: { ref: "main", repo: { full_name: "org/repo" } } },
        };
        const env = { GITHUB_API_URL: github.env.GITHUB_API_URL ?? "" };
        const asked = await run("pull_request", payload, env);
        expect(asked.exitCode, asked.log).toBe(0);
        expect(JSON.parse(read(asked).outputs.images ?? "").api.uri).toBeUndefined();
        const ours = () =>
          github.comments.filter(({ body }) => body.startsWith("<!-- ml-image-build images"));
        expect(ours()).toEqual([]);
        const ended = {
          id: 1,
          name: "images",
          event: "pull_request",
          head_sha: fork.sha,
          head_branch: fork.ref,
          head_repository: fork.repo,
          html_url: "https://github.com/org/repo/actions/runs/1",
        };
        const after = await runner.run({
          root: repository.root,
          workflow: ".github/workflows/comment.yml",
          event: "workflow_run",
          payload: { workflow_run: ended, repository: payload.repository },
          env,
          afterTheLast: true,
        });
        expect(after.exitCode, after.log).toBe(0);
        expect(
          ours().map(({ body }) => body.includes("| api |")),
          after.log,
        ).toEqual([true]);
      } finally {
        await github.stop();
      }
    },
  );

  step("dispatch with chosen images, and rebuild", async () => {
    const asked = await run("workflow_dispatch", { inputs: { images: "other", rebuild: "other" } });
    expect(asked.exitCode, asked.log).toBe(0);
    const { outputs } = read(asked);
    expect(outputs.built).toBe('["other"]');
    expect(Object.keys(JSON.parse(outputs.images ?? ""))).toEqual(["other"]);
  });

  step("one image fails: the others are there, the call fails, and the outputs say which", async () => {
    repository.commit({
      "api/main.py": "4\n",
      "other/Dockerfile": `FROM ${machine.base}\nRUN echo 'error: no such model'; exit 3\n`,
    });
    const failed = await run("push");
    expect(failed.exitCode).toBe(1);
    expect(failed.jobs["images/build/report"]).toBe("failure");
    expect(failed.stepOutputs["images/build/report"]).toMatchObject({
      built: '["api"]',
      failed: '["other"]',
      "any-built": "true",
    });
    expect(failed.log).toContain("error: no such model");
    expect(failed.artifacts).toContain("ml-image-report-images");
  });

  step("an images file with mistakes: the plan says so, and nothing else runs", async () => {
    repository.commit({ ".github/ml-images.yml": "images:\n  api:\n    contxt: api\n" });
    const broken = await run("push");
    expect(broken.exitCode).toBe(1);
    expect(broken.log).toMatch(/contxt.*context/);
    expect(broken.jobs).toEqual({ "images/build/plan": "failure" });
  });
});

interface ReadBack {
  readonly result: string;
  readonly outputs: Readonly<Record<string, string>>;
}
function read({ readBack, log }: WorkflowRun): ReadBack {
  expect(readBack, log).not.toBe("");
  return JSON.parse(readBack) as ReadBack;
}
