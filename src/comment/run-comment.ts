/** `mode: comment`: a fork's run has ended, and what it left becomes the pull request's comment. */
import { createHash } from "node:crypto";
import { readResults } from "../deploy/read-results.ts";
import { describeError } from "../errors.ts";
import { postComment } from "../github/comment.ts";
import { renderComment } from "../report/comment-text.ts";
import { parseReport } from "../report/parse-report.ts";
import type { World } from "../shell/world.ts";
import type { CommentInputs, FinishedRun } from "./comment-inputs.ts";
import { findPullRequests } from "./find-pull-requests.ts";

export { parseCommentInputs } from "./comment-inputs.ts";

/** More than any run leaves; what a fork uploads has no bound of its own. */
const MOST_REPORTS = 20;
const LONGEST_REPORT = 20_000_000;

/** `true` also where there is nothing to comment on: only an answer that GitHub owes fails the step. */
export async function runComment(world: World, { results, token, run }: CommentInputs): Promise<boolean> {
  world.log.mask(token);
  const { texts } = await readResults(world, results);
  const reports = texts
    .slice(0, MOST_REPORTS)
    .flatMap(({ text }) => (text.length > LONGEST_REPORT ? [] : (parseReport(text) ?? [])));
  if (reports.length === 0) {
    world.log.info(`no comment: run ${run.id} left no report`);
    return true;
  }
  let numbers: readonly number[];
  try {
    numbers = await findPullRequests(world, token, run);
  } catch (error) {
    world.log.error(`no comment: ${describeError(error)}`);
    return false;
  }
  if (numbers.length === 0)
    world.log.info(`no comment: no open pull request has the commit ${run.headSha} any more`);
  for (const pullRequest of numbers) {
    for (const report of reports) {
      const names = Object.keys(report.images).sort().join("\n");
      await postComment(world, {
        token,
        pullRequest,
        kind: "images",
        key: run.workflow,
        part: {
          key: `fork-${createHash("sha256").update(names).digest("hex").slice(0, 10)}`,
          runId: run.id,
        },
        markdown: renderComment(
          { ...report, trigger: { ...report.trigger, sha: run.headSha } },
          ownUrl(world, run),
        ),
      });
    }
    world.log.info(`pull request ${pullRequest} has the comment of run ${run.id}`);
  }
  return true;
}

/** Only an address of this repository's own runs becomes a link. */
function ownUrl({ env }: World, { url }: FinishedRun): string | undefined {
  const { GITHUB_SERVER_URL = "https://github.com", GITHUB_REPOSITORY = "" } = env;
  const start = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/`;
  return url.startsWith(start) && /^\d+$/.test(url.slice(start.length)) ? url : undefined;
}
