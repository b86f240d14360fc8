/** A plan as the JSON of the contract, and the outputs of `mode: plan`. Pure. */
import type { ImageName, Plan, PlannedImage, RegistryTarget } from "../model.ts";
import { type BoundedOutputs, firstThatFits } from "./outputs.ts";

export interface PlanJson {
  readonly version: 1;
  readonly trigger: Plan["trigger"];
  readonly images: Readonly<Record<string, PlanJsonImage>>;
  readonly legs: readonly PlanJsonLeg[];
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
}

/** Images that are built together, because some are the others' bases. */
export interface PlanJsonLeg {
  readonly name: string;
  readonly images: readonly string[];
}

export function planToJson(plan: Plan, registry: RegistryTarget | undefined): PlanJson {
  return {
    version: 1,
    trigger: plan.trigger,
    images: Object.fromEntries([...plan.images].map(([name, image]) => [name, imageToJson(image, registry)])),
    legs: findLegs(plan),
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
  };
}

/** Connected groups of the images that are built; a base that is reused joins nothing. */
function findLegs(plan: Plan): readonly PlanJsonLeg[] {
  const legOf = new Map<ImageName, Set<ImageName>>();
  for (const name of plan.order) {
    const image = plan.images.get(name);
    if (image === undefined || image.decision.action === "reuse") continue;
    const together = new Set([name]);
    const related = [
      ...image.parents.map((edge) => edge.parent),
      ...(image.decision.action === "share" ? [image.decision.with] : []),
    ];
    for (const other of related) for (const member of legOf.get(other) ?? []) together.add(member);
    for (const member of together) legOf.set(member, together);
  }
  return [...new Set(legOf.values())].map((members) => {
    const images = plan.order.filter((name) => members.has(name));
    return { name: images[0] ?? "", images };
  });
}

/** Outputs of `mode: plan`: without the `inputs` lists, which only the file has. */
export function planOutputs(json: PlanJson, planFile: string): BoundedOutputs {
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
    () => ({ outputs: { plan: render((image) => image), "plan-file": planFile }, notices: [] }),
    () => ({
      outputs: {
        plan: render((image) => ({
          ...image,
          reasons: image.reasons.slice(0, 1).map((one) => one.slice(0, 100)),
        })),
        "plan-file": planFile,
      },
      notices: [notice("reasons are cut short")],
    }),
    () => ({
      outputs: { plan: render((image) => ({ ...image, reasons: [] })), "plan-file": planFile },
      notices: [notice("reasons are left out")],
    }),
    () => ({ outputs: { "plan-file": planFile }, notices: [notice("the output plan is left out")] }),
  ]);
}

function withoutInputs({ inputs: _, ...image }: PlanJsonImage): PlanJsonImage {
  return image;
}
