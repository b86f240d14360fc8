/** Cache mounts around a build: filled before it, saved after it. */

import { hasGithubLayers } from "../cache/github-layers.ts";
import { type MountKeeper, restoreMounts } from "../cache/keep-mounts.ts";
import type { KeptBuild } from "../cache/kept-build.ts";
import { describeError } from "../errors.ts";
import type { PlannedImage } from "../model.ts";
import type { BuildRequest } from "./arguments.ts";
import type { BuildRun } from "./build-image.ts";
import type { Site } from "./site.ts";

export interface PreparedMounts {
  readonly request: BuildRequest;
  readonly keepers: readonly MountKeeper[];
}

/** Never throws: without its mounts a build is slower, and as good. */
export async function prepareMounts(
  { world, plan, options }: Site,
  image: PlannedImage,
  request: BuildRequest,
  kept: KeptBuild | undefined,
  directory: string,
): Promise<PreparedMounts> {
  const { mounts, env } = options;
  const { name, platforms, buildFlags } = image.spec;
  const none = { request, keepers: [] };
  if (mounts === undefined) return none;
  try {
    const needs = await mounts.find(image);
    if (needs === undefined) return none;
    // BuildKit's --no-cache empties cache mounts too. A builder of this run has no layers to be kept from.
    // Unless a bake file asks for the flag itself.
    const isKept =
      (!request.noCache || request.builder.isOurs === true) && !buildFlags.includes("--no-cache");
    if (!isKept) world.log.info(`${name} │ no-cache: this builder begins with empty cache mounts too`);
    const keepers: MountKeeper[] = [];
    for (const platform of platforms) {
      const caches = kept?.platforms.find((one) => one.platform === platform);
      keepers.push(
        await restoreMounts(world, {
          request,
          platform,
          env,
          directory,
          needs,
          shelf: mounts.shelf,
          trigger: plan.trigger,
          async hasLayerCache() {
            if (caches === undefined || request.noCache) return false;
            const scopes = caches.reads.flatMap((one) => (one.kind === "gha" ? [one.scope] : []));
            return caches.exist ?? hasGithubLayers(world, scopes);
          },
          isRead: isKept,
          limitKb: mounts.limitKb,
        }),
      );
    }
    return {
      request: request.noCache && isKept ? { ...request, noCache: false, cacheFrom: [] } : request,
      keepers,
    };
  } catch (error) {
    world.log.warning(`${name}: its cache mounts are not kept: ${describeError(error)}`);
    return none;
  }
}

/** One platform after the other: they may share mounts. Never throws. */
export async function saveMounts(keepers: readonly MountKeeper[], run: BuildRun): Promise<void> {
  for (const keeper of keepers) await keeper.save(run);
}
