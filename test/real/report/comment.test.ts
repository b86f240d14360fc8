/** The sticky comment against GitHub at the socket, through the real doors. */
import { expect, test } from "vitest";
import { postComment } from "../../../src/github/comment.ts";
import { commentMarker, mergeBody } from "../../../src/github/comment-body.ts";
import { openWorld } from "../../../src/shell/open-world.ts";
import { type GitHub, startGitHub } from "../../support/cloudformation-github.ts";

const marker = commentMarker("images", "build");

function post(github: GitHub, key: string, markdown: string, runId = "1"): Promise<void> {
  const env = { ...github.env, GITHUB_REPOSITORY: "org/repo" };
  return postComment(openWorld(env, new AbortController().signal), {
    token: "token-of-the-job",
    pullRequest: 7,
    kind: "images",
    key: "build",
    part: { key, runId },
    markdown,
  });
}
const ours = ({ comments }: GitHub) => comments.filter(({ user }) => user.type === "Bot");

test("two jobs at once end in one comment with both parts, updated in place by later runs", async () => {
  const github = await startGitHub({ crowd: 250, forged: `${marker}\nnot ours` });
  try {
    await Promise.all([post(github, "legs-a", "from a"), post(github, "legs-b", "from b")]);
    expect(ours(github)).toHaveLength(1);
    expect(ours(github)[0]?.body).toMatch(/from a[\s\S]*from b/);
    const [{ id } = { id: 0 }] = ours(github);

    await post(github, "legs-b", "from b again");
    expect(ours(github)[0]?.body).toMatch(/from a[\s\S]*from b again/);

    await post(github, "legs-a", "second run", "2");
    await post(github, "legs-b", "too late", "1");
    expect(ours(github).map((one) => one.id)).toEqual([id]);
    expect(ours(github)[0]?.body).toContain("second run");
    expect(ours(github)[0]?.body).not.toMatch(/from [ab]|too late/);
    expect(github.comments.find((one) => one.id === 2)?.body).toBe(`${marker}\nnot ours`);
  } finally {
    await github.stop();
  }
});

test("what another job writes after the comments were listed stays", async () => {
  let isOther = false;
  const github = await startGitHub({
    forged: "nothing of ours",
    afterList(comments) {
      const comment = comments.find(({ body }) => body.startsWith(marker));
      if (!isOther || comment === undefined) return;
      isOther = false;
      comment.body = mergeBody(marker, comment.body, { key: "legs-c", runId: "1" }, "from c") ?? "";
    },
  });
  try {
    await post(github, "legs-a", "from a");
    isOther = true;
    await post(github, "legs-b", "from b");
    expect(ours(github)).toHaveLength(1);
    expect(ours(github)[0]?.body).toMatch(/from a[\s\S]*from b[\s\S]*from c/);
  } finally {
    await github.stop();
  }
});
