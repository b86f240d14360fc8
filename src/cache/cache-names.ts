/** How layer caches are named, and who reads whose. Pure. */
import { createHash } from "node:crypto";
import type { ImageName, Platform, Trigger } from "../model.ts";

/** Tags of the cache repository, or scopes of GitHub's cache. */
export interface CacheNames {
  /** The one that this run writes when a build ended well. */
  readonly own: string;
  /** What a build left that did not end; apart from `own`, which may hold more. */
  readonly partial: string;
  /** Of less specific scopes: the pull request's base branch, then trusted runs. Never written. */
  readonly others: readonly string[];
}

const LONGEST_TAG = 128;

/**
 * A trusted run reads what trusted runs wrote and nothing else: a pull request's build can be made to cache
 * anything under any key. Others read their own, their base branch's and the trusted ones: three, not a long
 * list, because BuildKit loads every one of them and chooses among them as it likes (moby/buildkit#6418).
 */
export function nameCaches(trigger: Trigger, image: ImageName, platform: Platform): CacheNames {
  const own = cacheName(ownScope(trigger), image, platform);
  const others =
    trigger.scope.kind === "trusted"
      ? []
      : [...(trigger.baseScope === undefined ? [] : [trigger.baseScope]), TRUSTED]
          .map((scope) => cacheName(scope, image, platform))
          .filter((name) => name !== own);
  return { own, partial: `${own}-partial`, others };
}

const TRUSTED = "trusted-";

function ownScope({ scope }: Trigger): string {
  return scope.kind === "trusted" ? TRUSTED : scope.prefix;
}

/**
 * `trusted-app-linux-amd64-1f2e3d4c`, `pr12-app-linux-amd64-…`. The hash keeps apart what the readable part
 * cannot (`branch-a-b` + `c`, `branch-a` + `b-c`); the first word tells an expiry rule whose it is.
 */
function cacheName(scope: string, image: ImageName, platform: Platform): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([scope, image, platform]))
    .digest("hex")
    .slice(0, 8);
  const readable = `${scope}${image}-${platform.replaceAll("/", "-")}`;
  return `${readable.slice(0, LONGEST_TAG - "-partial".length - 9)}-${hash}`;
}
