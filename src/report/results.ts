/** Plan and outcomes → one plain value per image: what outputs, summary and report are made of. Pure. */
import type { Decision, ImageName, Outcome, Plan, RegistryTarget } from "../model.ts";
import { sourceTag } from "../plan/tags.ts";

export interface ImageResult {
  readonly status: Outcome["status"];
  /** `HOST/prefix/repository@sha256:…`; absent where nothing was pushed. */
  readonly uri?: string;
  /** Path below the registry's host. */
  readonly repository: string;
  readonly repositories?: readonly string[];
  readonly tag: string;
  readonly digest?: string;
  readonly platforms: readonly string[];
  readonly fingerprint: string;
  readonly reasons: readonly string[];
  readonly durationSeconds: number;
  readonly sizeBytes?: number;
  readonly parameter?: string;
  /** Why it failed, or which image blocks it. */
  readonly error?: string;
}

/** In the plan's order. An image without an outcome (the run was cut short) counts as failed. */
export function collectResults(
  plan: Plan,
  outcomes: ReadonlyMap<ImageName, Outcome>,
  registry: RegistryTarget | undefined,
): ReadonlyMap<ImageName, ImageResult> {
  return new Map(plan.order.map((name) => [name, resultOf(plan, name, outcomes.get(name), registry)]));
}

function resultOf(
  plan: Plan,
  name: ImageName,
  outcome: Outcome | undefined,
  registry: RegistryTarget | undefined,
): ImageResult {
  const image = plan.images.get(name);
  if (image === undefined) throw new Error(`the plan has no image ${name}`);
  const { spec, decision } = image;
  const prefix = registry?.prefix ?? "";
  const digest = outcome?.status === "built" || outcome?.status === "reused" ? outcome.digest : undefined;
  const sizeBytes =
    outcome?.status === "built" || outcome?.status === "reused" ? outcome.sizeBytes : undefined;
  const found = outcome?.status === "reused" ? outcome.place : undefined;
  const repository = prefix + (found?.repository ?? spec.repositories[0]);
  const error = errorOf(outcome, decision);
  return {
    status: outcome?.status ?? "failed",
    ...(digest !== undefined && registry !== undefined
      ? { uri: `${registry.host}/${repository}@${digest}` }
      : {}),
    repository,
    ...(spec.repositories.length > 1 ? { repositories: spec.repositories.map((one) => prefix + one) } : {}),
    tag: found?.tag ?? sourceTag(plan.trigger, decision.fingerprint),
    ...(digest === undefined ? {} : { digest }),
    platforms: spec.platforms,
    fingerprint: decision.fingerprint,
    reasons: decision.reasons,
    durationSeconds:
      outcome !== undefined && "durationSeconds" in outcome ? round(outcome.durationSeconds) : 0,
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(spec.parameter === undefined ? {} : { parameter: spec.parameter }),
    ...(error === undefined ? {} : { error }),
  };
}

function errorOf(outcome: Outcome | undefined, decision: Decision): string | undefined {
  if (outcome === undefined) return "the run ended before this image did";
  if (outcome.status === "failed") return outcome.message;
  if (outcome.status !== "blocked") return undefined;
  const isTwin = decision.action === "share" && decision.with === outcome.because;
  return isTwin
    ? `the image of the same content, ${outcome.because}, failed`
    : `its base ${outcome.because} failed`;
}

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
