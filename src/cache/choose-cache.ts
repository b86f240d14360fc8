/** Where layer caches go. Pure. */

/** The input `cache`. */
export type CacheWish = "auto" | "registry" | "gha" | "none";

export interface CacheFacts {
  /** The input `registry` is given. */
  readonly hasRegistry: boolean;
  /** This run pushes images there. */
  readonly pushes: boolean;
  /** The runner gave this step a token and an address of GitHub's cache service. */
  readonly hasGithubCache: boolean;
}

export type CacheChoice =
  /** `canWrite: false`: a run that pushes nothing leaves no cache either. */
  | { readonly kind: "registry"; readonly canWrite: boolean }
  | { readonly kind: "gha" }
  | { readonly kind: "none"; readonly because: string; readonly isWorthAWarning: boolean };

const NO_GITHUB_CACHE =
  "GitHub's cache is not there: this step has no ACTIONS_RUNTIME_TOKEN and ACTIONS_RESULTS_URL, which the runner gives to actions only";

/** buildx drops `type=gha` without a word where the token is missing, so that is found out here. */
export function chooseCache(wish: CacheWish, facts: CacheFacts): CacheChoice {
  const none = (because: string, isWorthAWarning = true): CacheChoice => ({
    kind: "none",
    because,
    isWorthAWarning,
  });
  switch (wish) {
    case "none":
      return none("the input cache says so", false);
    case "registry":
      if (facts.hasRegistry) return { kind: "registry", canWrite: facts.pushes };
      return none("cache: registry needs the input registry, which is empty");
    case "gha":
      if (facts.hasGithubCache) return { kind: "gha" };
      return none(NO_GITHUB_CACHE);
    case "auto":
      if (facts.pushes) return { kind: "registry", canWrite: true };
      if (facts.hasGithubCache) return { kind: "gha" };
      if (facts.hasRegistry) return { kind: "registry", canWrite: false };
      return none("this run pushes to no registry and has no GitHub cache", false);
  }
}

/**
 * Where cache mounts are kept. `auto`: in the registry where there is one, though a run that pushes nothing only reads
 * there; trusted runs' mounts are in no other place then.
 */
export function chooseMountCache(wish: CacheWish, facts: CacheFacts): CacheChoice {
  const none = (because: string, isWorthAWarning = true): CacheChoice => ({
    kind: "none",
    because,
    isWorthAWarning,
  });
  const { hasRegistry, pushes, hasGithubCache } = facts;
  switch (wish) {
    case "none":
      return none("the input cache-mounts says so", false);
    case "registry":
      if (hasRegistry) return { kind: "registry", canWrite: pushes };
      return none("cache-mounts: registry needs the input registry, which is empty");
    case "gha":
      return hasGithubCache ? { kind: "gha" } : none(NO_GITHUB_CACHE);
    case "auto":
      if (hasRegistry) return { kind: "registry", canWrite: pushes };
      if (hasGithubCache) return { kind: "gha" };
      return none("there is no registry, and this run has no GitHub cache", false);
  }
}
