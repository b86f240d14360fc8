import { lexWord } from "./shell-word.ts";

/** A here-document's word: `<<EOF`, `<<-"EOF"`, `3<<EOF`. */
export interface HeredocWord {
  readonly name: string;
  /** `false` when any part of the word was quoted: no expansion in the content. */
  readonly expand: boolean;
  /** `<<-`: leading tabs are taken off. */
  readonly chomp: boolean;
}

export interface Heredoc extends HeredocWord {
  readonly content: string;
}

const HEREDOC = /^([0-9]*)<<(-?)[\t\n\f\r ]*([^<]*)$/;

/** Reads one word as a here-document's beginning; `undefined`: it is none. */
export function readHeredocWord(word: string): HeredocWord | { readonly error: string } | undefined {
  const match = HEREDOC.exec(word);
  const rest = match?.[3] ?? "";
  if (match === null || rest === "") return undefined;
  const common = { escapeToken: "\\", keepUnset: true, lookup: () => undefined };
  const plain = lexWord(rest, common);
  if ("error" in plain) return plain;
  const name = plain.words[0];
  if (plain.words.length !== 1 || name === undefined) return undefined;
  const raw = lexWord(rest, { ...common, rawQuotes: true });
  if ("error" in raw) return raw;
  const rawName = raw.words[0];
  if (raw.words.length !== 1 || rawName === undefined) {
    return { error: `internal lexing of heredoc produced inconsistent results: ${rest}` };
  }
  return { name, expand: countQuotes(name) === countQuotes(rawName), chomp: match[2] === "-" };
}

/** The name of the here-document that an argument stands for. */
export function heredocName(word: string): string | undefined {
  const heredoc = readHeredocWord(word);
  return heredoc === undefined || "error" in heredoc ? undefined : heredoc.name;
}

/** All here-documents that a line begins, in order. A line that does not lex begins none. */
export function heredocsOfLine(line: string): readonly HeredocWord[] | { readonly error: string } {
  const lexed = lexWord(line, {
    escapeToken: "\\",
    rawQuotes: true,
    rawEscapes: true,
    keepUnset: true,
    lookup: () => undefined,
  });
  const words: HeredocWord[] = [];
  for (const word of "error" in lexed ? [] : lexed.words) {
    const heredoc = readHeredocWord(word);
    if (heredoc === undefined) continue;
    if ("error" in heredoc) return heredoc;
    words.push(heredoc);
  }
  return words;
}

function countQuotes(text: string): number {
  return text.split(/['"]/).length - 1;
}
