/** Questions to GitHub's cache service, by the program that speaks to it (shell/github-cache.ts). */
import type { CacheAnswer, CacheRequest } from "../shell/github-cache.ts";
import type { World } from "../shell/world.ts";

const ANSWER = /^ml-image-build-github-cache (\{.*\})$/gm;

/** For each file the key that was found or written. Throws an Error with the cause. */
export async function askGithubCache(
  world: World,
  request: CacheRequest,
  timeoutMs: number,
): Promise<readonly (string | undefined)[]> {
  const result = await world.exec([...world.self, "github-cache"], {
    input: JSON.stringify(request),
    timeoutMs,
  });
  const output = result.stdout.toString("utf8");
  // Signed addresses: an error may name one.
  for (const [, secret = ""] of output.matchAll(/^::add-mask::(.+)$/gm)) world.log.mask(secret);
  if (result.ended === "timeout") {
    throw new Error(`GitHub's cache took longer than ${timeoutMs / 60_000} minutes`);
  }
  if (result.ended === "aborted") throw new Error("the run was cancelled");
  const said = [...output.matchAll(ANSWER)].at(-1)?.[1];
  if (said === undefined) {
    const last = result.stderr.trim().split("\n").at(-1) ?? "";
    throw new Error(`no answer from GitHub's cache${last === "" ? "" : `: ${last}`}`);
  }
  const answer = JSON.parse(said) as CacheAnswer;
  if ("error" in answer) throw new Error(answer.error);
  return answer.keys.map((key) => key ?? undefined);
}
