/** What steps print → whole lines: a program's write may end in the middle of a line, or of a letter. Pure. */

/** A progress bar that never ends its line is told in pieces all the same. */
const LONGEST = 64_000;

export class LogLines {
  readonly #rest = new Map<string, Buffer>();
  readonly #ended = new Set<string>();

  /** `stream`: 1 or 2. The lines that are whole by now, with their ends; "" while there is none. */
  take(vertex: string, stream: number, data: Buffer): string {
    const key = `${vertex} ${stream}`;
    const all = Buffer.concat([this.#rest.get(key) ?? Buffer.alloc(0), data]);
    const isLast = this.#ended.has(vertex) || all.length > LONGEST;
    const end = isLast ? all.length : all.lastIndexOf("\n") + 1;
    this.#rest.set(key, all.subarray(end));
    return all.toString("utf8", 0, end);
  }

  /** The step is over: what is left of its last line. */
  end(vertex: string): string {
    this.#ended.add(vertex);
    return [1, 2]
      .map((stream) => {
        const key = `${vertex} ${stream}`;
        const rest = this.#rest.get(key);
        this.#rest.delete(key);
        return rest === undefined || rest.length === 0 ? "" : `${rest.toString("utf8")}\n`;
      })
      .join("");
  }
}
