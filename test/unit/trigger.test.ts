import { describe, expect, test } from "vitest";
import type { Fingerprint } from "../../src/model.ts";
import { isPullRequestTag, movingTags, readableTags, sourceTag } from "../../src/plan/tags.ts";
import { readTrigger } from "../../src/trigger.ts";

const repository = { default_branch: "trunk" };
const fingerprint = "0123456789abcdef0123456789abcdef" as Fingerprint;

function trigger(event: string | undefined, ref: string, payload: unknown = { repository }) {
  return readTrigger(
    {
      GITHUB_REPOSITORY: "org/repo",
      GITHUB_SHA: "a".repeat(40),
      GITHUB_RUN_ID: "7",
      GITHUB_REF: ref,
      ...(event === undefined ? {} : { GITHUB_EVENT_NAME: event }),
    },
    payload,
  );
}

function pull(number: number, head: string | null) {
  return {
    repository,
    pull_request: {
      number,
      head: { ref: "topic", sha: "b".repeat(40), repo: head === null ? null : { full_name: head } },
      base: { ref: "trunk", repo: { full_name: "org/repo" } },
    },
  };
}

describe("who is trusted", () => {
  test.each([
    ["push", "refs/heads/trunk", "src-"],
    ["push", "refs/tags/v1.2.3", "src-"],
    ["schedule", "refs/heads/trunk", "src-"],
    ["workflow_dispatch", "refs/heads/trunk", "src-"],
    ["workflow_dispatch", "refs/tags/v1", "src-"],
    ["release", "refs/tags/v1", "src-"],
    ["push", "refs/heads/main", "branch-main-src-"],
    ["push", "refs/heads/feat/x y", "branch-feat-x-y-src-"],
    ["workflow_dispatch", "refs/heads/topic", "branch-topic-src-"],
    ["merge_group", "refs/heads/gh-readonly-queue/trunk/pr-1-abc", "merge_group-src-"],
    ["workflow_run", "refs/heads/trunk", "workflow_run-src-"],
    ["issue_comment", "refs/heads/trunk", "issue_comment-src-"],
  ])("%s on %s writes %s…", (event, ref, expected) => {
    expect(sourceTag(trigger(event, ref), fingerprint)).toBe(`${expected}0123456789abcdef0123`);
  });

  test("a payload without a default branch: main and master count as it, others do not", () => {
    expect(trigger("push", "refs/heads/main", {}).scope.kind).toBe("trusted");
    expect(trigger("push", "refs/heads/trunk", {}).scope.kind).toBe("untrusted");
  });

  test("outside GitHub Actions a person is at the keyboard", () => {
    expect(trigger(undefined, "").scope.kind).toBe("trusted");
  });

  test.each([
    ["pull_request", pull(12, "org/repo"), false, "pr12-src-"],
    ["pull_request", pull(12, "someone/fork"), true, "pr12-fork-src-"],
    ["pull_request", pull(12, null), true, "pr12-fork-src-"],
    ["pull_request_target", pull(12, "someone/fork"), true, "pr12-fork-src-"],
  ])("%s", (event, payload, isFork, prefix) => {
    const found = trigger(event, "refs/pull/12/merge", payload);
    expect(found.isFork).toBe(isFork);
    expect(found.pullRequest).toBe(12);
    expect(sourceTag(found, fingerprint)).toBe(`${prefix}0123456789abcdef0123`);
    expect(readableTags(found, fingerprint)).toEqual([
      "src-0123456789abcdef0123",
      `${prefix}0123456789abcdef0123`,
    ]);
  });
});

describe("trust-pull-requests", () => {
  test.each([
    ["pr12-src-0123456789abcdef0123", true],
    ["pr12-fork-src-0123456789abcdef0123", false],
    ["pr12-src-ffffffffffffffffffff", false],
    ["branch-x-src-0123456789abcdef0123", false],
    ["src-0123456789abcdef0123", false],
  ])("%s: %s", (tag, expected) => {
    expect(isPullRequestTag(tag, fingerprint)).toBe(expected);
  });
});

describe("moving tags", () => {
  test("a trusted run sets the image's and the input's", () => {
    const { set } = movingTags(trigger("push", "refs/heads/trunk"), ["latest"], ["{sha}", "{branch}-{run}"]);
    expect(set).toEqual(["latest", "a".repeat(40), "trunk-7"]);
  });

  test("a pull request never moves latest", () => {
    const { set, notices } = movingTags(
      trigger("pull_request", "refs/pull/3/merge", pull(3, "org/repo")),
      ["latest"],
      ["stable", "{branch}", "pr-{pr}"],
    );
    expect(set).toEqual(["pr-3"]);
    expect(notices).toHaveLength(2);
  });

  test("no tag of the action's own form", () => {
    const own = [
      `src-0123456789abcdef012{pr}`,
      "src-0123456789abcdef0123-linux-{pr}",
      "pr{pr}-src-0123456789abcdef0123",
      "branch-x-{pr}-record-last",
      "record-0123456789abcdef012{pr}",
    ];
    const pull3 = trigger("pull_request", "refs/pull/3/merge", pull(3, "org/repo"));
    const { set, notices } = movingTags(pull3, [], [...own, "src-{pr}", "records-{pr}"]);
    expect(set).toEqual(["src-3", "records-3"]);
    expect(notices).toHaveLength(own.length);
    expect(notices[0]).toBe(
      "tag src-0123456789abcdef012{pr} is not set: src-0123456789abcdef0123 has the form of the action's own tags",
    );
  });

  test("a placeholder without a value sets nothing", () => {
    const { set, notices } = movingTags(trigger("push", "refs/heads/trunk"), [], ["pr-{pr}"]);
    expect(set).toEqual([]);
    expect(notices[0]).toMatch(/this run has no pr/);
  });
});
