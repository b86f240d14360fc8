/** Tells people and later steps what came of a deploy: log, annotations, outputs, summary, comment. */
import { formatSeconds } from "../build/describe-step.ts";
import { postComment } from "../github/comment.ts";
import type { Trigger } from "../model.ts";
import type { OutputName } from "../report/outputs.ts";
import type { World } from "../shell/world.ts";
import type { DeployInputs } from "./deploy-inputs.ts";
import type { DeployReport } from "./model.ts";
import { renderDeploy } from "./render.ts";

/** `true` when the stack ended as asked. */
export async function publishDeploy(
  world: World,
  report: DeployReport,
  inputs: DeployInputs,
  trigger: Trigger,
): Promise<boolean> {
  const outputs: Partial<Record<OutputName, string>> = {
    "stack-status": report.status ?? "",
    change: report.change,
    // One JSON value: outputs of a stack named like ours would shadow ours.
    "stack-outputs": JSON.stringify(Object.fromEntries(report.outputs)),
    "change-set": report.change === "pending" ? (report.changeSet ?? "") : "",
  };
  for (const [name, value] of Object.entries(outputs)) world.log.setOutput(name, value);
  for (const notice of report.notices) world.log.warning(notice);
  for (const text of report.verified) world.log.info(`read back: ${text}`);
  for (const problem of report.problems) world.log.error(problem);
  world.log.info(
    `Stack ${report.stack}: ${report.change} in ${formatSeconds(report.seconds)}: ${report.headline}`,
  );
  const markdown = renderDeploy(report);
  try {
    await world.log.summary(markdown);
  } catch (error) {
    world.log.warning(
      `the job summary was not written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  // A run that was cancelled has seconds left: enough for a file, not for GitHub's API.
  if (report.change !== "cancelled") await comment(world, markdown, inputs, trigger);
  return report.change === "updated" || report.change === "none" || report.change === "pending";
}

/** `auto`: on pull requests of this repository; a fork's token may not write. */
async function comment(
  world: World,
  markdown: string,
  inputs: DeployInputs,
  trigger: Trigger,
): Promise<void> {
  const { pullRequest } = trigger;
  if (inputs.comment === "never" || pullRequest === undefined) return;
  if (inputs.token === undefined || (trigger.isFork && inputs.comment === "auto")) return;
  const key = `${world.env.GITHUB_WORKFLOW ?? ""}/${inputs.request.stack}`;
  await postComment(world, { token: inputs.token, pullRequest, kind: "deploy", key, markdown });
}
