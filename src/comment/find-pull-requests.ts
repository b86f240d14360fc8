/** A finished run → the open pull requests that still have its commit, as GitHub itself tells. */
import { askGithub } from "../github/ask.ts";
import { isObject, numberAt, objectAt, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";
import type { FinishedRun } from "./comment-inputs.ts";

/** Throws an Error where GitHub does not answer. Of a fork, the event names no pull request (GitHub's documentation). */
export async function findPullRequests(
  world: World,
  token: string,
  { headSha, headBranch, headRepository }: FinishedRun,
): Promise<readonly number[]> {
  const owner = headRepository.split("/")[0] ?? "";
  const query = new URLSearchParams({ state: "open", head: `${owner}:${headBranch}`, per_page: "100" });
  const { status, list, said } = await askGithub(world, token, "GET", `pulls?${query}`);
  if (status !== 200) throw new Error(`listing pull requests of ${owner}:${headBranch}: ${status}${said}`);
  return list.filter(isObject).flatMap((one) => {
    const head = objectAt(one, "head");
    const number = numberAt(one, "number");
    const isIt =
      stringAt(head, "sha") === headSha && stringAt(objectAt(head, "repo"), "full_name") === headRepository;
    return isIt && number !== undefined ? [number] : [];
  });
}
