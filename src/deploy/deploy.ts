/** The story of a deploy: prepare, show, start, wait, read back. Every way it can end is a report. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { awaitReady } from "./await-ready.ts";
import type { AwsClients } from "./aws-clients.ts";
import { isAwsError } from "./aws-error.ts";
import { countChanges, describeChange, findReplacements } from "./change-set-table.ts";
import { imageOf } from "./check-images.ts";
import { executeChangeSet } from "./execute-change-set.ts";
import { findImageProblems } from "./find-image-problems.ts";
import { finishUpdate } from "./finish.ts";
import { removeChangeSet } from "./make-change-set.ts";
import type { DeployReport, DeployRequest, ResourceChange, WantedParameter } from "./model.ts";
import { type Prepared, prepareChangeSet } from "./prepare.ts";
import { describeChangeSet, listChanges } from "./read-change-set.ts";
import { startReport } from "./start-report.ts";
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
      const prepared = await prepare(world, aws, request, {
        asked,
        deadline,
        changeSetName: changeSetName(world, runName),
      });
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

interface Round {
  readonly asked: readonly WantedParameter[];
  readonly deadline: number;
  readonly changeSetName: string;
}

type Ready = Prepared & { readonly wanted?: readonly WantedParameter[] };

async function prepare(world: World, aws: AwsClients, request: DeployRequest, round: Round): Promise<Ready> {
  const { source, stack } = request;
  if (source.kind === "new") {
    return prepareChangeSet(world, aws, { stack, source, wanted: round.asked, ...round });
  }
  const gate = await awaitReady(world, aws, stack, round.deadline);
  if (gate.kind === "cancelled") return gate;
  if (gate.kind === "blocked") return { kind: "blocked", status: gate.status, problems: [gate.problem] };
  const changeSet = await describeChangeSet(aws, source.changeSet, stack);
  const status = gate.kind === "ready" ? gate.stack.status : gate.status;
  if (changeSet.status !== "CREATE_COMPLETE" || changeSet.executionStatus !== "AVAILABLE") {
    const found = `${changeSet.status}, ${changeSet.executionStatus} ${changeSet.reason}`.trim();
    const problem = `input change-set: expected one that can be executed, found ${found}; make a new one with execute: false`;
    return { kind: "blocked", status, problems: [problem] };
  }
  const wanted = [...changeSet.parameters].flatMap(([name, value]): WantedParameter[] => {
    const image = imageOf(name, value);
    return image === undefined ? [] : [{ name, value, image, from: "the change set" }];
  });
  const template = { kind: "change-set", id: changeSet.id } as const;
  const images = await findImageProblems(world, aws, { stackId: changeSet.stackId, template, wanted });
  if (images.problems.length > 0) return { kind: "blocked", status, problems: images.problems };
  return { kind: "made", changeSet, wanted, notices: images.notices };
}

/** `undefined`: another operation came first. */
async function carryOut(
  world: World,
  aws: AwsClients,
  request: DeployRequest,
  { changeSet, notices, wanted }: Extract<Ready, { kind: "made" }>,
  report: ReturnType<typeof startReport>,
): Promise<DeployReport | undefined> {
  const changes = await listChanges(aws, changeSet);
  showChanges(world, changes);
  const facts = { changes, notices, ...(wanted === undefined ? {} : { parameters: wanted }) };
  const refused = request.allowReplacement ? [] : findReplacements(changes);
  if (refused.length > 0) {
    await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
    const problems = refused.map(
      (one) => `${describeChange(one)}: replacements are refused (allow-replacement: false)`,
    );
    return report("blocked", "nothing was started", { ...facts, problems });
  }
  const made = { ...facts, changeSet: changeSet.id };
  if (!request.execute) {
    return report(
      "pending",
      `the change set waits: ${countChanges(changes)}. Execute it with the input change-set`,
      made,
    );
  }
  if (world.cancelled.aborted) return report("cancelled", "cancelled before anything was started", made);
  const token = changeSet.id
    .slice(changeSet.id.indexOf("/") + 1)
    .replace(/[^A-Za-z0-9-]/g, "-")
    .slice(0, 128);
  const started = await executeChangeSet(aws, changeSet, token);
  if (started.kind === "superseded") {
    world.log.info(`the change set is obsolete: ${started.because}`);
    await removeChangeSet(world, aws, changeSet.id, changeSet.stackId);
    return undefined;
  }
  return finishUpdate(
    world,
    aws,
    request,
    { changeSet, token, wanted: wanted ?? report.asked, made },
    report,
  );
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
