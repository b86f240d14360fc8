/** git's index, asked without making an object for each of its 100,000 entries. */

/** Where everything is in the bytes that git wrote; entries are sorted by their paths' bytes. */
export interface IndexLayout {
  readonly bytes: Buffer;
  readonly pathStarts: Uint32Array;
  readonly pathEnds: Uint32Array;
  readonly idStarts: Uint32Array;
  readonly idEncoding: "binary" | "hex";
  /** In bytes, as it is encoded. */
  readonly idLength: number;
  /** As numbers: 0o100644. */
  readonly modes: Uint32Array;
  /** 1: the id tells nothing of the disk (a conflict, `skip-worktree`, `assume-unchanged`; a submodule). */
  readonly irregular: Uint8Array;
}

export class GitIndex {
  readonly #layout: IndexLayout;
  readonly #bytes: Buffer;
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  /** Entries, of which a conflict has several for one path. */
  readonly count: number;

  constructor(layout: IndexLayout) {
    this.#layout = layout;
    this.#bytes = layout.bytes;
    this.#starts = layout.pathStarts;
    this.#ends = layout.pathEnds;
    this.count = layout.pathStarts.length;
  }

  path(entry: number): string {
    return this.#bytes.toString("utf8", this.#start(entry), this.#end(entry));
  }

  /** Six octal digits. */
  mode(entry: number): string {
    return (this.#layout.modes[entry] ?? 0).toString(8).padStart(6, "0");
  }

  id(entry: number): string {
    const { idEncoding, idLength, idStarts } = this.#layout;
    const start = idStarts[entry] ?? 0;
    return this.#bytes.toString(idEncoding === "hex" ? "latin1" : "hex", start, start + idLength);
  }

  irregularEntries(): readonly number[] {
    const entries: number[] = [];
    this.#layout.irregular.forEach((flag, entry) => {
      if (flag === 1) entries.push(entry);
    });
    return entries;
  }

  /** The entry of a path; `undefined`: not tracked. */
  find(path: string): number | undefined {
    const entry = this.#lowerBound(Buffer.from(path));
    return entry < this.count && this.path(entry) === path ? entry : undefined;
  }

  /** First entry and one past the last of what is below a folder; "" is everything. */
  below(folder: string): readonly [from: number, to: number] {
    if (folder === "") return [0, this.count];
    // "0" is the byte after "/".
    return [this.#lowerBound(Buffer.from(`${folder}/`)), this.#lowerBound(Buffer.from(`${folder}0`))];
  }

  /** Every folder with a tracked file somewhere below it, without the root. */
  folders(): readonly string[] {
    const folders = new Set<string>();
    const bytes = this.#bytes;
    let [before, length] = [0, 0];
    for (let entry = 0; entry < this.count; entry += 1) {
      const start = this.#start(entry);
      let end = this.#end(entry) - 1;
      while (end > start && bytes[end] !== SLASH) end -= 1;
      // Sorted: files of one folder mostly follow each other, and then nothing is made of them.
      let same = end - start === length ? length : -1;
      while (same > 0 && bytes[start + same - 1] === bytes[before + same - 1]) same -= 1;
      if (same === 0) continue;
      [before, length] = [start, end - start];
      for (let text = bytes.toString("utf8", start, end); text !== "" && !folders.has(text); ) {
        folders.add(text);
        text = text.slice(0, Math.max(0, text.lastIndexOf("/")));
      }
    }
    return [...folders];
  }

  /** Whether a path among the entries has this text in it. */
  includes(text: string, from = 0, to = this.count): boolean {
    if (from >= to) return false;
    const all = this.#bytes.subarray(0, this.#end(to - 1));
    for (let at = all.indexOf(text, this.#start(from)); at !== -1; at = all.indexOf(text, at + 1)) {
      let [low, high] = [from, to];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (this.#end(middle) <= at) low = middle + 1;
        else high = middle;
      }
      // Else it is chance, in what stands between the paths.
      if (low < to && this.#start(low) <= at) return true;
    }
    return false;
  }

  /** At most how many bytes `print` writes. */
  printedLength(entry: number): number {
    return (
      "H 100644 ".length + this.#layout.idLength * 2 + " 0\t\0".length + this.#end(entry) - this.#start(entry)
    );
  }

  /** Writes a regular entry as `git ls-files -z --stage -v` does, its path without `cut` bytes; returns where it ends. */
  print(entry: number, cut: number, target: Buffer, from: number): number {
    const { idEncoding, idLength, idStarts, modes } = this.#layout;
    const bytes = this.#bytes;
    let at = from;
    target[at++] = 0x48; // H
    target[at++] = SPACE;
    for (let bit = 15, mode = modes[entry] ?? 0; bit >= 0; bit -= 3)
      target[at++] = ZERO + ((mode >> bit) & 7);
    target[at++] = SPACE;
    const id = idStarts[entry] ?? 0;
    for (let byte = id; byte < id + idLength; byte += 1) {
      const value = bytes[byte] ?? 0;
      if (idEncoding === "hex") target[at++] = value;
      else {
        target[at++] = HEX[value >> 4] ?? 0;
        target[at++] = HEX[value & 15] ?? 0;
      }
    }
    target[at++] = SPACE;
    target[at++] = ZERO;
    target[at++] = 0x09;
    for (let byte = this.#start(entry) + cut; byte < this.#end(entry); byte += 1)
      target[at++] = bytes[byte] ?? 0;
    target[at++] = 0;
    return at;
  }

  #start(entry: number): number {
    return this.#starts[entry] ?? 0;
  }

  #end(entry: number): number {
    return this.#ends[entry] ?? 0;
  }

  #lowerBound(path: Buffer): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(middle, path)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isBefore(entry: number, path: Buffer): boolean {
    const start = this.#start(entry);
    const length = this.#end(entry) - start;
    const shared = Math.min(length, path.length);
    for (let at = 0; at < shared; at += 1) {
      const difference = (this.#bytes[start + at] ?? 0) - (path[at] ?? 0);
      if (difference !== 0) return difference < 0;
    }
    return length < path.length;
  }
}

const SLASH = "/".charCodeAt(0);
const SPACE = " ".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
const HEX = Buffer.from("0123456789abcdef");
