/** What a known failure looks like in a log, why it happens, and what helps. */

/** `transient`: trying again helps. All others need a person. */
export type FailureClass =
  | "transient"
  | "resource"
  | "dependencies"
  | "system"
  | "credentials"
  | "configuration"
  | "platform";

export interface Signature {
  readonly id: string;
  readonly class: FailureClass;
  /** One line of the log each; the group `package` names the package, `path` the file that it is about. */
  readonly patterns: readonly RegExp[];
  /** Must stand above the line too, in the same step: tells a build hook's import from a program's own. */
  readonly after?: RegExp;
  /** A tool's own last word on what it was given: no trouble before it is the cause. */
  readonly isVerdict?: true;
  /** Says more than the signature of this id, wherever the two stand: programs write to two streams. */
  readonly refines?: string;
  /** A package is being built: which one, pip tells in other lines. */
  readonly isBuild?: true;
  readonly cause: string;
  readonly remedy: string;
  /** Where the failure is described. */
  readonly source: string;
}

export interface Diagnosis {
  readonly id: string;
  readonly class: FailureClass;
  /** The log's own line. */
  readonly line: string;
  readonly package: string | undefined;
  readonly cause: string;
  readonly remedy: string;
  readonly source: string;
}
