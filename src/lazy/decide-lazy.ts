/** Whether one image is built with layers that are read on demand, and why not. Pure. */
import type { Verdict } from "./verdict.ts";

/** The input `lazy`, or an image's own key of that name. */
export type LazyWish = "auto" | "true" | "false";

/** What is known of caches: all of their layers come out equal, one does not, or nobody has looked at one. */
export type CacheState = Verdict | { readonly kind: "unseen" };

/** `because` is for people: `undefined` where nobody asked and little would be gained. */
export type LazyMode =
  /** `differs`: what was found in layers that a plain cache may take the place of. */
  | { readonly kind: "plain"; readonly because: string | undefined; readonly differs?: Verdict }
  /** Built plainly; new layers, and with them the cache, are in eStargz. */
  | { readonly kind: "write"; readonly isCacheLazy: boolean }
  /** Cached layers are read on demand. */
  | { readonly kind: "read"; readonly cache: CacheLayers };

/** Compressed bytes of a cache's layers. */
export interface CacheLayers {
  /** In eStargz. */
  readonly lazy: number;
  readonly plain: number;
}

export interface LazyFacts {
  readonly wish: LazyWish;
  /** The wish is the image's own key. */
  readonly isOwnWish: boolean;
  readonly runtime: "lambda" | "container";
  /** An image of `runtime: lambda` that is built on this one. */
  readonly lambdaChild: string | undefined;
  /** `undefined`: nothing stands against it. */
  readonly builderProblem: string | undefined;
  /** Where this run writes layer caches. */
  readonly cache: "registry" | "gha" | "none";
  /** Of what the registry has; `undefined`: there is no cache. */
  readonly layers: CacheLayers | undefined;
  readonly state: CacheState;
  /** Of the last build; `undefined`: not known. */
  readonly sizeBytes: number | undefined;
  /** Edits ran so much that the cache has not that a plain build is due. */
  readonly isCacheOld: boolean;
  /** Of an image that nobody has built yet: its Dockerfile installs or downloads. */
  readonly looksLarge: boolean;
  /** Compressed layers below this are not worth it. */
  readonly thresholdBytes: number;
}

/** Anything that is not known to work is built plainly. */
export function decideLazy(facts: LazyFacts): LazyMode {
  const { wish, layers, thresholdBytes } = facts;
  if (wish === "false") return { kind: "plain", because: undefined };
  const known = [facts.sizeBytes, layers && layers.lazy + layers.plain].filter((size) => size !== undefined);
  const isLarge = known.length === 0 ? facts.looksLarge : Math.max(...known) >= thresholdBytes;
  const isWanted = wish === "true" || isLarge;
  const because = findObstacle(facts);
  if (because !== undefined) {
    const isWorthALine = wish === "true" || (isWanted && known.length > 0);
    return { kind: "plain", because: isWorthALine ? because : undefined };
  }
  if (!isWanted) return { kind: "plain", because: undefined };
  const { state } = facts;
  if (state.kind === "differs")
    return {
      kind: "plain",
      because: `read on demand, a cached layer would differ: ${state.because}`,
      differs: state,
    };
  // With a plain layer at its bottom BuildKit pulls all that lies above it too.
  const isCacheLazy = layers !== undefined && layers.lazy > layers.plain;
  if (
    isCacheLazy &&
    state.kind === "exact" &&
    !facts.isCacheOld &&
    (wish === "true" || layers.lazy >= thresholdBytes)
  )
    return { kind: "read", cache: layers };
  return { kind: "write", isCacheLazy };
}

function findObstacle({ wish, isOwnWish, runtime, lambdaChild, builderProblem, cache }: LazyFacts) {
  const isAskedFor = wish === "true" && isOwnWish;
  if (runtime === "lambda" && !isAskedFor)
    return "runtime: lambda is built plainly: its acceptance of eStargz layers is not verified";
  if (lambdaChild !== undefined && !isAskedFor)
    return `${lambdaChild}, which is built on it, is for AWS Lambda, whose acceptance of eStargz layers is not verified`;
  if (cache !== "registry")
    return "layers are read on demand from a registry cache only, and this run writes none";
  return builderProblem;
}

const INSTALLS =
  /\b(?:pip3?|uv|conda|mamba|micromamba|poetry|pipenv|pdm|apt-get|apt|apk|dnf|yum|npm|pnpm|yarn)\b[^\n]*\b(?:install|sync|add|ci)\b/;
const DOWNLOADS = /\b(?:wget|curl|snapshot_download|from_pretrained|huggingface-cli|hf download)\b/;

/** A guess, for first builds: what is wrong costs some seconds of compression, or one build more without gain. */
export function looksLarge(dockerfile: string): boolean {
  const joined = dockerfile.replaceAll(/\\\r?\n/g, " ");
  return INSTALLS.test(joined) || DOWNLOADS.test(joined);
}
