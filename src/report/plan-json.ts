/** A plan as the JSON of the contract, and the outputs of `mode: plan`. Pure. */
import type { Budget, Plan, PlannedImage, RegistryTarget, Runtime } from "../model.ts";
import type { Leg } from "../plan/legs.ts";
import { type BoundedOutputs, firstThatFits } from "./outputs.ts";

export interface PlanJson {
  readonly version: 1;
  readonly trigger: Plan["trigger"];
  readonly images: Readonly<Record<string, PlanJsonImage>>;
  readonly legs: readonly Leg[];
  /** Part of the fingerprints of images that cannot be known from their inputs. */
  readonly nonce: string;
}

export interface PlanJsonImage {
  readonly action: "build" | "reuse";
  readonly fingerprint: string;
  readonly reasons: readonly string[];
  /** Repository paths the build can read; one that ends in `/` stands for every file below it. */
  readonly inputs?: readonly string[];
  /** `null`: its registry did not answer. */
  readonly bases: Readonly<Record<string, string | null>>;
  readonly parents: readonly string[];
  readonly platforms: readonly string[];
  readonly repository: string;
  readonly uri?: string;
  readonly digest?: string;
  /** The image of this plan with the same content, which is built for both. */
  readonly sameAs?: string;
  readonly repositories: readonly string[];
  readonly tags: readonly string[];
  readonly runtime: Runtime;
  readonly parameter?: string;
  readonly budget?: Budget;
  /** Of its last build, where a record tells. */
  readonly expectedSeconds?: number;
  /** Where a reused image is: below the registry's prefix. */
  readonly found?: {
    readonly repository: string;
    readonly tag: string;
    readonly sizeBytes: number;
    readonly missingRepositories: readonly string[];
  };
}

/** What goes on being true while the plan is carried out. */
export interface PlanJsonOptions {
  readonly legs: readonly Leg[];
  readonly nonce: string;
  readonly expected?: ReadonlyMap<string, number>;
}

export function planToJson(
  plan: Plan,
  registry: RegistryTarget | undefined,
  { legs, nonce, expected }: PlanJsonOptions,
): PlanJson {
  return {
    version: 1,
    trigger: plan.trigger,
    images: Object.fromEntries(
      [...plan.images].map(([name, image]) => {
        const seconds = expected?.get(name);
        const json = imageToJson(image, registry);
        return [name, seconds === undefined ? json : { ...json, expectedSeconds: Math.round(seconds) }];
      }),
    ),
    legs,
    nonce,
  };
}

function imageToJson(
  { spec, decision, inputs, parents }: PlannedImage,
  registry: RegistryTarget | undefined,
): PlanJsonImage {
  const repository = (registry?.prefix ?? "") + spec.repositories[0];
  const found = decision.action === "reuse" ? decision.found : undefined;
  const digest = found?.manifest.digest;
  // Until a run copies it, an image that only another repository has is there and nowhere else.
  const isElsewhere = found?.missingRepositories.includes(spec.repositories[0]) === true;
  const place = isElsewhere ? (registry?.prefix ?? "") + found.repository : repository;
  return {
    action: decision.action === "reuse" ? "reuse" : "build",
    fingerprint: decision.fingerprint,
    reasons: decision.reasons,
    inputs: inputs.paths,
    bases: Object.fromEntries([...inputs.bases].map(([reference, found]) => [reference, found ?? null])),
    parents: [...new Set(parents.map((edge) => edge.parent))],
    platforms: spec.platforms,
    repository,
    ...(digest === undefined ? {} : { digest }),
    ...(digest === undefined || registry === undefined ? {} : { uri: `${registry.host}/${place}@${digest}` }),
    ...(decision.action === "share" ? { sameAs: decision.with } : {}),
    repositories: spec.repositories,
    tags: spec.tags,
    runtime: spec.runtime,
    ...(spec.parameter === undefined ? {} : { parameter: spec.parameter }),
    ...(Object.values(spec.budget).every((one) => one === undefined) ? {} : { budget: spec.budget }),
    ...(found === undefined
      ? {}
      : {
          found: {
            repository: found.repository,
            tag: found.tag,
            sizeBytes: found.sizeBytes,
            missingRepositories: found.missingRepositories,
          },
        }),
  };
}

/** `strategy.matrix` of the legs; small, as GitHub evaluates it. */
export function renderMatrix({ legs }: PlanJson): string {
  const include = legs.map(({ name, platform, runner, images }) => {
    const listed = images.join(", ");
    const short =
      listed.length > 120 ? `${images.slice(0, 3).join(", ")} and ${images.length - 3} more` : listed;
    return { leg: name, platform, "runs-on": runner, images: short };
  });
  return JSON.stringify({ include });
}

/** Outputs of `mode: plan`: without the `inputs` lists, which only the file has. */
export function planOutputs(json: PlanJson, planFile: string): BoundedOutputs {
  const matrix = renderMatrix(json);
  const render = (cut: (image: PlanJsonImage) => PlanJsonImage): string =>
    JSON.stringify({
      ...json,
      images: Object.fromEntries(
        Object.entries(json.images).map(([name, image]) => [name, cut(withoutInputs(image))]),
      ),
    });
  const notice = (what: string): string =>
    `the plan would be larger than GitHub takes: ${what}; the file named by the output plan-file has everything`;
  return firstThatFits([
    () => ({ outputs: { plan: render((image) => image), "plan-file": planFile, matrix }, notices: [] }),
    () => ({
      outputs: {
        plan: render((image) => ({
          ...image,
          reasons: image.reasons.slice(0, 1).map((one) => one.slice(0, 100)),
        })),
        "plan-file": planFile,
        matrix,
      },
      notices: [notice("reasons are cut short")],
    }),
    () => ({
      outputs: { plan: render((image) => ({ ...image, reasons: [] })), "plan-file": planFile, matrix },
      notices: [notice("reasons are left out")],
    }),
    () => ({ outputs: { "plan-file": planFile, matrix }, notices: [notice("the output plan is left out")] }),
  ]);
}

function withoutInputs({ inputs: _, ...image }: PlanJsonImage): PlanJsonImage {
  return image;
}
