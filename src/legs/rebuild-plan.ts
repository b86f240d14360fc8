/** A stored plan → the `Plan` that reports are made of, without a checkout. Pure. */
import type { Decision, FoundManifest, ImageName, ImageSpec, Plan, PlannedImage } from "../model.ts";
import type { PlanJson, PlanJsonImage } from "../report/plan-json.ts";

/** `manifests`: of the images that are reused, as the registry has them now. */
export function rebuildPlan(stored: PlanJson, manifests: ReadonlyMap<string, FoundManifest>): Plan {
  const entries = Object.entries(stored.images) as [ImageName, PlanJsonImage][];
  const images = new Map(
    entries.map(([name, image]): [ImageName, PlannedImage] => [
      name,
      {
        spec: specOf(name, image),
        decision: decisionOf(name, image, manifests.get(name)),
        inputs: {
          components: [],
          listFiles: () => [],
          paths: image.inputs ?? [],
          bases: new Map(Object.entries(image.bases).map(([base, digest]) => [base, digest ?? undefined])),
          baseDigests: new Map(),
          unknowns: [],
          notices: [],
        } as PlannedImage["inputs"],
        parents: image.parents.map((parent) => ({ parent: parent as ImageName, contextName: parent })),
      },
    ]),
  );
  return { trigger: stored.trigger, images, order: entries.map(([name]) => name) };
}

/** What a build needs is not in a plan; what a report and its tags need is. */
function specOf(name: ImageName, image: PlanJsonImage): ImageSpec {
  return {
    name,
    context: { kind: "outside", path: "" },
    dockerfile: { kind: "remote", path: "" },
    target: undefined,
    args: new Map(),
    contexts: new Map(),
    secrets: [],
    platforms: image.platforms as ImageSpec["platforms"],
    runtime: image.runtime,
    repositories: image.repositories as ImageSpec["repositories"],
    tags: image.tags,
    parameter: image.parameter,
    timeoutMinutes: undefined,
    link: "off",
    budget: image.budget ?? {},
    buildFlags: [],
    definedAt: "the plan",
  };
}

function decisionOf(name: ImageName, image: PlanJsonImage, manifest: FoundManifest | undefined): Decision {
  const [first = "planned", ...rest] = image.reasons;
  const common = {
    name,
    fingerprint: image.fingerprint as Decision["fingerprint"],
    reasons: [first, ...rest] as const,
  };
  if (image.action === "reuse" && image.found !== undefined && manifest !== undefined) {
    return { ...common, action: "reuse", found: { ...image.found, manifest } };
  }
  if (image.sameAs !== undefined) return { ...common, action: "share", with: image.sameAs as ImageName };
  return { ...common, action: "build", replaces: true, isAskedFor: false };
}
