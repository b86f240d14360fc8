/**
 * The two ways to git's index. Its file is read as it is where it is plain: listing 100,000 entries as text, and
 * reading that, takes longer than all else that is done with them. https://git-scm.com/docs/index-format
 */
import { GitIndex } from "./git-index.ts";

const HEADER = 12;
/** Of an entry before its path: times, numbers and size, then mode, id and flags. */
const [MODE, ID, FLAGS, PATH] = [24, 40, 60, 62];
const [LONG_PATH, EXTENDED] = [0xfff, 0x4000];
/** What `git ls-files` knows besides folders of a sparse index. */
const modes = new Set([0o100644, 0o100755, 0o120000, 0o160000]);
const SUBMODULE = 0o160000;

/**
 * Reads the file `index` of a repository with SHA-1 ids. `undefined`: git must be asked (paths are compressed, it is split
 * or sparse, it has what no version so far has, or is broken). The checksum is passed over, as git does.
 */
export function readIndexFile(bytes: Buffer): GitIndex | undefined {
  const end = bytes.length - ID_LENGTH;
  if (end < HEADER || bytes.toString("latin1", 0, 4) !== "DIRC") return undefined;
  const version = bytes.readUInt32BE(4);
  const count = bytes.readUInt32BE(8);
  if ((version !== 2 && version !== 3) || count > end / PATH) return undefined;
  const layout = makeLayout(bytes, count, "binary", ID_LENGTH);
  let at = HEADER;
  for (let entry = 0; entry < count; entry += 1) {
    if (at + PATH >= end) return undefined;
    const flags = bytes.readUInt16BE(at + FLAGS);
    const start = at + PATH + ((flags & EXTENDED) === 0 ? 0 : 2);
    const length = flags & LONG_PATH;
    const pathEnd = length === LONG_PATH ? bytes.indexOf(0, start) : start + length;
    const mode = bytes.readUInt32BE(at + MODE);
    if (pathEnd <= start || pathEnd >= end || bytes[pathEnd] !== 0 || !modes.has(mode)) return undefined;
    layout.pathStarts[entry] = start;
    layout.pathEnds[entry] = pathEnd;
    layout.idStarts[entry] = at + ID;
    layout.modes[entry] = mode;
    // Any flag: assumed unchanged, a stage of a conflict, left out of a sparse checkout, yet to be added.
    layout.irregular[entry] = (flags & ~LONG_PATH) !== 0 || mode === SUBMODULE ? 1 : 0;
    // One to eight zero bytes make an entry's length a multiple of eight.
    at += (pathEnd - at + 8) & ~7;
  }
  return areOptional(bytes, at, end) ? new GitIndex(layout) : undefined;
}

const ID_LENGTH = 20;

/** Whether all that follows the entries may be passed over: an extension that must be understood begins in lower case. */
function areOptional(bytes: Buffer, from: number, end: number): boolean {
  let at = from;
  while (at + 8 <= end) {
    const first = bytes[at] ?? 0;
    if (first < 0x41 || first > 0x5a) return false;
    at += 8 + bytes.readUInt32BE(at + 4);
  }
  return at === end;
}

/** Reads what `git ls-files -z --stage -v` prints: `H 100644 <id> 0\t<path>`. */
export function readIndexText(bytes: Buffer): GitIndex {
  const starts: number[] = [];
  for (let at = 0; at < bytes.length; at = bytes.indexOf(0, at) + 1) starts.push(at);
  const before = "H 100644 ".length;
  const idLength = Math.max(0, bytes.indexOf("\t") - before - " 0".length);
  const layout = makeLayout(bytes, starts.length, "hex", idLength);
  starts.forEach((start, entry) => {
    const path = start + before + idLength + " 0\t".length;
    const mode = Number.parseInt(bytes.toString("latin1", start + 2, start + before - 1), 8);
    const isPlain = bytes[start] === "H".charCodeAt(0) && bytes[path - 2] === "0".charCodeAt(0);
    layout.pathStarts[entry] = path;
    layout.pathEnds[entry] = (starts[entry + 1] ?? bytes.length) - 1;
    layout.idStarts[entry] = start + before;
    layout.modes[entry] = mode;
    layout.irregular[entry] = isPlain && mode !== SUBMODULE ? 0 : 1;
  });
  return new GitIndex(layout);
}

function makeLayout(bytes: Buffer, count: number, idEncoding: "binary" | "hex", idLength: number) {
  return {
    bytes,
    idEncoding,
    idLength,
    pathStarts: new Uint32Array(count),
    pathEnds: new Uint32Array(count),
    idStarts: new Uint32Array(count),
    modes: new Uint32Array(count),
    irregular: new Uint8Array(count),
  };
}
