/** What a leg tells the report: one JSON file without any registry host. Pure. */
import type { OnDemand } from "../build/step-time.ts";
import { type FailureDetail, parseFailureDetail } from "../diagnosis/failure-detail.ts";
import type { Digest, ImageName, Outcome, Plan, Platform, RegistryTarget, StepTime } from "../model.ts";
import type { Leg } from "../plan/legs.ts";
import { isObject, numberAt, objectAt, parseJsonObject, stringAt } from "../registry/json.ts";
import { parseOnDemand } from "../registry/record.ts";
import { parseDigest } from "../registry/reference.ts";
import { cleanHost } from "../report/outputs.ts";

export interface LegImage {
  readonly status: Outcome["status"];
  readonly fingerprint: string;
  readonly digest: Digest | undefined;
  readonly durationSeconds: number;
  readonly sizeBytes: number | undefined;
  readonly error: string | undefined;
  readonly because: string | undefined;
  readonly failure?: FailureDetail | undefined;
  readonly onDemand?: OnDemand | undefined;
  readonly steps: readonly StepTime[];
}

export interface LegResults {
  readonly leg: string;
  readonly platform: Platform;
  /** Of the run; a leg that ran again has the results of its last one. */
  readonly attempt: number;
  readonly images: ReadonlyMap<string, LegImage>;
}

export function legToJson(
  leg: Leg,
  { trigger, images }: Plan,
  outcomes: ReadonlyMap<ImageName, Outcome>,
  registry: RegistryTarget | undefined,
): unknown {
  const withoutHost = (step: StepTime): StepTime => ({
    ...step,
    name: cleanHost(step.name, registry),
    error: step.error === undefined ? undefined : cleanHost(step.error, registry),
  });
  const describe = (name: ImageName): unknown => {
    const outcome = outcomes.get(name);
    const fingerprint = images.get(name)?.decision.fingerprint;
    if (outcome === undefined)
      return { status: "failed", fingerprint, error: "the leg ended before this image did" };
    return {
      status: outcome.status,
      fingerprint,
      ...("digest" in outcome ? { digest: outcome.digest } : {}),
      ...(outcome.status === "built" ? { onDemand: outcome.onDemand } : {}),
      ...("sizeBytes" in outcome ? { sizeBytes: outcome.sizeBytes } : {}),
      ...("durationSeconds" in outcome
        ? { durationSeconds: outcome.durationSeconds, steps: outcome.steps.map(withoutHost) }
        : {}),
      ...(outcome.status === "failed"
        ? {
            error: cleanHost(outcome.message, registry),
            ...(outcome.failure === undefined ? {} : { failure: cleanDetail(outcome.failure, registry) }),
          }
        : {}),
      ...(outcome.status === "blocked" ? { because: outcome.because } : {}),
    };
  };
  return {
    version: 1,
    leg: leg.name,
    platform: leg.platform,
    attempt: Number(trigger.runAttempt) || 1,
    images: Object.fromEntries(leg.images.map((name) => [name, describe(name)])),
  };
}

/** `undefined`: not a leg's file. */
export function parseLegResults(text: string): LegResults | undefined {
  const json = parseJsonObject(text);
  const leg = stringAt(json, "leg");
  const platform = stringAt(json, "platform");
  const images = objectAt(json, "images");
  if (json?.version !== 1 || leg === undefined || platform === undefined || images === undefined)
    return undefined;
  const parsed = new Map<string, LegImage>();
  for (const [name, image] of Object.entries(images)) {
    if (!isObject(image)) return undefined;
    const status = (["built", "reused", "failed", "blocked"] as const).find((one) => one === image.status);
    if (status === undefined) return undefined;
    parsed.set(name, {
      status,
      fingerprint: stringAt(image, "fingerprint") ?? "",
      digest: parseDigest(stringAt(image, "digest") ?? ""),
      durationSeconds: numberAt(image, "durationSeconds") ?? 0,
      sizeBytes: numberAt(image, "sizeBytes"),
      error: stringAt(image, "error"),
      because: stringAt(image, "because"),
      failure: parseFailureDetail(image.failure),
      ...parseOnDemand(image),
      steps: Array.isArray(image.steps) ? image.steps.filter(isStep) : [],
    });
  }
  return { leg, platform: platform as Platform, attempt: numberAt(json, "attempt") ?? 1, images: parsed };
}

/** The log's line may name the registry; the other texts are ours, or a figure. */
function cleanDetail(failure: FailureDetail, registry: RegistryTarget | undefined): FailureDetail {
  const { said, kept } = failure;
  return {
    ...failure,
    ...(said === undefined ? {} : { said: cleanHost(said, registry) }),
    ...(kept === undefined ? {} : { kept: cleanHost(kept, registry) }),
  };
}

function isStep(value: unknown): value is StepTime {
  return isObject(value) && typeof value.name === "string" && typeof value.seconds === "number";
}
