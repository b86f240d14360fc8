/** What is slow or large about a Dockerfile, and what to write instead. */
import type { ContextRead } from "../dockerfile/analysis.ts";
import type { PlacedCommand } from "../dockerfile/stages.ts";

/** Names that `# ml-image-build: ignore=NAME` in the Dockerfile silences; anchors of docs/preflight.md. */
export type Rule =
  | "cuda-wheels"
  | "cuda-wheels-first"
  | "torch-family"
  | "copy-before-install"
  | "cache-mount-defeated"
  | "package-gone"
  | "base-end-of-life"
  | "glibc-too-old"
  | "volatile-arg"
  | "weights-in-context"
  | "context-unfiltered"
  | "floating-base"
  | "cache-scope-shared"
  | "image-loaded"
  | "secret-build-arg";

export interface Finding {
  readonly rule: Rule;
  /** Of the Dockerfile, counted from 1; `undefined`: of the image's definition. */
  readonly line: number | undefined;
  /** What it costs, and why. */
  readonly message: string;
  readonly instead: string;
}

/** A stage that the image needs, with everything that its base stages did before. */
export interface StageChain {
  /** The image that the first stage begins with, expanded; `undefined`: an image of this repository. */
  readonly root: string | undefined;
  /** Of all stages down to this one, in order. */
  readonly commands: readonly PlacedCommand[];
}

/** One image as far as rules look at it. */
export interface Subject {
  readonly name: string;
  /** The Dockerfile's path, or the place of its definition. */
  readonly file: string;
  readonly text: string;
  readonly platforms: readonly string[];
  /** Build args that are given. */
  readonly args: ReadonlyMap<string, string>;
  /** Names of args that can change the result. */
  readonly usedArgs: ReadonlySet<string>;
  /** Reachable stages, the target last. */
  readonly chains: readonly StageChain[];
  readonly reads: readonly ContextRead[];
  /** Repository paths that the build reads, with sizes of the large ones. */
  readonly paths: readonly string[];
  readonly largeFiles: ReadonlyMap<string, number>;
  /** Text of a file that the build reads, by the last part of its path; `undefined`: none, or several. */
  fileNamed(name: string): string | undefined;
}
