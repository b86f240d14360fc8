/** `mode: clean` in order: whose pull request, its tags in every repository, its entries in GitHub's cache. */
import { describeError, UserError } from "../errors.ts";
import { loadImages } from "../images/find.ts";
import type { ImageStore } from "../registry/image-store.ts";
import { openSession } from "../session.ts";
import type { World } from "../shell/world.ts";
import type { CleanInputs } from "./clean-inputs.ts";
import { deleteCaches, readState } from "./github.ts";
import { isCacheTagOf, isImageTagOf } from "./pull-request-tags.ts";

export { parseCleanInputs } from "./clean-inputs.ts";

/** `true` when nothing is left that could be removed. Doing it again is fine. */
export async function runClean(world: World, inputs: CleanInputs): Promise<boolean> {
  const { token, pullRequest } = inputs;
  if (token !== undefined) world.log.mask(token);
  await refuseOpen(world, inputs);
  const isClean = await cleanRegistry(world, inputs);
  if (token !== undefined) {
    try {
      const count = await deleteCaches(world, token, pullRequest);
      world.log.info(
        `GitHub's cache: ${describeCount(count, "entry", "entries")} of pull request ${pullRequest} removed`,
      );
    } catch (error) {
      world.log.warning(
        `GitHub's cache entries of pull request ${pullRequest} are still there (the job needs permissions: actions: write): ${describeError(error)}`,
      );
    }
  }
  return isClean;
}

/** A number that somebody typed: what an open pull request needs is not removed. */
async function refuseOpen(world: World, { isKnownClosed, token, pullRequest }: CleanInputs): Promise<void> {
  if (isKnownClosed) return;
  const state =
    token === undefined ? undefined : await readState(world, token, pullRequest).catch(() => undefined);
  if (state === "closed") return;
  throw new UserError([
    state === undefined
      ? `input pull-request: expected a closed pull request, and GitHub does not say what ${pullRequest} is: give github-token, with permissions: pull-requests: read`
      : `input pull-request: expected a closed pull request, found ${pullRequest}, which is ${state}`,
  ]);
}

async function cleanRegistry(world: World, inputs: CleanInputs): Promise<boolean> {
  const { registry, pullRequest, cacheRepository } = inputs;
  if (registry === undefined) return true;
  await using session = await openSession(world, registry);
  const { store } = session;
  if (store === undefined) return true;
  const { specs } = await loadImages(world, {
    root: session.root,
    repositoryFiles: async () => (await session.tree).listPaths(),
    imagesFiles: inputs.imagesFiles,
    images: [],
    rebuild: [],
    registry,
    platforms: [],
  });
  const images = new Set(specs.flatMap(({ repositories }) => repositories));
  let isClean = true;
  for (const repository of new Set([...images, cacheRepository])) {
    const isOurs = (tag: string): boolean =>
      (images.has(repository) && isImageTagOf(pullRequest, tag)) ||
      (repository === cacheRepository && isCacheTagOf(pullRequest, tag));
    if (!(await cleanRepository(world, store, repository, isOurs))) isClean = false;
  }
  return isClean;
}

async function cleanRepository(
  world: World,
  store: ImageStore,
  repository: string,
  isOurs: (tag: string) => boolean,
): Promise<boolean> {
  const path = store.pathOf(repository);
  try {
    const tags = await store.listTags(repository);
    const { removed, kept } = await store.deleteTags(repository, tags.filter(isOurs), tags);
    world.log.info(`${path}: ${describeCount(removed.length, "tag", "tags")} removed`);
    for (const reason of new Set(kept.map(({ because }) => because))) {
      const held = kept.filter(({ because }) => because === reason).map(({ tag }) => tag);
      world.log.warning(`${path}: ${held.join(", ")} not removed: ${reason}`);
    }
    return true;
  } catch (error) {
    world.log.error(`${path}: ${describeError(error)}`, { file: "", title: "not cleaned" });
    return false;
  }
}

function describeCount(count: number, one: string, many: string): string {
  return `${count === 0 ? "no" : count} ${count === 1 ? one : many}`;
}
