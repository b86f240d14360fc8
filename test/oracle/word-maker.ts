// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
import type { Random } from "./random.ts";

/** Paths that sources name. */
export const NAMES = ["a", "b.txt", "src", "src/main.py", "d", "d/e", "d/e/f.txt", "lib", "x y", "ä"];

const VARIABLES = [
  "A",
  "B",
  "C",
  "D",
  "FROMBASE",
  "PATH",
  "TARGETARCH",
  "BUILDPLATFORM",
  "TARGETSTAGE",
  "HTTP_PROXY",
  "UNSET",
];

/** Makes words with every form of variable, quote and escape. */
export class WordMaker {
  readonly #random: Random;
  readonly #escapeToken: string;

  constructor(random: Random, escapeToken: string) {
    this.#random = random;
    this.#escapeToken = escapeToken;
  }

  /** A word with variables, quotes and escapes. */
  word(depth = 0): string {
    return this.#random.list(1, 3, () => this.#piece(depth)).join("");
  }

  #piece(depth: number): string {
    const random = this.#random;
    const name = random.pick(VARIABLES);
    const inner = (): string => (depth > 1 ? random.pick(["a", "", "src"]) : this.word(depth + 1));
    switch (random.below(16)) {
      case 0:
      case 1:
        return `$${name}`;
      case 2:
      case 3:
        return `\${${name}}`;
      case 4:
        return `\${${name}${random.pick([":-", "-", ":+", "+"])}${inner()}}`;
      case 5:
        return random.chance(0.2) ? `\${${name}${random.pick([":?", "?"])}${inner()}}` : `\${${name}:-a}`;
      case 6:
        return `\${${name}${random.pick(["#", "##", "%", "%%"])}${random.pick(["s", "*/", "?", "*", "d/", "/*", "*.txt", "\\*", "s*", "*r?", "$A"])}}`;
      case 7:
        return `\${${name}${random.pick(["/", "//"])}${random.pick(["s", "*", "?", "\\/", "a", "d/e", ""])}/${random.pick(["b", "", "$1", "x\\/y", "$B"])}}`;
      case 8:
        return `"${inner()}"`;
      case 9:
        return `'${random.pick(["a", "$A", "b c", "\\a"])}'`;
      case 10:
        return random.pick([
          `${this.#escapeToken}$A`,
          `${this.#escapeToken}a`,
          `${this.#escapeToken}"`,
          "\\\\",
          "$",
          "$1",
          "$@",
        ]);
      default:
        return random.pick(["a", "src", "d/", "/", "b.txt", ".", "e", "*"]);
    }
  }

  value(): string {
    const random = this.#random;
    if (random.chance(0.5))
      return random.pick(["src", "d/e", "a", "alpine", "", '"x y"', "'$A'", "b.txt", "*"]);
    return this.word().replace(/[\s]/g, "");
  }
}
