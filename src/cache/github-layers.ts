/** Whether GitHub's cache has layers that BuildKit's `gha` backend wrote; it tells only who asks as BuildKit does. */
import { describeError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { askGithubCache } from "./ask-github-cache.ts";
import { LAYERS_VERSION, layersKey } from "./ask-github-layers.ts";

const LOOK_MS = 60_000;

/** `scopes`: those that a build reads. Never throws: not known is no. */
export async function hasGithubLayers(world: World, scopes: readonly string[]): Promise<boolean> {
  const keys = scopes.map(layersKey);
  try {
    const [key] = await askGithubCache(world, { kind: "look", keys, version: LAYERS_VERSION }, LOOK_MS);
    return key !== undefined;
  } catch (error) {
    world.log.debug(`GitHub's cache was not asked for layers: ${describeError(error)}`);
    return false;
  }
}
