/** The files that legs left, from the folder that their artifacts were unpacked to. */

import { readResults } from "../deploy/read-results.ts";
import { UserError } from "../errors.ts";
import type { PlanJson } from "../report/plan-json.ts";
import type { World } from "../shell/world.ts";
import { type LegResults, parseLegResults } from "./leg-results.ts";

/** By leg, the last attempt of each. A folder that is not there means that no leg left anything. Throws UserError for files of another kind. */
export async function readLegResults(
  world: World,
  value: string,
  stored: PlanJson,
): Promise<ReadonlyMap<string, LegResults>> {
  const path = value.startsWith("/") ? value : `${world.env.GITHUB_WORKSPACE || world.cwd}/${value}`;
  const stat = value.startsWith("{") ? undefined : await world.files.stat(path);
  const isEmpty =
    stat === undefined || (stat.kind === "directory" && (await world.files.list(path)).length === 0);
  if (!value.startsWith("{") && isEmpty) return new Map();
  const { texts, problems } = await readResults(world, value);
  const legs = new Map<string, LegResults>();
  const wrong = [...problems];
  for (const { text, from } of texts) {
    const results = parseLegResults(text);
    if (results === undefined) {
      wrong.push(`input results: ${from}: expected the report file of a leg (mode: build)`);
    } else if (stored.legs.some(({ name }) => name === results.leg)) {
      const before = legs.get(results.leg);
      if (before === undefined || before.attempt < results.attempt) legs.set(results.leg, results);
    } else {
      world.log.warning(`${from}: the plan has no leg ${results.leg}; its results are left out`);
    }
  }
  const [first, ...rest] = wrong;
  if (first !== undefined) throw new UserError([first, ...rest]);
  return legs;
}
