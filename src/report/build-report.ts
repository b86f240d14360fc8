/** Plan, outcomes and records → the report of the run. Pure. */
import { countHits } from "../build/step-lines.ts";
import type { Budget, ImageName, Outcome, Plan, RegistryTarget } from "../model.ts";
import type { ImageRecords } from "../registry/read-records.ts";
import { type BuildRecord, continueHistory } from "../registry/record.ts";
import { findBrokenBudgets, findRegressions } from "./regressions.ts";
import { collectResults, type ImageResult } from "./results.ts";
import type { ImageReport, RunReport } from "./run-report.ts";
import { countSavings } from "./savings.ts";

export interface RunFacts {
  readonly plan: Plan;
  readonly outcomes: ReadonlyMap<ImageName, Outcome>;
  readonly records: ReadonlyMap<ImageName, ImageRecords>;
  readonly registry: RegistryTarget | undefined;
  /** US dollars. */
  readonly costPerMinute: number | undefined;
}

export function buildReport(facts: RunFacts): RunReport {
  const { plan, outcomes, records, registry, costPerMinute } = facts;
  const images: Record<string, ImageReport> = {};
  for (const [name, result] of collectResults(plan, outcomes, registry)) {
    const spec = plan.images.get(name)?.spec;
    const report = imageReport(result, outcomes.get(name), records.get(name), spec?.budget ?? {});
    const path = spec?.dockerfile.kind === "file" ? { dockerfile: spec.dockerfile.path } : {};
    images[name] = { ...report, ...path };
  }
  const reused = Object.values(images).filter(({ status }) => status === "reused");
  // One build would have made all images of one content.
  const byContent = new Map<string, number | undefined>();
  for (const { fingerprint, savedSeconds } of reused) {
    byContent.set(fingerprint, byContent.get(fingerprint) ?? savedSeconds);
  }
  const savings = countSavings([...byContent.values()], costPerMinute);
  return { version: 1, trigger: plan.trigger, images, ...(reused.length === 0 ? {} : { savings }) };
}

function imageReport(
  result: ImageResult,
  outcome: Outcome | undefined,
  records: ImageRecords | undefined,
  budget: Budget,
): ImageReport {
  const steps = outcome !== undefined && "steps" in outcome ? outcome.steps : [];
  const layers = outcome?.status === "built" ? outcome.layers : undefined;
  const onDemand = outcome?.status === "built" ? outcome.onDemand : undefined;
  const hits = countHits(steps);
  const measured = { ...result, steps, hits };
  const { baseline, reused, last } = records ?? {};
  // A twin was not built for itself: nothing of it can be compared.
  const worse =
    result.status === "built" && steps.length > 0 && baseline !== undefined
      ? findRegressions(measured, baseline)
      : [];
  const flags = [...worse, ...(result.status === "failed" ? [] : findBrokenBudgets(measured, budget))];
  return {
    ...result,
    steps,
    ...(layers === undefined || layers.length === 0 ? {} : { layers }),
    ...(onDemand === undefined ? {} : { onDemand }),
    ...(outcome?.status !== "failed" || outcome.failure === undefined ? {} : { failure: outcome.failure }),
    ...(hits.total === 0 ? {} : { hits }),
    ...(baseline === undefined ? {} : { before: entryOf(baseline) }),
    ...(last === undefined ? {} : { history: continueHistory(last) }),
    ...(reused === undefined ? {} : { savedSeconds: reused.durationSeconds }),
    ...(flags.length === 0 ? {} : { flags }),
  };
}

function entryOf({ builtAt, commit, durationSeconds, sizeBytes, hits }: BuildRecord) {
  return {
    builtAt,
    durationSeconds,
    ...(commit === undefined ? {} : { commit }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(hits === undefined ? {} : { hits }),
  };
}
