/**
 * How the files that a build reads of one context enter the fingerprint: one digest over lines as git's index
 * prints them, with paths below the context, sorted by the paths' bytes. Pure.
 *
 * Both ways to the digest give the same one: `digestEntries` from single entries, `digestLines` from a piece
 * of the index's own text, which makes no object for each of 100,000 files.
 */
import { createHash } from "node:crypto";

export interface FileLine {
  /** Below the context. */
  readonly below: string;
  readonly mode: "100644" | "100755" | "120000" | "040000";
  /** git's blob id; "" for an empty folder. */
  readonly id: string;
}

export function digestEntries(entries: readonly FileLine[]): string {
  const lines = entries.map(({ below, mode, id }) => ({
    path: Buffer.from(below),
    text: `H ${mode} ${id} 0\t`,
  }));
  lines.sort((a, b) => Buffer.compare(a.path, b.path));
  const hash = createHash("sha256");
  for (const { path, text } of lines) hash.update(text).update(path).update("\0");
  return hash.digest("hex");
}

/**
 * `pieces`: slices of the index's text in its order, without overlaps; `contextPath`: "" or without a trailing slash.
 * `undefined`: a path has a tab in it, so the text cannot be cut by tabs.
 */
export function digestLines(pieces: readonly Buffer[], contextPath: string): string | undefined {
  const prefix = contextPath === "" ? "" : Buffer.from(`${contextPath}/`).toString("latin1");
  const hash = createHash("sha256");
  for (const piece of pieces) {
    // latin1 keeps bytes as they are, and lets one native call take the context's path from every line.
    const text = piece.toString("latin1");
    if (/\t[^\0]*\t/.test(text)) return undefined;
    hash.update(prefix === "" ? text : text.replaceAll(`\t${prefix}`, "\t"), "latin1");
  }
  return hash.digest("hex");
}
