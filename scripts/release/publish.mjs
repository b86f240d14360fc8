// @ts-check
import { majorTag } from "./find-problems.mjs";

const limitMilliseconds = 30_000;

/**
 * The version's tag first: that it cannot be made twice is what keeps a version from ever changing. Then the release, and
 * last the major tag, which users follow. Run again after a failure in between, it goes on where it stopped: a version's
 * tag that is there already on the same commit is taken as made.
 * @param {{ api: string, token: string, commit: string, version: string, notes: string }} options api as `https://api.github.com/repos/OWNER/NAME`
 */
export async function publishRelease({ api, token, commit, version, notes }) {
  const ask = (/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body) =>
    fetch(`${api}${path}`, {
      method,
      headers: {
        accept: "application/vnd.github+json",
        authorization: `Bearer ${token}`,
        "x-github-api-version": "2022-11-28",
      },
      signal: AbortSignal.timeout(limitMilliseconds),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const expectOk = async (/** @type {Response} */ response, /** @type {string} */ what) => {
    if (!response.ok) throw new Error(`${what}: ${response.status} ${await response.text()}`);
    return response;
  };

  const tag = `v${version}`;
  const made = await ask("POST", "/git/refs", { ref: `refs/tags/${tag}`, sha: commit });
  if (made.status === 422) {
    const found = await expectOk(await ask("GET", `/git/ref/tags/${tag}`, undefined), `the tag ${tag}`);
    const { object } = /** @type {{ object: { sha: string } }} */ (await found.json());
    if (object.sha !== commit)
      throw new Error(`${tag} is ${object.sha} already, and a version never changes`);
  } else await expectOk(made, `the tag ${tag}`);

  const released = await ask("GET", `/releases/tags/${tag}`, undefined);
  if (released.status === 404)
    await expectOk(
      await ask("POST", "/releases", { tag_name: tag, name: tag, body: notes, make_latest: "legacy" }),
      `the release ${tag}`,
    );
  else await expectOk(released, `the release ${tag}`);

  const major = majorTag(version);
  const moved = await ask("PATCH", `/git/refs/tags/${major}`, { sha: commit, force: true });
  // GitHub answers 422 "Reference does not exist" for a tag that is not there yet.
  if (moved.status === 404 || moved.status === 422)
    await expectOk(
      await ask("POST", "/git/refs", { ref: `refs/tags/${major}`, sha: commit }),
      `the tag ${major}`,
    );
  else await expectOk(moved, `the tag ${major}`);
}
