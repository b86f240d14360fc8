/**
 * How the files that a build reads of one context enter the fingerprint: one digest over lines as git's index
 * prints them, with paths below the context, sorted by the paths' bytes. Pure.
 *
 * Both ways to the digest give the same one: `digestEntries` from single entries, `digestIndex` from a part
 * of the index, without an object for each of 100,000 files.
 */
import { createHash } from "node:crypto";
import type { GitIndex } from "./git-index.ts";

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

/** `ranges`: of regular entries, in order, without overlaps; `contextPath`: "" or without a trailing slash. */
export function digestIndex(
  index: GitIndex,
  ranges: readonly (readonly [from: number, to: number])[],
  contextPath: string,
): string {
  const cut = contextPath === "" ? 0 : Buffer.byteLength(contextPath) + 1;
  const hash = createHash("sha256");
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let filled = 0;
  for (const [from, to] of ranges) {
    for (let entry = from; entry < to; entry += 1) {
      if (filled + index.printedLength(entry) > CHUNK_BYTES) {
        hash.update(chunk.subarray(0, filled));
        filled = 0;
      }
      filled = index.print(entry, cut, chunk, filled);
    }
  }
  return hash.update(chunk.subarray(0, filled)).digest("hex");
}

/** A path has at most 4096 bytes where it can be checked out. */
const CHUNK_BYTES = 65_536;
