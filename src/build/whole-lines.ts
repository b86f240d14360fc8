/** Pieces of output, cut wherever a program flushed, → whole lines. Pure. */

/** A progress bar without any line end is not kept for ever. */
const LONGEST_BYTES = 64_000;

/** Keeps the unfinished last line of each source. */
export class WholeLines {
  readonly #rests = new Map<string, Buffer>();

  /** Text that ends with its last whole line; "" where no line has ended. */
  take(source: string, piece: Buffer): string {
    const all = Buffer.concat([this.#rests.get(source) ?? Buffer.alloc(0), piece]);
    const end = all.length > LONGEST_BYTES ? all.length : all.lastIndexOf(0x0a) + 1;
    this.#rests.set(source, all.subarray(end));
    return all.subarray(0, end).toString("utf8");
  }

  /** What no line end came after; the source has ended. */
  rest(source: string): string {
    const rest = this.#rests.get(source)?.toString("utf8") ?? "";
    this.#rests.delete(source);
    return rest;
  }
}
