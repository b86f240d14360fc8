/** What cleaning asks of GitHub: whether the pull request is closed, and its cache entries. */
import { askGithub } from "../github/ask.ts";
import { isObject, numberAt, objectsAt, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";

const PER_PAGE = 100;
const PAGES = 100;

/** `undefined`: GitHub did not say. */
export async function readState(
  world: World,
  token: string,
  pullRequest: number,
): Promise<string | undefined> {
  const { status, json } = await askGithub(world, token, "GET", `pulls/${pullRequest}`);
  return status === 200 ? stringAt(json, "state") : undefined;
}

/** Removes every cache entry of the pull request's own ref; returns how many. Throws an Error with the cause. */
export async function deleteCaches(world: World, token: string, pullRequest: number): Promise<number> {
  const ref = `refs/pull/${pullRequest}/merge`;
  const ids: number[] = [];
  for (let page = 1; page <= PAGES; page += 1) {
    const query = `actions/caches?ref=${encodeURIComponent(ref)}&per_page=${PER_PAGE}&page=${page}`;
    const { status, json, said } = await askGithub(world, token, "GET", query);
    if (status !== 200) throw new Error(`listing the entries of ${ref}: ${status}${said}`);
    const entries = objectsAt(json, "actions_caches").filter(isObject);
    // What another ref has is never removed, whatever the answer holds.
    for (const entry of entries) {
      const id = numberAt(entry, "id");
      if (id !== undefined && stringAt(entry, "ref") === ref) ids.push(id);
    }
    if (entries.length < PER_PAGE) break;
  }
  let removed = 0;
  for (const id of ids) {
    const { status, said } = await askGithub(world, token, "DELETE", `actions/caches/${id}`);
    // Another run, or GitHub itself, was faster.
    if (status === 404) continue;
    if (status >= 300)
      throw new Error(`removing an entry of ${ref}: ${status}${said} (${removed} are removed)`);
    removed += 1;
  }
  return removed;
}
