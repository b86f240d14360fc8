const SPECIAL_PARAMETER = /^[@*#?\-$!0]$/;
const DIGIT = /^\p{Nd}$/u;
const NAME_CHARACTER = /^[\p{L}\p{Nd}_]$/u;

/** Goes through a word character by character. */
export class WordCursor {
  readonly #characters: readonly string[];
  #at = 0;

  constructor(source: string) {
    // Go's text/scanner skips a byte order mark at the start of what it reads.
    this.#characters = [...(source.startsWith("\uFEFF") ? source.slice(1) : source)];
  }

  peek(): string | undefined {
    return this.#characters[this.#at];
  }

  next(): string | undefined {
    return this.#characters[this.#at++];
  }

  /** What stands before `end`, which is passed over; `undefined` where there is none. */
  takeUntil(end: string): string | undefined {
    const at = this.#characters.indexOf(end, this.#at);
    if (at === -1) return undefined;
    const taken = this.#characters.slice(this.#at, at).join("");
    this.#at = at + 1;
    return taken;
  }

  /** Letters, digits and `_`; or digits only when it begins with one; or one special parameter. */
  readName(): string {
    let name = "";
    for (;;) {
      const character = this.peek();
      if (character === undefined) return name;
      if (name === "" && DIGIT.test(character)) {
        for (let digit = this.peek(); digit !== undefined && DIGIT.test(digit); digit = this.peek()) {
          name += digit;
          this.#at++;
        }
        return name;
      }
      if (name === "" && SPECIAL_PARAMETER.test(character)) {
        this.#at++;
        return character;
      }
      if (!NAME_CHARACTER.test(character)) return name;
      name += character;
      this.#at++;
    }
  }
}
