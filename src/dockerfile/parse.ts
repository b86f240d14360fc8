import type { DockerfileProblem } from "./analysis.ts";
import { type Directive, DirectiveReader } from "./directives.ts";
import { type Heredoc, heredocsOfLine } from "./heredoc.ts";
import { type Instruction, splitInstruction } from "./instruction.ts";
import { isSpace, trimLeft } from "./white-space.ts";

export interface ParsedDockerfile {
  readonly instructions: readonly Instruction[];
  readonly directives: readonly Directive[];
  readonly escapeToken: string;
  readonly problems: readonly DockerfileProblem[];
}

/** What bufio.Scanner takes in one piece; BuildKit refuses longer lines. */
const LONGEST_LINE = 65_535;

/** Reads a Dockerfile into instructions, line by line as BuildKit's parser does. Never throws. */
export function parseDockerfile(text: string): ParsedDockerfile {
  return new Parser(text).parse();
}

class Parser {
  readonly #lines: readonly string[];
  readonly #reader = new DirectiveReader();
  readonly #directives: Directive[] = [];
  readonly #instructions: Instruction[] = [];
  readonly #problems: DockerfileProblem[] = [];
  #next = 0;
  #escapeToken = "\\";

  constructor(text: string) {
    this.#lines = splitLines(text.startsWith("\uFEFF") ? text.slice(1) : text);
  }

  parse(): ParsedDockerfile {
    this.#lines.forEach((line, index) => {
      const isLong = line.length > LONGEST_LINE / 4 && new TextEncoder().encode(line).length > LONGEST_LINE;
      if (isLong) this.#report(index + 1, `dockerfile line greater than max allowed size of ${LONGEST_LINE}`);
    });
    while (this.#next < this.#lines.length) this.#parseInstruction();
    if (this.#instructions.length === 0 && this.#problems.length === 0) {
      this.#report(0, "the Dockerfile has no instructions");
    }
    return {
      instructions: this.#instructions,
      directives: this.#directives,
      escapeToken: this.#escapeToken,
      problems: this.#problems,
    };
  }

  #parseInstruction(): void {
    const line = this.#next + 1;
    const first = this.#continued(this.#clean(trimLeft(trimNewline(this.#take()))));
    if (!first.continues && first.text === "") return;
    let source = first.text;
    for (let continues = first.continues; continues && this.#next < this.#lines.length; ) {
      const whole = this.#take();
      const cleaned = this.#clean(trimNewline(whole));
      // Comments and empty lines inside an instruction do not end it.
      if (isComment(whole) || trimLeft(cleaned) === "") continue;
      const part = this.#continued(cleaned);
      source += part.text;
      continues = part.continues;
    }
    const instruction = splitInstruction(source, line, this.#escapeToken);
    if ("error" in instruction) this.#report(line, instruction.error);
    else this.#instructions.push(this.#withHeredocs(instruction));
  }

  #take(): string {
    return this.#lines[this.#next++] ?? "";
  }

  /** Takes note of directives; a comment becomes an empty line. */
  #clean(line: string): string {
    const directive = this.#reader.read(line);
    if (directive === "repeated") this.#report(this.#next, "only one parser directive of a kind can be used");
    else if (directive !== undefined) this.#follow(directive);
    return isComment(line) ? "" : line;
  }

  #follow(directive: Directive): void {
    this.#directives.push(directive);
    if (directive.name !== "escape") return;
    if (directive.value === "\\" || directive.value === "`") this.#escapeToken = directive.value;
    else this.#report(this.#next, `invalid escape token '${directive.value}' does not match \` or \\`);
  }

  #continued(line: string): { text: string; continues: boolean } {
    const end = /[ \t]*$/.exec(line)?.index ?? line.length;
    const last = end - 1;
    // An escaped escape character at the end is none, as far as BuildKit looks: one character back.
    const continues = last >= 0 && line[last] === this.#escapeToken && line[last - 1] !== this.#escapeToken;
    return continues ? { text: line.slice(0, last), continues } : { text: line, continues };
  }

  #withHeredocs(instruction: Instruction): Instruction {
    if (!instruction.takesHeredocs || !instruction.source.includes("<<")) return instruction;
    const words = heredocsOfLine(instruction.source);
    if ("error" in words) {
      this.#report(instruction.line, words.error);
      return instruction;
    }
    const heredocs: Heredoc[] = [];
    for (const word of words) {
      let content = "";
      let isTerminated = false;
      while (!isTerminated && this.#next < this.#lines.length) {
        const line = this.#take();
        const bare = trimNewline(line);
        isTerminated = (word.chomp ? bare.replace(/^\t+/, "") : bare) === word.name;
        if (!isTerminated) content += line;
      }
      if (!isTerminated) this.#report(instruction.line, `unterminated heredoc: no line ${word.name}`);
      heredocs.push({ ...word, content });
    }
    return { ...instruction, heredocs };
  }

  #report(line: number, message: string): void {
    this.#problems.push({ line, message });
  }
}

function splitLines(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function trimNewline(line: string): string {
  return line.replace(/[\r\n]+$/, "");
}

function isComment(line: string): boolean {
  for (const character of line) if (!isSpace(character)) return character === "#";
  return false;
}
