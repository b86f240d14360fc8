import { trimLeft } from "./white-space.ts";

export type DirectiveName = "syntax" | "escape" | "check";

export interface Directive {
  readonly name: DirectiveName;
  readonly value: string;
}

const DIRECTIVE = /^([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*(.+?)[\t\n\f\r ]*$/;

/**
 * Reads `# name=value` lines until the first line that is none. The reader remembers that it is done: a
 * directive after a comment, an instruction or an empty line is a plain comment.
 */
export class DirectiveReader {
  readonly #comment: string;
  readonly #seen = new Set<string>();
  #done = false;

  constructor(comment: "#" | "//" = "#") {
    this.#comment = comment;
  }

  /** `undefined`: no directive; `repeated`: BuildKit refuses the file. */
  read(line: string): Directive | "repeated" | undefined {
    if (this.#done) return undefined;
    const match = line.startsWith(this.#comment)
      ? DIRECTIVE.exec(trimLeft(line.slice(this.#comment.length)))
      : null;
    const name = directiveName(match?.[1]?.toLowerCase());
    if (match === null || name === undefined) {
      this.#done = true;
      return undefined;
    }
    if (this.#seen.has(name)) return "repeated";
    this.#seen.add(name);
    return { name, value: match[2] ?? "" };
  }
}

function directiveName(name: string | undefined): DirectiveName | undefined {
  return name === "syntax" || name === "escape" || name === "check" ? name : undefined;
}
