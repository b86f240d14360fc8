/** Whether a build that read layers on demand failed, or may have gone wrong, because of that. Pure. */

/** What is looked at of a build's run. */
export interface ReadRun {
  readonly succeeded: boolean;
  /** How the process ended. */
  readonly ended: string;
  readonly text: string;
  readonly output: readonly string[];
  readonly failedOutput: readonly string[];
  readonly steps: readonly { readonly name: string; readonly error: string | undefined }[];
}

/** What the kernel, libraries and the snapshotter say when a layer's bytes do not arrive. */
const SIGNS: readonly RegExp[] = [
  /input\/output error/i,
  /\[Errno 5\]|\bEIO\b|I\/O error/,
  /transport endpoint is not connected|stale file handle|software caused connection abort/i,
  /\bunlazy\b|missing descriptor handlers|(?<!D-)\bbus error|\bSIGBUS\b/i,
];
/** Words of the snapshotter, which steps that fetch something have too: they count where a build has failed. */
const SNAPSHOTTER =
  /\bstargz\b|remote snapshot\b|failed to (?:read|fetch|resolve|mount)\b.*\b(?:layer|blob|snapshot|footer|TOC)\b/;

/** A step's own exit code, and nothing around it: the step says what is wrong with it. */
const OWN_FAILURE =
  /^process ".*" did not complete successfully: exit code: \d+|failed to calculate checksum of ref \S+ "[^"]*": not found$/s;
/** Killed by a signal: a page of a program that could not be read ends it so. */
const BY_SIGNAL = /exit code: (?:135|137|139|134)\b/;

/**
 * The line that tells; `undefined`: reading on demand had no part in it. A step's plain exit code is its own unless the
 * step says otherwise; every other failure of a lazy build is taken for a fault of reading: a plain build then decides.
 */
export function findReadFault(run: ReadRun): string | undefined {
  const lines = [...run.output, ...run.failedOutput];
  const signs = run.succeeded ? SIGNS : [...SIGNS, SNAPSHOTTER];
  const sign = lines.find((line) => signs.some((pattern) => pattern.test(line)));
  // A step may go on after what it could not read.
  if (run.succeeded) return sign?.trim();
  if (run.ended !== "exit" && run.ended !== "stalled") return undefined;
  if (sign !== undefined) return sign.trim();
  const errors = run.steps.flatMap(({ error }) =>
    error === undefined || /context canceled/.test(error) ? [] : [error],
  );
  if (errors.length === 0) return lastError(run.text);
  return errors.find((error) => !OWN_FAILURE.test(error) || BY_SIGNAL.test(error));
}

/** Two steps that mount the same layer at once: the snapshotter refuses one of them, and has it a moment later. */
export function isMountRace({ succeeded, steps }: ReadRun): boolean {
  return (
    !succeeded && steps.some(({ error }) => /failed to prepare .*: layer \S+ unavailable/.test(error ?? ""))
  );
}

function lastError(text: string): string {
  const said = text.split("\n").filter((line) => line.startsWith("ERROR:"));
  return said.at(-1) ?? "the build ended without a word";
}

/** For people. */
export function describeReadFault(line: string): string {
  return `a cached layer that is read on demand may not have arrived whole (${line.slice(0, 300)})`;
}
