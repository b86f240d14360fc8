/** Strings from `action.yml`'s inputs → `Inputs`; every problem at once. Reads neither environment nor disk. */
import type { CacheWish } from "./cache/choose-cache.ts";
import { deployInputNames } from "./deploy/deploy-inputs.ts";
import { UserError } from "./errors.ts";
import { repositoryPattern, tagPattern } from "./images/names.ts";
import { findForeignInputs } from "./input-modes.ts";
import { createInputReader, splitList } from "./input-reader.ts";
import type { Platform, RegistryTarget } from "./model.ts";
import { parseRunners } from "./plan/runners.ts";
import { parseRegistryTarget } from "./registry/target.ts";

/** Every input, in the order of `action.yml`; a contract test holds the two together. */
export const inputNames = [
  "mode",
  "images-file",
  "images",
  "registry",
  "push",
  "rebuild",
  "no-cache",
  "platforms",
  "tags",
  "cache",
  "cache-repository",
  "github-cache-gb",
  "cache-mounts",
  "cache-mount-mb",
  "lazy",
  "lazy-mb",
  "create-repositories",
  "base-images",
  "max-parallel",
  "checks",
  "reclaim-disk",
  "timeout-minutes",
  "stall-minutes",
  "retries",
  "checkpoint-minutes",
  "trust-pull-requests",
  "buildkit-image",
  "cost-per-minute",
  "comment",
  "github-token",
  "plan",
  "leg",
  "runners",
  "pull-request",
  ...deployInputNames,
] as const;
export type InputName = (typeof inputNames)[number];

/** Which images are built although the registry has them. */
export type Rebuild =
  | { readonly kind: "none" }
  | { readonly kind: "all" }
  | { readonly kind: "named"; readonly names: readonly string[] };

export interface Inputs {
  readonly mode: "all" | "plan" | "build" | "report";
  readonly imagesFiles: readonly string[];
  /** Empty: all. */
  readonly images: readonly string[];
  readonly registry: RegistryTarget | undefined;
  readonly push: "auto" | "always" | "never";
  readonly rebuild: Rebuild;
  readonly noCache: boolean;
  readonly platforms: readonly Platform[];
  readonly tags: readonly string[];
  readonly cache: CacheWish;
  /** Below the registry's prefix. */
  readonly cacheRepository: string;
  /** What all entries of GitHub's cache may have together. */
  readonly githubCacheGb: number;
  readonly cacheMounts: CacheWish;
  /** Bound of each saved cache mount. */
  readonly cacheMountMb: number;
  /** Cached layers are read on demand. */
  readonly lazy: "auto" | "true" | "false";
  /** Under `auto`: images whose layers are smaller together are built plainly. */
  readonly lazyMb: number;
  readonly createRepositories: boolean;
  readonly baseImages: "track" | "warn" | "ignore";
  readonly maxParallel: number | undefined;
  /** BuildKit's own checks of Dockerfiles. */
  readonly checks: boolean;
  readonly reclaimDisk: "auto" | "true" | "false";
  readonly timeoutMinutes: number | undefined;
  /** 0: a transfer that stands still is waited for. */
  readonly stallMinutes: number;
  readonly retries: number;
  /** 0: no checkpoints. */
  readonly checkpointMinutes: number;
  readonly trustPullRequests: boolean;
  readonly buildkitImage: string | undefined;
  /** `mode: build` and `report`: JSON or a file. */
  readonly plan: string;
  readonly leg: string;
  /** `mode: report`: a file or a folder of what the legs wrote. */
  readonly results: string;
  /** Label of the runners by platform. */
  readonly runners: ReadonlyMap<string, string>;
  /** US dollars; `undefined`: GitHub's price of the runner, when known. */
  readonly costPerMinute: number | undefined;
  readonly comment: "auto" | "always" | "never";
  readonly token: string | undefined;
}

/** Where the runner puts an input: `INPUT_IMAGES-FILE`. */
export function inputVariable(name: InputName): string {
  return `INPUT_${name.toUpperCase()}`;
}

/** `read` gives an input's text, "" when it was not set. Throws one UserError with all problems. */
export function parseInputs(read: (name: InputName) => string): Inputs {
  const reader = createInputReader(read);
  const { text, wrong, choice, flag, count, problems } = reader;
  const registry = (): RegistryTarget | undefined => {
    if (text("registry") === "") return undefined;
    try {
      return parseRegistryTarget(text("registry"));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
      return undefined;
    }
  };
  const cacheRepository = (): string => {
    const value = text("cache-repository");
    if (value === "" || new RegExp(repositoryPattern).test(value)) return value || "ml-image-cache";
    return wrong("cache-repository", "a repository below the registry's prefix, without tag", value);
  };
  const minutes = (name: InputName, usual: number): number => {
    if (text(name) === "") return usual;
    return /^\d{1,4}(\.\d+)?$/.test(text(name)) ? Number(text(name)) : wrong(name, "minutes from 0", usual);
  };
  const cost = (): number | undefined => {
    const value = text("cost-per-minute");
    if (value === "") return undefined;
    return /^\d{1,4}(\.\d{1,6})?$/.test(value)
      ? Number(value)
      : wrong("cost-per-minute", "US dollars a minute, for example 0.006", undefined);
  };
  const mode = (): Inputs["mode"] => {
    const value = text("mode");
    if (value === "" || value === "all") return "all";
    if (value === "plan" || value === "build" || value === "report") return value;
    return wrong("mode", '"all", "plan", "build", "report", "deploy", "clean" or "comment"', "all");
  };

  const runners = parseRunners(text("runners"));
  const inputs: Inputs = {
    mode: mode(),
    imagesFiles: splitList(text("images-file")),
    images: splitList(text("images")),
    registry: registry(),
    push: pushFrom(choice("push", ["auto", "true", "false"])),
    rebuild: rebuildFrom(text("rebuild")),
    noCache: flag("no-cache", false),
    platforms: splitList(text("platforms")).map((value) =>
      platformPattern.test(value)
        ? (value as Platform)
        : wrong("platforms", 'platforms like "linux/amd64" or "linux/arm64/v8"', value as Platform),
    ),
    tags: splitList(text("tags")).map((tag) => {
      const filled = tag.replace(/\{(sha|branch|pr|run)\}/g, "x");
      return new RegExp(tagPattern).test(filled)
        ? tag
        : wrong(
            "tags",
            'tags of letters, digits, ".", "_", "-" and {sha} {branch} {pr} {run}; not src-…, which this tool sets itself',
            tag,
          );
    }),
    cache: choice("cache", ["auto", "registry", "gha", "none"]),
    cacheRepository: cacheRepository(),
    githubCacheGb: count("github-cache-gb", "10") ?? 10,
    cacheMounts: choice("cache-mounts", ["auto", "registry", "gha", "none"]),
    cacheMountMb: count("cache-mount-mb", "5000") ?? 5000,
    lazy: choice("lazy", ["auto", "true", "false"]),
    lazyMb: count("lazy-mb", "200") ?? 200,
    createRepositories: flag("create-repositories", true),
    baseImages: choice("base-images", ["track", "warn", "ignore"]),
    maxParallel: count("max-parallel", "auto"),
    checks: flag("checks", true),
    reclaimDisk: choice("reclaim-disk", ["false", "auto", "true"]),
    timeoutMinutes: count("timeout-minutes", "0"),
    stallMinutes: minutes("stall-minutes", 10),
    retries: /^\d?$/.test(text("retries")) ? Number(text("retries") || 2) : wrong("retries", "0 to 9", 2),
    checkpointMinutes: minutes("checkpoint-minutes", 3),
    trustPullRequests: flag("trust-pull-requests", false),
    buildkitImage: text("buildkit-image") === "" ? undefined : text("buildkit-image"),
    plan: text("plan"),
    leg: text("leg"),
    results: text("results"),
    runners: runners.runners,
    costPerMinute: cost(),
    comment: choice("comment", ["auto", "always", "never"]),
    // The default is an expression that only a runner fills in.
    token: /^(\$\{\{.*)?$/.test(text("github-token")) ? undefined : text("github-token"),
  };
  problems.push(...runners.problems, ...legProblems(inputs));
  if (inputs.push === "always" && inputs.registry === undefined && text("registry") === "") {
    problems.push('input push: "true" needs the input registry (HOST[/prefix]), which is empty');
  }
  if (inputs.noCache && inputs.rebuild.kind === "none") {
    problems.push(
      'input no-cache: works only together with rebuild ("true" or image names), which is "false"',
    );
  }
  problems.push(...findForeignInputs(inputs.mode, read));
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
  return inputs;
}

function legProblems({ mode, plan, leg, results }: Inputs): readonly string[] {
  if (mode !== "build" && mode !== "report") return [];
  const needed = mode === "build" ? ({ plan, leg } as const) : ({ plan, results } as const);
  return Object.entries(needed)
    .filter(([, value]) => value === "")
    .map(([name]) => `input ${name}: mode ${mode} needs it, and it is empty`);
}

const platformPattern = /^[a-z0-9]+\/[a-z0-9]+(\/[a-z0-9]+)?$/;

function pushFrom(value: "auto" | "true" | "false"): Inputs["push"] {
  if (value === "auto") return "auto";
  return value === "true" ? "always" : "never";
}

function rebuildFrom(value: string): Rebuild {
  if (value === "" || value.toLowerCase() === "false") return { kind: "none" };
  if (value.toLowerCase() === "true") return { kind: "all" };
  return { kind: "named", names: splitList(value) };
}
