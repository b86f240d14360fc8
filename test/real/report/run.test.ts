/** A pull request's run as a process: report folder, comment, baseline and budget, on the engine's own builder. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { pullRequest, runAction } from "../../support/action.ts";
import { startGitHub } from "../../support/cloudformation-github.ts";
import { createRepository } from "../../support/git-repository.ts";

const machine = inject("machine");
const missing = machine.engine === "ready" ? undefined : machine.engine.missing;

test("pull request: compared with the base branch, commented once, over budget fails", async (context) => {
  context.skip(missing !== undefined, missing);
  const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-report-"));
  const images = (budget: string): string => `images:\n  app:\n    context: app\n${budget}`;
  using repository = createRepository({
    ".github/ml-images.yml": images(""),
    "app/Dockerfile": `FROM ${machine.base}\nRUN echo one > /one\nCOPY a.txt /\n`,
    "app/a.txt": "1\n",
  });
  const github = await startGitHub();
  const run = (event?: ReturnType<typeof pullRequest>, id = "4711") =>
    runAction({
      root: repository.root,
      node: machine.node,
      ...(event === undefined ? {} : { event }),
      env: { ...github.env, RUNNER_TEMP: temporary, GITHUB_RUN_ID: id },
      inputs: { registry: `${machine.registry}/report`, "github-token": "token-of-the-job" },
    });
  try {
    const base = await run();
    expect(base.exitCode, base.log).toBe(0);
    expect(github.comments).toHaveLength(1);

    repository.commit({ "app/a.txt": "2\n" });
    const asked = await run(pullRequest(7));
    expect(asked.exitCode, asked.log).toBe(0);
    const path = asked.outputs.report ?? "";
    const report = JSON.parse(readFileSync(path, "utf8"));
    expect(report.images.app.before.durationSeconds).toBeGreaterThan(0);
    expect(report.images.app.steps).toContainEqual(expect.objectContaining({ line: 3, kind: "instruction" }));
    expect(report.images.app.steps).toContainEqual(expect.objectContaining({ kind: "push" }));
    expect(report.images.app.layers.length).toBeGreaterThan(1);
    expect(readdirSync(join(path, "..")).sort()).toEqual([
      "comment.md",
      "report.json",
      "timeline.html",
      "trace.json",
    ]);

    repository.commit({ ".github/ml-images.yml": images("    budget: { size-mb: 0.001 }\n") });
    const over = await run(pullRequest(7));
    expect(over.exitCode, over.log).toBe(1);
    expect(over.log).toContain("budget size-mb: at most 0.001");
    expect(over.log).toContain("runner minutes not spent");
    expect(github.comments.filter(({ user }) => user.type === "Bot")).toHaveLength(1);
    expect(github.comments.at(-1)?.body).toContain("1 reused");

    // What ends before anything is built may not leave an older commit's word standing, and goes when the job runs again.
    repository.commit({ ".github/ml-images.yml": "images:\n  app: { contex: app }\n" });
    const broken = await run(pullRequest(7), "4712");
    expect(broken.exitCode, broken.log).toBe(1);
    expect(broken.summary).toMatch(/nothing was built[\s\S]*unknown key; did you mean "context"\?/);
    expect(github.comments.filter(({ user }) => user.type === "Bot")).toHaveLength(1);
    expect(github.comments.at(-1)?.body).toContain("nothing was built");
    expect(github.comments.at(-1)?.body).not.toContain("1 reused");
    repository.commit({ ".github/ml-images.yml": images("") });
    const mended = await run(pullRequest(7), "4712");
    expect(mended.exitCode, mended.log).toBe(0);
    expect(github.comments.at(-1)?.body).toContain("1 reused");
    expect(github.comments.at(-1)?.body).not.toContain("nothing was built");
  } finally {
    await github.stop();
    rmSync(temporary, { recursive: true, force: true });
  }
});
