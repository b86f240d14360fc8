/**
 * A run that ended before anything could be built: its problems go into the job summary, and into the comment
 * that would otherwise go on telling of an older commit.
 */
import { describeError } from "../errors.ts";
import { postComment } from "../github/comment.ts";
import { type InputName, inputVariable } from "../inputs.ts";
import { readEventPayload } from "../read-event.ts";
import type { World } from "../shell/world.ts";
import { readTrigger } from "../trigger.ts";
import { problemsKey } from "./comment-part.ts";
import { trySummary } from "./hand-over.ts";
import { codeCell } from "./markdown.ts";

const MOST_PROBLEMS = 50;
const LONGEST_PROBLEM = 1000;
const modesThatBuild = ["", "all", "plan", "build"];

/** Never throws: whatever goes wrong here, the problems are in the log. */
export async function publishProblems(world: World, problems: readonly string[]): Promise<void> {
  try {
    await publish(world, problems);
  } catch (error) {
    world.log.debug(`the problems were not published: ${describeError(error)}`);
  }
}

/** The inputs are read as they are written: they may be what is wrong. */
async function publish(world: World, problems: readonly string[]): Promise<void> {
  const read = (name: InputName): string => (world.env[inputVariable(name)] ?? "").trim();
  if (!modesThatBuild.includes(read("mode"))) return;
  const rest = problems.length - MOST_PROBLEMS;
  const lines = [
    "### Images: nothing was built",
    "",
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => {
      // An AWS account is named in logs, which may mask it, and nowhere else.
      const text = problem.replace(/\b\d{12}\b/g, "…");
      return `- ❌ ${codeCell(text, LONGEST_PROBLEM)}`;
    }),
    ...(rest > 0 ? [`- … and ${rest} more, in the log`] : []),
  ];
  const markdown = lines.join("\n");
  await trySummary(world, `${markdown}\n`);
  const token = read("github-token");
  const wish = read("comment") || "auto";
  const hasToken = token !== "" && !token.startsWith("${{");
  if (!["", "all"].includes(read("mode")) || wish === "never" || !hasToken || world.cancelled.aborted) return;
  const { pullRequest, isFork, runId, sha } = readTrigger(world.env, await readEventPayload(world));
  if (pullRequest === undefined || (isFork && wish === "auto")) return;
  await postComment(world, {
    token,
    pullRequest,
    kind: "images",
    key: world.env.GITHUB_WORKFLOW ?? "",
    part: { key: problemsKey(world.env), runId },
    markdown: /^[0-9a-f]{40}$/.test(sha ?? "") ? `${markdown}\n\ncommit ${sha?.slice(0, 10)}` : markdown,
  });
}
