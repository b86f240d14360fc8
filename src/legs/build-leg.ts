/** `mode: build`: one leg of a plan that another job made. The plan's decisions hold only for the tree that they were made from. */
import { UserError } from "../errors.ts";
import type { Inputs } from "../inputs.ts";
import type { Decision, ImageName, Plan, PlannedImage, Platform } from "../model.ts";
import type { Leg } from "../plan/legs.ts";
import type { PlanJson, PlanJsonImage } from "../report/plan-json.ts";
import type { World } from "../shell/world.ts";
import { readStoredPlan } from "./stored-plan.ts";

export interface PlannedLeg {
  readonly stored: PlanJson;
  readonly leg: Leg;
}

/** Throws UserError where the plan has no such leg. */
export async function readLeg(world: World, inputs: Inputs): Promise<PlannedLeg> {
  const stored = await readStoredPlan(world, inputs.plan);
  const leg = stored.legs.find(({ name }) => name === inputs.leg);
  if (leg === undefined) {
    const known = stored.legs.slice(0, 10).map(({ name }) => name);
    throw new UserError(
      `input leg: the plan has no leg ${JSON.stringify(inputs.leg)}; it has ${known.join(", ") || "none"}`,
    );
  }
  return { stored, leg };
}

export interface ConfinedPlan {
  readonly plan: Plan;
  /** Images of which the leg builds one platform of several. */
  readonly parts: ReadonlyMap<ImageName, Platform>;
}

/**
 * `made` is this job's own plan of the leg's images. Throws UserError unless it says the same of every image
 * as the stored one: then the checkout, the arguments, the bases and the registry are those of the plan.
 */
export function confineToLeg(made: Plan, { stored, leg }: PlannedLeg): ConfinedPlan {
  const problems: string[] = [];
  const images = new Map<ImageName, PlannedImage>();
  const parts = new Map<ImageName, Platform>();
  for (const name of made.order) {
    const image = made.images.get(name);
    const planned = stored.images[name];
    if (image === undefined) continue;
    if (planned === undefined) {
      problems.push(`${name}: this checkout builds on it, and the plan does not have it`);
    } else if (planned.fingerprint !== image.decision.fingerprint) {
      problems.push(describeMismatch(name, planned, image));
    } else if (!leg.images.includes(name)) {
      const problem = checkReused(name, planned, image.decision);
      if (problem !== undefined) problems.push(problem);
      images.set(name, image);
    } else {
      if (image.spec.platforms.length > 1) parts.set(name, leg.platform);
      images.set(name, {
        ...image,
        spec: { ...image.spec, platforms: [leg.platform] },
        decision: decide(image, planned),
      });
    }
  }
  for (const name of leg.images) {
    if (!made.order.includes(name)) problems.push(`${name}: the plan has it, this checkout does not`);
  }
  const [first, ...rest] = problems;
  if (first !== undefined) {
    throw new UserError([`leg ${leg.name} is not what was planned; nothing is built`, first, ...rest]);
  }
  return { plan: { ...made, images }, parts };
}

/** What was found since stands for a whole image only; a platform of several is built as planned. */
function decide({ decision, spec }: PlannedImage, planned: PlanJsonImage): Decision {
  if (decision.action !== "reuse" || spec.platforms.length === 1) return decision;
  const [first = "planned", ...rest] = planned.reasons;
  const { name, fingerprint } = decision;
  return {
    action: "build",
    name,
    fingerprint,
    reasons: [first, ...rest],
    replaces: true,
    isAskedFor: false,
  };
}

function describeMismatch(name: ImageName, planned: PlanJsonImage, image: PlannedImage): string {
  const moved = [...image.inputs.bases].flatMap(([reference, digest]) => {
    const was = planned.bases[reference] ?? undefined;
    return was === digest ? [] : [`${reference} is ${digest ?? "unknown"} now and was ${was ?? "unknown"}`];
  });
  const why =
    moved.length > 0
      ? moved.join(", ")
      : "its files, arguments or settings differ: both jobs need the same checkout, inputs and variables";
  return `${name}: planned as ${planned.fingerprint.slice(0, 20)}, here it is ${image.decision.fingerprint.slice(0, 20)}: ${why}`;
}

/** A base of another leg's, or of an earlier run, must be the very image that was planned with. */
function checkReused(name: ImageName, planned: PlanJsonImage, decision: Decision): string | undefined {
  if (planned.action !== "reuse") return `${name}: a base that the plan builds in another leg`;
  if (decision.action !== "reuse") return `${name}: the plan reuses ${planned.digest}, which is gone`;
  const is = decision.found.manifest.digest;
  return is === planned.digest
    ? undefined
    : `${name}: the plan reuses ${planned.digest}, the registry has ${is}`;
}
