/** Whether a build failed because its layers were to be written in eStargz. Pure. */
import type { ReadRun } from "./read-fault.ts";

/** A file of the user's under a name of eStargz's own; or its writer is at odds with Go's gzip (stargz-snapshotter#2330). */
const SIGNS =
  /\bTOC JSON\b|e?stargz|gzip ?footer|footer buffer|unsupported input tar entry|reading from source tar/i;
const LOST = /\bEOF\b|connection reset|transport is closing|error reading from server|connection refused/i;

/** The line that tells; `undefined`: it had no part in it. */
export function findWriteFault({ succeeded, ended, steps, text }: ReadRun): string | undefined {
  if (succeeded || ended !== "exit") return undefined;
  const exports = steps.filter(({ name, error }) => error !== undefined && /^exporting /.test(name));
  const errors = [
    ...exports.map(({ error }) => error ?? ""),
    ...text.split("\n").filter((line) => line.startsWith("ERROR:")),
  ];
  const sign = errors.find((line) => SIGNS.test(line));
  if (sign !== undefined) return sign;
  // A builder that dies while it writes has no last words.
  const isWriting = steps.some(({ name }) => /^exporting /.test(name));
  return isWriting ? errors.find((line) => LOST.test(line)) : undefined;
}
