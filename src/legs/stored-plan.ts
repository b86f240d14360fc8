/** The plan of an earlier job, as this job reads it: from the input's text or from the file that it names. */
import { describeError, UserError } from "../errors.ts";
import { isObject } from "../registry/json.ts";
import type { PlanJson } from "../report/plan-json.ts";
import type { World } from "../shell/world.ts";

/** Throws UserError where there is no whole plan: `mode: plan` wrote it, so its form is checked, not each value. */
export async function readStoredPlan(world: World, value: string): Promise<PlanJson> {
  const text = value.startsWith("{") ? value : await readFile(world, value);
  const from = value.startsWith("{") ? "input plan" : `input plan: ${value}`;
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${from}: expected the plan's JSON: ${describeError(error)}`);
  }
  const isWhole =
    isObject(json) &&
    json.version === 1 &&
    isObject(json.trigger) &&
    isObject(json.images) &&
    Array.isArray(json.legs) &&
    typeof json.nonce === "string" &&
    Object.values(json.images).every(
      (image) =>
        isObject(image) && typeof image.fingerprint === "string" && Array.isArray(image.repositories),
    );
  if (!isWhole) {
    throw new UserError(
      `${from}: expected a plan of this version of the action (version 1, with images, legs and nonce), found ${JSON.stringify(text.slice(0, 60))}`,
    );
  }
  return json as unknown as PlanJson;
}

async function readFile(world: World, value: string): Promise<string> {
  const path = value.startsWith("/") ? value : `${world.env.GITHUB_WORKSPACE || world.cwd}/${value}`;
  const stat = await world.files.stat(path);
  // What the artifact of the plan was unpacked to.
  const text = await world.files.readText(stat?.kind === "directory" ? `${path}/plan.json` : path);
  if (text === undefined) {
    throw new UserError(
      `input plan: expected JSON, or the file or folder of a plan, found ${JSON.stringify(value.slice(0, 80))}, which is none`,
    );
  }
  return text;
}
