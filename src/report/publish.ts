/** Tells people and later steps what came of the builds. */
import { formatSeconds } from "../build/describe-step.ts";
import { postComment } from "../github/comment.ts";
import type { Inputs } from "../inputs.ts";
import { legToJson } from "../legs/leg-results.ts";
import type { ImageName, Outcome, Plan, RegistryTarget } from "../model.ts";
import type { Leg } from "../plan/legs.ts";
import type { ImageRecords } from "../registry/read-records.ts";
import type { World } from "../shell/world.ts";
import { buildReport } from "./build-report.ts";
import { partKey, problemsKey } from "./comment-part.ts";
import { renderComment } from "./comment-text.ts";
import { setOutputs, tryReport, trySummary, writeReport } from "./hand-over.ts";
import { headline } from "./image-table.ts";
import { buildOutputs } from "./outputs.ts";
import { collectResults, type ImageResult } from "./results.ts";
import type { RunReport } from "./run-report.ts";
import { describeSavings } from "./savings.ts";
import { renderSummary } from "./summary.ts";
import { renderTimelinePage } from "./timeline-page.ts";
import { renderTrace } from "./trace.ts";

export interface Finished {
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<ImageName, Outcome>;
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
  readonly inputs: Pick<Inputs, "registry" | "comment" | "token" | "costPerMinute">;
  /** GitHub's price of this runner, when known. */
  readonly runnerPrice: number | undefined;
}

/** Outputs, summary and comment of `mode: all`; `true` when every image ended built or reused, within its budget. */
export async function publishOutcomes(world: World, finished: Finished): Promise<boolean> {
  const { plan, outcomes, records, inputs, runnerPrice } = finished;
  const { registry } = inputs;
  const results = collectResults(plan, outcomes, registry);
  const costPerMinute = inputs.costPerMinute ?? runnerPrice;
  const report = buildReport({ plan, outcomes, records, registry, costPerMinute });
  const url = runUrl(world);
  const comment = renderComment(report, url);
  const file = await tryReport(world, "report", report, {
    "trace.json": JSON.stringify(renderTrace(report)),
    "timeline.html": renderTimelinePage(report),
    "comment.md": `${comment}\n`,
  });
  const { outputs, notices } = buildOutputs(results, registry, file);
  setOutputs(world, outputs);
  for (const notice of notices) world.log.warning(notice);
  const isWithinBudget = tellFlags(world, plan, report);
  await trySummary(world, renderSummary(report));
  world.log.info(`Images: ${headline(results.values())}`);
  for (const [name, result] of results) world.log.info(`  ${name}: ${describeResult(result)}`);
  const saved = report.savings === undefined ? "" : describeSavings(report.savings);
  if (saved !== "") world.log.info(saved);
  // A run that was cancelled has seconds left: enough for files, not for GitHub's API.
  if (!world.cancelled.aborted) await tryComment(world, finished, comment);
  const isWhole = [...results.values()].every(({ status }) => status === "built" || status === "reused");
  return isWhole && isWithinBudget;
}

/** Annotations for what became worse; `false` when a budget is broken. */
function tellFlags(world: World, plan: Plan, report: RunReport): boolean {
  let isWithin = true;
  for (const [name, { flags = [] }] of Object.entries(report.images)) {
    const at = plan.images.get(name as ImageName)?.spec.definedAt.split(":")[0] ?? "";
    for (const { kind, text } of flags) {
      if (kind === "over-budget") {
        isWithin = false;
        world.log.error(`${name}: ${text}`, { file: at, title: `image ${name} is over its budget` });
      } else world.log.warning(`${name}: ${text}`);
    }
  }
  return isWithin;
}

/** `auto`: on pull requests of this repository; a fork's token may not write. */
async function tryComment(world: World, { plan, inputs }: Finished, markdown: string): Promise<void> {
  const { pullRequest, isFork } = plan.trigger;
  if (inputs.comment === "never" || pullRequest === undefined) return;
  if (isFork && inputs.comment === "auto") {
    world.log.info(
      "no comment: a fork's pull request has no token that may write; the report folder has its text",
    );
    return;
  }
  if (inputs.token === undefined) {
    world.log.warning("no comment: the input github-token is empty");
    return;
  }
  await postComment(world, {
    token: inputs.token,
    pullRequest,
    kind: "images",
    key: world.env.GITHUB_WORKFLOW ?? "",
    // What an earlier attempt could not even begin.
    part: {
      key: partKey(world.env, plan.order),
      runId: plan.trigger.runId,
      insteadOf: problemsKey(world.env),
    },
    markdown,
  });
}

function runUrl({ env }: World): string | undefined {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = env;
  return GITHUB_SERVER_URL === undefined || GITHUB_RUN_ID === undefined
    ? undefined
    : `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
}

/** What one leg leaves for the report: a file without any registry host; `true` when its images ended built or reused. */
export async function publishLeg(
  world: World,
  leg: Leg,
  plan: Plan,
  outcomes: ReadonlyMap<ImageName, Outcome>,
  registry: RegistryTarget | undefined,
): Promise<boolean> {
  const file = await writeReport(world, "report", legToJson(leg, plan, outcomes, registry));
  setOutputs(world, { report: file });
  const own = collectResults(plan, outcomes, registry);
  const facts = { plan, outcomes, records: new Map(), registry, costPerMinute: undefined };
  await trySummary(world, renderSummary(buildReport(facts)));
  for (const [name, result] of own) world.log.info(`  ${name}: ${describeResult(result)}`);
  return [...own.values()].every(({ status }) => status === "built" || status === "reused");
}

function describeResult(result: ImageResult): string {
  const where = result.uri ?? (result.error === undefined ? "not pushed" : result.error);
  const time = result.durationSeconds > 0 ? ` in ${formatSeconds(result.durationSeconds)}` : "";
  return `${result.status}${time}, ${where}`;
}
