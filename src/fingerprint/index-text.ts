/**
 * git's index as the text that `git ls-files -z --stage -v` prints, asked without making an object for each
 * of its 100,000 lines: `H 100644 <id> 0\t<path>`, sorted by the paths' bytes.
 */
export class IndexText {
  readonly #bytes: Buffer;
  /** Where each line begins, and one past the last. */
  readonly #starts: Uint32Array;
  readonly #idLength: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    const starts: number[] = [];
    for (let at = 0; at < bytes.length; ) {
      starts.push(at);
      const end = bytes.indexOf(0, at);
      at = end === -1 ? bytes.length : end + 1;
    }
    starts.push(bytes.length);
    this.#starts = Uint32Array.from(starts);
    this.#idLength = Math.max(0, bytes.indexOf("\t") - "H 100644 ".length - " 0".length);
  }

  get count(): number {
    return this.#starts.length - 1;
  }

  path(line: number): string {
    return this.#bytes.toString("utf8", this.#pathStart(line), this.#end(line));
  }

  mode(line: number): string {
    return this.#bytes.toString("latin1", this.#start(line) + 2, this.#start(line) + 8);
  }

  id(line: number): string {
    const start = this.#start(line) + 9;
    return this.#bytes.toString("latin1", start, start + this.#idLength);
  }

  /** Lines of which the id tells nothing of the disk: conflicts, `skip-worktree`, `assume-unchanged`; and submodules. */
  irregularLines(): readonly number[] {
    const lines: number[] = [];
    for (let line = 0; line < this.count; line += 1) {
      const start = this.#start(line);
      const isPlain = this.#bytes[start] === H && this.#bytes[this.#pathStart(line) - 2] === ZERO;
      if (!isPlain || this.#bytes[start + 3] === SIX) lines.push(line);
    }
    return lines;
  }

  /** The line of a path; `undefined`: not tracked. */
  find(path: string): number | undefined {
    const line = this.#lowerBound(Buffer.from(path));
    return line < this.count && this.path(line) === path ? line : undefined;
  }

  /** First line and one past the last of what is below a folder; "" is everything. */
  below(folder: string): readonly [from: number, to: number] {
    if (folder === "") return [0, this.count];
    // "0" is the byte after "/".
    return [this.#lowerBound(Buffer.from(`${folder}/`)), this.#lowerBound(Buffer.from(`${folder}0`))];
  }

  /** The lines from one to before another, as printed. */
  slice(from: number, to: number): Buffer {
    return this.#bytes.subarray(this.#start(from), this.#starts[to] ?? this.#bytes.length);
  }

  /** Every folder with a tracked file somewhere below it, without the root. */
  folders(): readonly string[] {
    const folders = new Set<string>();
    const bytes = this.#bytes;
    let [before, length] = [0, 0];
    for (let line = 0; line < this.count; line += 1) {
      const start = this.#pathStart(line);
      let end = this.#end(line) - 1;
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

  includes(text: string): boolean {
    return this.#bytes.includes(text);
  }

  #lowerBound(path: Buffer): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = this.#bytes.compare(path, 0, path.length, this.#pathStart(middle), this.#end(middle));
      if (order < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #start(line: number): number {
    return this.#starts[line] ?? this.#bytes.length;
  }

  #pathStart(line: number): number {
    return this.#start(line) + 9 + this.#idLength + 3;
  }

  /** Without the zero byte. */
  #end(line: number): number {
    return this.#start(line + 1) - 1;
  }
}

const H = "H".charCodeAt(0);
const SLASH = "/".charCodeAt(0);
const ZERO = "0".charCodeAt(0);
/** Second digit of a submodule's mode, 160000. */
const SIX = "6".charCodeAt(0);
