import { isSpace, trimLeft } from "./white-space.ts";

/** BuildKit's reWhitespace: narrower than Go's idea of white space. */
const SEPARATOR = /[\t\v\f\r ]+/;

/** Splits at white space, as FROM, EXPOSE and the shell form of COPY do; quotes mean nothing here. */
export function splitAtSpaces(text: string): readonly string[] {
  return text === "" ? [] : text.split(SEPARATOR);
}

/** The first word and the rest; `undefined` when there is one word only. */
export function splitOnce(text: string): readonly [first: string, rest: string | undefined] {
  const match = SEPARATOR.exec(text);
  if (match === null) return [text, undefined];
  return [text.slice(0, match.index), text.slice(match.index + match[0].length)];
}

/** Splits into words that keep their quotes and escapes, as ENV, LABEL and ARG do. */
export function splitQuoted(text: string, escapeToken: string): readonly string[] {
  const words: string[] = [];
  const characters = [...text];
  let word = "";
  let phase: "spaces" | "word" | "quote" = "spaces";
  let quote = "";
  let mayBeBlank = false;
  const finish = (): void => {
    if (mayBeBlank || word !== "") words.push(word);
    word = "";
    mayBeBlank = false;
  };
  for (let i = 0; i < characters.length; i++) {
    const character = characters[i] ?? "";
    const isLast = i === characters.length - 1;
    if (phase === "spaces") {
      if (isSpace(character)) continue;
      phase = "word";
    }
    if (phase === "word" && isSpace(character)) {
      phase = "spaces";
      finish();
      continue;
    }
    const mayEscape = phase === "word" || quote !== "'";
    if (phase === "word" && (character === "'" || character === '"')) {
      quote = character;
      mayBeBlank = true;
      phase = "quote";
    } else if (phase === "quote" && character === quote) phase = "word";
    if (character === escapeToken && mayEscape) {
      if (isLast) {
        phase = "word";
        continue;
      }
      word += character + (characters[++i] ?? "");
    } else word += character;
  }
  if (phase !== "spaces") finish();
  return words;
}

/** `json`: a list of strings; `not-strings`: BuildKit refuses it; `text`: not JSON, read as shell form. */
export type JsonForm =
  | { readonly kind: "json"; readonly values: readonly string[] }
  | { readonly kind: "not-strings" }
  | { readonly kind: "text" };

/** Reads the JSON form of an instruction's arguments. */
export function readJsonForm(text: string): JsonForm {
  const trimmed = trimLeft(text);
  if (!trimmed.startsWith("[")) return { kind: "text" };
  try {
    const value: unknown = JSON.parse(trimmed);
    if (!Array.isArray(value)) return { kind: "text" };
    const values: string[] = [];
    for (const item of value) {
      if (typeof item !== "string") return { kind: "not-strings" };
      // Go puts U+FFFD where a surrogate has no partner.
      values.push(
        item.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd"),
      );
    }
    return { kind: "json", values };
  } catch {
    return { kind: "text" };
  }
}
