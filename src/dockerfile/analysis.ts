/**
 * What a Dockerfile's build reads: the result types of `analyzeDockerfile` (analyze.ts).
 *
 * The one rule behind every field: naming too much costs a build, naming too little ships stale code.
 * Where the Dockerfile alone cannot tell, the field says "everything" and `unknowns` says why.
 */

/** A stage as written, and what its `FROM` becomes once variables are expanded. */
export interface StageSummary {
  readonly name: string | undefined;
  readonly index: number;
  /** Line of the stage's `FROM`, counted from 1. */
  readonly line: number;
  readonly baseAsWritten: string;
  /** Expanded for the first platform; "" where the expansion failed. */
  readonly base: string;
  /** `true` when the target needs this stage on some platform. */
  readonly reachable: boolean;
  /** A `FROM` and nothing else: no instruction, no trigger of its base, no platform of its own. */
  readonly isBare: boolean;
}

export type ReadInstruction = "FROM" | "COPY" | "ADD" | "RUN";

/** A part of a build context that a reachable instruction reads. */
export interface ContextRead {
  /** Name of the build context; "" is the main one. */
  readonly context: string;
  /** Cleaned path below the context, no leading or trailing slash; "" is the whole context. */
  readonly source: string;
  /** `source` is a pattern (Go's filepath.Match) that may match nothing or several files. */
  readonly wildcard: boolean;
  /** Patterns of `--exclude`, in order (moby/patternmatcher), relative to each thing that `source` names. */
  readonly exclude: readonly string[];
  /** `COPY --parents`: the path is kept, and `source` below `pivot` is a moby/patternmatcher pattern. */
  readonly parents: boolean;
  /** `--parents`: the part of `source` before `/./`, "" without one; `undefined` without `--parents`. */
  readonly pivot?: string | undefined;
  readonly instruction: ReadInstruction;
  /** Line of the instruction, counted from 1. */
  readonly line: number;
  /** Source as the Dockerfile has it, for messages. */
  readonly asWritten: string;
  /** Nothing there is no error: a pattern, or a whole context. */
  readonly allowMissing: boolean;
}

/** An image outside this Dockerfile that a reachable instruction takes files from. */
export interface ImageReference {
  /** Expanded, as written otherwise (not normalised). */
  readonly reference: string;
  readonly asWritten: string;
  /** "" is the target platform, `build` the platform of the builder, else `os/arch[/variant]`. */
  readonly platform: string;
  /** The target platforms for which this reference is used. */
  readonly targetPlatforms: readonly string[];
  readonly instruction: "FROM" | "COPY" | "ADD" | "RUN";
  readonly line: number;
  /** The reference begins with a variable (`FROM $REGISTRY/base`). */
  readonly prefixFromVariable: boolean;
  /** Variables in it that were unset or empty. */
  readonly emptyVariables: readonly string[];
}

/** `RUN --mount=type=cache`. */
export interface CacheMount {
  /** Expanded; BuildKit's default is the cleaned target. */
  readonly id: string;
  /** Expanded, absolute where the Dockerfile tells (WORKDIR), else as written. */
  readonly target: string;
  readonly sharing: "shared" | "private" | "locked";
  readonly uid: number | undefined;
  readonly gid: number | undefined;
  readonly mode: number | undefined;
  /** Stage, named context or image that the cache begins with. */
  readonly from: string | undefined;
  readonly source: string | undefined;
  readonly line: number;
}

export interface DockerfileProblem {
  /** Counted from 1; 0 is the file as a whole. */
  readonly line: number;
  readonly message: string;
}

export interface DockerfileAnalysis {
  /** Value of `# syntax=`. */
  readonly frontend: string | undefined;
  readonly stages: readonly StageSummary[];
  /** Without duplicates, in order of the instructions. */
  readonly reads: readonly ContextRead[];
  readonly references: readonly ImageReference[];
  /** Those of the given named contexts that reachable instructions use. */
  readonly namedContexts: readonly string[];
  /** Names of build args that can change the result; more, never less. */
  readonly usedArgs: ReadonlySet<string>;
  readonly cacheMounts: readonly CacheMount[];
  readonly secretIds: readonly string[];
  /** ONBUILD instructions that the built image leaves for what is built on it. */
  readonly onbuild: readonly string[];
  /** In which what is built on it begins; `undefined`: its base decides, or its platforms differ. */
  readonly workingDirectory: string | undefined;
  /** What to hash instead of the file: equal texts build the same from the same args, contexts and bases. */
  readonly canonicalText: string;
  /** Why the build's inputs cannot be known, with line; not empty means: build. */
  readonly unknowns: readonly string[];
  /** Where the whole context counts although the Dockerfile names less; nothing is missed. */
  readonly notices: readonly string[];
  /** Mistakes that BuildKit would refuse too, all of them. */
  readonly problems: readonly DockerfileProblem[];
}

export interface AnalyzeOptions {
  /** Build args that are given. */
  readonly args: ReadonlyMap<string, string>;
  /** A stage's name or index; default: the last stage. */
  readonly target?: string | undefined;
  /** Target platforms; empty means `linux/amd64`. */
  readonly platforms: readonly string[];
  /** Names of the named build contexts, without the main one. */
  readonly contexts: ReadonlySet<string>;
  /** ONBUILD triggers of external base images, by `ImageReference.reference` or the named context's name. */
  readonly onbuild?: ReadonlyMap<string, readonly string[]> | undefined;
  /** ENV of external base images, by the same keys; without it, their variables are unknown. */
  readonly baseEnvironment?: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined;
  /** WORKDIR of external base images, by the same keys; "" where they have none. */
  readonly baseDirectory?: ReadonlyMap<string, string> | undefined;
  /** The builder's platform; `undefined`: nobody knows, so what depends on it is uncertain. */
  readonly buildPlatform?: string | undefined;
}
