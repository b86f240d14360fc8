import {
  compileShellPattern,
  removePrefix,
  removeSuffix,
  replaceEvery,
  replaceFirst,
  reverseShellPattern,
  type ShellPattern,
} from "./shell-pattern.ts";
import { type WordBuffer, WordCollector } from "./word-collector.ts";
import { WordCursor } from "./word-cursor.ts";

/**
 * BuildKit's shell lexer (frontend/dockerfile/shell/lex.go): quotes, escapes and `$variable` forms of one
 * word. Every form asks `lookup`, so the caller learns which names a word depends on.
 */
export interface LexOptions {
  readonly escapeToken: string;
  readonly rawQuotes?: boolean;
  readonly rawEscapes?: boolean;
  readonly keepUnset?: boolean;
  readonly lookup: (name: string) => string | undefined;
}

export interface LexResult {
  readonly text: string;
  /** The word split at white space after expansion, quotes respected. */
  readonly words: readonly string[];
}

/** Expands a word, or says in words why BuildKit refuses it. */
export function lexWord(source: string, options: LexOptions): LexResult | { readonly error: string } {
  const lexer = new WordLexer(source, options);
  try {
    return lexer.run(undefined, options.rawEscapes ?? false);
  } catch (error) {
    if (error instanceof LexError) return { error: `failed to process "${source}": ${error.message}` };
    throw error;
  }
}

class LexError extends Error {}

class WordLexer {
  readonly #cursor: WordCursor;
  readonly #options: LexOptions;
  #rawEscapes = false;
  // One buffer for all nesting levels, as in BuildKit: a `${…}` inside a word empties it.
  readonly #buffer: WordBuffer = { text: "" };

  constructor(source: string, options: LexOptions) {
    this.#cursor = new WordCursor(source);
    this.#options = options;
    this.#rawEscapes = options.rawEscapes ?? false;
  }

  run(stop: string | undefined, rawEscapes: boolean): LexResult {
    const outer = this.#rawEscapes;
    this.#rawEscapes = rawEscapes;
    const result = this.#runUntil(stop);
    this.#rawEscapes = outer;
    return result;
  }

  #runUntil(stop: string | undefined): LexResult {
    this.#buffer.text = "";
    const words = new WordCollector(this.#buffer);
    let text = "";
    for (;;) {
      const character = this.#cursor.peek();
      if (character === undefined) break;
      if (stop !== undefined && character === stop) {
        this.#cursor.next();
        return { text, words: words.finish() };
      }
      const special = this.#special(character);
      if (special !== undefined) {
        text += special;
        if (character === "$") words.addText(special);
        else words.addRaw(special);
        continue;
      }
      this.#cursor.next();
      if (character !== this.#options.escapeToken) {
        words.addText(character);
        text += character;
        continue;
      }
      if (this.#rawEscapes) {
        words.addRaw(character);
        text += character;
      }
      const escaped = this.#cursor.next();
      if (escaped === undefined) break;
      words.addRaw(escaped);
      text += escaped;
    }
    if (stop !== undefined)
      throw new LexError(`unexpected end of statement while looking for matching ${stop}`);
    return { text, words: words.finish() };
  }

  #special(character: string): string | undefined {
    if (character === "$") return this.#dollar();
    if (character === "<") return this.#heredoc();
    if (character === "'") return this.#singleQuoted();
    return character === '"' ? this.#doubleQuoted() : undefined;
  }

  #singleQuoted(): string {
    this.#cursor.next();
    const inner = this.#cursor.takeUntil("'");
    if (inner === undefined) {
      throw new LexError("unexpected end of statement while looking for matching single-quote");
    }
    return this.#options.rawQuotes ? `'${inner}'` : inner;
  }

  #doubleQuoted(): string {
    this.#cursor.next();
    let text = "";
    for (;;) {
      const character = this.#cursor.peek();
      if (character === undefined) {
        throw new LexError("unexpected end of statement while looking for matching double-quote");
      }
      if (character === "$") {
        text += this.#dollar();
        continue;
      }
      this.#cursor.next();
      if (character === '"') return this.#options.rawQuotes ? `"${text}"` : text;
      if (character !== this.#options.escapeToken) {
        text += character;
        continue;
      }
      if (this.#rawEscapes) text += character;
      const next = this.#cursor.peek();
      if (next === undefined) continue;
      if (next === '"' || next === "$" || next === this.#options.escapeToken)
        text += this.#cursor.next() ?? "";
      else text += character;
    }
  }

  #heredoc(): string {
    this.#cursor.next();
    if (this.#cursor.peek() !== "<") return "<";
    this.#cursor.next();
    let text = "<<";
    for (
      let next = this.#cursor.peek();
      next === "\t" || next === "\r" || next === " ";
      next = this.#cursor.peek()
    ) {
      text += next;
      this.#cursor.next();
    }
    return text;
  }

  #dollar(): string {
    this.#cursor.next();
    if (this.#cursor.peek() !== "{") {
      const name = this.#cursor.readName();
      if (name === "") return "$";
      const value = this.#options.lookup(name);
      return value === undefined && this.#options.keepUnset ? `$${name}` : (value ?? "");
    }
    this.#cursor.next();
    const first = this.#cursor.peek();
    if (first === undefined) throw new LexError("syntax error: missing '}'");
    if (first === "{" || first === "}" || first === ":") throw new LexError("syntax error: bad substitution");
    const name = this.#cursor.readName();
    const modifier = this.#cursor.next();
    if (modifier === "}") {
      const value = this.#options.lookup(name);
      return value === undefined && this.#options.keepUnset ? `\${${name}}` : (value ?? "");
    }
    if (modifier === "/") return this.#replacement(name);
    return this.#modified(name, modifier);
  }

  #modified(name: string, modifier: string | undefined): string {
    const isColon = modifier === ":";
    const operator = isColon ? this.#cursor.next() : modifier;
    const shown = isColon ? `:${operator ?? ""}` : (modifier ?? "");
    const isTrim = operator === "#" || operator === "%";
    const isKnown = isTrim || operator === "+" || operator === "-" || operator === "?";
    if ((isColon && isTrim) || (!isColon && !isKnown)) {
      throw new LexError(`unsupported modifier (${shown}) in substitution`);
    }
    const word = this.#nested("}", isTrim, "syntax error: missing '}'");
    const value = this.#options.lookup(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}${shown}${word}}`;
    const isMissing = value === undefined || (isColon && value === "");
    if (operator === "-") return isMissing ? word : value;
    if (operator === "+") return isMissing ? "" : word;
    if (operator === "?") {
      if (!isMissing) return value;
      const fallback = `is not allowed to be ${value === undefined ? "unset" : "empty"}`;
      throw new LexError(`${name}: ${word === "" ? fallback : word}`);
    }
    if (!isTrim) throw new LexError(`unsupported modifier (${shown}) in substitution`);
    const isLongest = word.startsWith(operator);
    const pattern = isLongest ? word.slice(1) : word;
    return operator === "#"
      ? removePrefix(compiled(pattern), value ?? "", isLongest)
      : removeSuffix(compiled(reverseShellPattern(pattern)), value ?? "", isLongest);
  }

  #replacement(name: string): string {
    const isEvery = this.#cursor.peek() === "/";
    if (isEvery) this.#cursor.next();
    const pattern = this.#nested("/", true, "syntax error: missing '/' in substitution");
    const replacement = this.#nested("}", true, "syntax error: missing '}'");
    const value = this.#options.lookup(name);
    if (value === undefined && this.#options.keepUnset) return `\${${name}/${pattern}/${replacement}}`;
    const replace = isEvery ? replaceEvery : replaceFirst;
    return replace(compiled(pattern), value ?? "", replacement);
  }

  #nested(stop: string, rawEscapes: boolean, atEnd: string): string {
    try {
      return this.run(stop, rawEscapes).text;
    } catch (error) {
      if (error instanceof LexError && this.#cursor.peek() === undefined) throw new LexError(atEnd);
      throw error;
    }
  }
}

function compiled(pattern: string): ShellPattern {
  const result = compileShellPattern(pattern);
  if (result === undefined) throw new LexError(`invalid pattern (${pattern}) in substitution`);
  return result;
}
