/** The story of a deploy: prepare, show, start, wait, read back. Every way it can end is a report. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import { countChanges, describeChange, findReplacements } from "./change-set-table.ts";
import { executeChangeSet } from "./execute-change-set.ts";
import { finishUpdate } from "./finish.ts";
import { orRemove, removeChangeSet } from "./make-change-set.ts";
import type { DeployReport, DeployRequest, ResourceChange, WantedParameter } from "./model.ts";
import { type Prepared, prepareChangeSet } from "./prepare.ts";
import { listChanges } from "./read-change-set.ts";
import { reopenChangeSet } from "./reopen-change-set.ts";
import { type ReportFacts, type ReportMaker, startReport } from "./start-report.ts";
import { verifyNothingChanged } from "./verify-none.ts";

/** Two merges at once: so often a deploy starts over because another operation came first. */
const ROUNDS = 5;

/** `runName`: letters, digits and dashes; unique to this run and attempt. Problems become a report, not an error. */
export async function deployStack(
  world: World,
  aws: AwsClients,
  request: DeployRequest,
  asked: readonly WantedParameter[],
  runName: string,
): Promise<DeployReport> {
  const report = startReport(world, request, asked);
  const deadline = world.clock.now() + request.busyLimitMs;
  try {
    for (let round = 1; ; round += 1) {
      const prepared = await prepare(world, aws, request, asked, deadline, changeSetName(world, runName));
      if (prepared.kind === "cancelled") return report("cancelled", "cancelled before anything was started");
      if (prepared.kind === "blocked") {
        return report("blocked", "nothing was started", {
          status: prepared.status,
          problems: prepared.problems,
        });
      }
      if (prepared.kind === "none") return await verifyNothingChanged(world, aws, report, prepared, asked);
      if (prepared.kind === "made") {
        const ended = await carryOut(world, aws, request, prepared, report);
        if (ended !== undefined) return ended;
      }
      if (round >= ROUNDS || request.source.kind === "change-set") {
        const problem = `other operations on ${request.stack} came first ${round} times: run this job again, or let deploys of one stack queue (concurrency in the workflow)`;
        return report("blocked", "nothing was started", { problems: [problem] });
      }
      world.log.info(`another operation on ${request.stack} came first; starting over`);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (isAwsError(error, "cancelled")) return report("cancelled", "cancelled before anything was started");
    return report("blocked", "nothing was started", { problems: error.problems });
  }
}

function prepare(
  world: World,
  aws: AwsClients,
  { source, stack }: DeployRequest,
  wanted: readonly WantedParameter[],
  deadline: number,
  name: string,
): Promise<Prepared> {
  switch (source.kind) {
    case "new":
      return prepareChangeSet(world, aws, { stack, source, wanted, deadline, changeSetName: name });
    case "change-set":
      return reopenChangeSet(world, aws, { stack, changeSet: source.changeSet, deadline });
  }
}

/** `undefined`: another operation came first. */
async function carryOut(
  world: World,
  aws: AwsClients,
  request: DeployRequest,
  prepared: MadeChangeSet,
  report: ReportMaker,
): Promise<DeployReport | undefined> {
  const { changeSet, wanted } = prepared;
  const begin = (): Promise<Begun> => beginUpdate(world, aws, request, prepared, report);
  // A person's own change set stays where it is.
  const begun =
    request.source.kind === "change-set"
      ? await begin()
      : await orRemove(world, aws, changeSet.id, changeSet.stackId, begin);
  switch (begun.kind) {
    case "ended":
      return begun.report;
    case "superseded":
      world.log.info(`the change set is obsolete: ${begun.because}`);
      await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
      return undefined;
    case "started": {
      const { token, made } = begun;
      return finishUpdate(world, aws, request, { changeSet, token, wanted, made }, report);
    }
  }
}

type MadeChangeSet = Extract<Prepared, { kind: "made" }>;

type Begun =
  | { readonly kind: "ended"; readonly report: DeployReport }
  | { readonly kind: "superseded"; readonly because: string }
  | { readonly kind: "started"; readonly token: string; readonly made: ReportFacts };

/** Shows the change set and starts it, if it may be. Throws `AwsError` where nothing was started. */
async function beginUpdate(
  world: World,
  aws: AwsClients,
  request: DeployRequest,
  { changeSet, notices, wanted, status }: MadeChangeSet,
  report: ReportMaker,
): Promise<Begun> {
  const end = (...told: Parameters<ReportMaker>): Begun => ({ kind: "ended", report: report(...told) });
  const changes = await listChanges(aws, changeSet);
  showChanges(world, changes);
  const facts = { changes, notices, parameters: wanted, status };
  const refused = request.allowReplacement ? [] : findReplacements(changes);
  if (refused.length > 0) {
    await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
    const problems = refused.map(
      (one) => `${describeChange(one)}: replacements are refused (allow-replacement: false)`,
    );
    return end("blocked", "nothing was started", { ...facts, problems });
  }
  const made = { ...facts, changeSet: changeSet.id };
  if (!request.execute) {
    const headline = `the change set waits: ${countChanges(changes)}. Execute it with the input change-set`;
    return end("pending", headline, made);
  }
  if (world.cancelled.aborted) {
    await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
    return end("cancelled", "cancelled before anything was started", facts);
  }
  const token = changeSet.id
    .slice(changeSet.id.indexOf("/") + 1)
    .replace(/[^A-Za-z0-9-]/g, "-")
    .slice(0, 128);
  const started = await executeChangeSet(aws, changeSet, token);
  return started.kind === "superseded" ? started : { kind: "started", token, made };
}

function showChanges(world: World, changes: readonly ResourceChange[]): void {
  world.log.group(`Change set: ${countChanges(changes)}`, changes.map(describeChange));
  for (const change of findReplacements(changes)) {
    world.log.warning(
      `${describeChange(change)}: a replaced resource loses what it holds, unless its policies keep it`,
    );
  }
}

/** Letters, digits and dashes, at most 128; the time tells rounds and re-runs apart. */
function changeSetName(world: World, runName: string): string {
  return `mib-${runName}-${world.clock.now().toString(36)}`;
}
