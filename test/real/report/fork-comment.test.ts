/** `mode: comment`, as the bundle: a fork's report becomes its pull request's comment, and nothing else of it counts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { type GitHub, startGitHub } from "../../support/cloudformation-github.ts";

const { node } = inject("machine");
const SHA = "f".repeat(40);
const pull = (number: number, sha: string, repository: string) => ({
  number,
  head: { sha, ref: "feature", repo: { full_name: repository } },
});
const finished = {
  id: 99,
  name: "images",
  event: "pull_request",
  head_sha: SHA,
  head_branch: "feature",
  head_repository: { full_name: "someone/else" },
  html_url: "https://github.com/org/repo/actions/runs/99",
};
const report = {
  version: 1,
  trigger: { pullRequest: 1, sha: "0".repeat(40), runId: "1" },
  images: {
    api: { status: "built", durationSeconds: 61, reasons: ["<img src=x onerror=alert(1)> @everyone"] },
    base: { status: "reused", reasons: [] },
    "](https://evil.example)": { status: "pwned" },
  },
  savings: { seconds: 600, images: 1, unknown: 0 },
};

let github: GitHub;
let folder: string;
beforeEach(async () => {
  github = await startGitHub({
    pulls: [
      pull(7, SHA, "someone/else"),
      pull(8, "e".repeat(40), "someone/else"),
      pull(9, SHA, "third/party"),
    ],
  });
  folder = mkdtempSync(join(tmpdir(), "ml-image-build-comment-"));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await github.stop();
});
const leave = (name: string, text: string): void => {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "report.json"), text);
};
const comment = (
  run: unknown = finished,
  inputs: Readonly<Record<string, string>> = {},
): Promise<ActionRun> =>
  runAction({
    root: folder,
    node,
    event: { name: "workflow_run", ref: "refs/heads/main", payload: { workflow_run: run } },
    inputs: { mode: "comment", results: folder, "github-token": "token-of-the-job", ...inputs },
    env: github.env,
  });
const ours = () => github.comments.filter(({ body }) => body.startsWith("<!-- ml-image-build images images"));

test("one comment, on the pull request that GitHub names, edited by the next run", async () => {
  leave("ml-image-report-images", JSON.stringify(report));
  const first = await comment();
  expect(first.exitCode, first.log).toBe(0);
  expect(first.log).toContain("pull request 7 has the comment of run 99");
  expect(ours()).toHaveLength(1);
  const body = ours()[0]?.body ?? "";
  expect(body).toContain("| api |");
  expect(body).toContain("10.0 runner minutes not spent");
  expect(body).toContain("https://github.com/org/repo/actions/runs/99");
  expect(body).toContain(`commit ${SHA.slice(0, 10)}`);
  expect(body).not.toMatch(/<img|evil\.example|@everyone/);
  leave(
    "ml-image-report-images",
    JSON.stringify({
      ...report,
      images: { api: report.images.api, base: { ...report.images.base, status: "built" } },
    }),
  );
  await comment({ ...finished, id: 100 });
  expect(ours()).toHaveLength(1);
});

test("a commit that is not the newest any more, no report, a report that is none: nothing is written", async () => {
  leave("ml-image-report-images", JSON.stringify(report));
  const old = await comment({ ...finished, head_sha: "1".repeat(40) });
  expect(old.exitCode, old.log).toBe(0);
  expect(old.log).toMatch(/no open pull request has the commit 1111/);
  leave("ml-image-report-images", '{"version":1,"images":"none"}');
  const none = await comment();
  expect(none.exitCode, none.log).toBe(0);
  expect(none.log).toContain("left no report");
  expect(ours()).toEqual([]);
});

test("another event, no token, inputs of other modes: one error for each, nothing is written", async () => {
  leave("ml-image-report-images", JSON.stringify(report));
  const wrong = await comment({ ...finished, event: "push" }, { "github-token": "", push: "true" });
  expect(wrong.exitCode).toBe(1);
  expect(wrong.log).toMatch(/::error::mode comment: expected the event workflow_run/);
  expect(wrong.log).toMatch(/::error::input github-token/);
  expect(wrong.log).toMatch(/::error::input push: mode comment does not read it/);
  expect(ours()).toEqual([]);
});

test("a job without the permission: one warning with its name", async () => {
  await github.stop();
  github = await startGitHub({ isReadOnly: true, pulls: [pull(7, SHA, "someone/else")] });
  leave("x", JSON.stringify(report));
  const refused = await comment();
  expect(refused.exitCode, refused.log).toBe(0);
  expect(refused.log).toMatch(/::warning.*pull-requests: write/);
});
