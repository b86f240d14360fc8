import { isSpace } from "./white-space.ts";

/**
 * Splits `--name=value` flags off an instruction's arguments. BuildKit walks bytes here and takes each for a
 * character, so a letter beyond ASCII in a flag becomes two or three others; that is kept.
 */
export function splitFlags(line: string, escapeToken: string): { flags: readonly string[]; rest: string } {
  const bytes = toByteString(line);
  const flags: string[] = [];
  let word = "";
  let phase: "spaces" | "word" | "quote" = "spaces";
  let quote = "";
  let mayBeBlank = false;
  let i = 0;
  for (; i < bytes.length; i++) {
    let character = bytes[i] ?? "";
    if (phase === "spaces") {
      if (isSpace(character)) continue;
      if (!bytes.startsWith("--", i)) return { flags, rest: fromByteString(bytes.slice(i)) };
      phase = "word";
    }
    if (phase === "word" && isSpace(character)) {
      phase = "spaces";
      if (word === "--") return { flags, rest: fromByteString(bytes.slice(i)) };
      if (mayBeBlank || word !== "") flags.push(word);
      word = "";
      mayBeBlank = false;
      continue;
    }
    if (phase === "word" && (character === "'" || character === '"')) {
      quote = character;
      mayBeBlank = true;
      phase = "quote";
      continue;
    }
    if (phase === "quote" && character === quote) {
      phase = "word";
      continue;
    }
    if (character === escapeToken) {
      if (i + 1 === bytes.length) {
        phase = "word";
        continue;
      }
      character = bytes[++i] ?? "";
    }
    word += character;
  }
  if (phase !== "spaces" && word !== "--" && (mayBeBlank || word !== "")) flags.push(word);
  return { flags, rest: "" };
}

export type FlagKind = "bool" | "string" | "strings";

export interface FlagValues {
  /** Last value of each flag; "true" or "false" for a bool. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly problems: readonly string[];
}

/** Reads flags against what an instruction knows. */
export function readFlags(flags: readonly string[], known: Readonly<Record<string, FlagKind>>): FlagValues {
  const values = new Map<string, readonly string[]>();
  const problems: string[] = [];
  for (const flag of flags) {
    if (flag === "--") break;
    const equals = flag.indexOf("=");
    const shown = equals === -1 ? flag : flag.slice(0, equals);
    const name = shown.slice(2);
    const value = equals === -1 ? undefined : flag.slice(equals + 1);
    const kind = Object.hasOwn(known, name) ? known[name] : undefined;
    const before = values.get(name);
    if (!flag.startsWith("--")) problems.push(`arg should start with -- : ${flag}`);
    else if (kind === undefined) problems.push(`unknown flag: ${shown}`);
    else if (before !== undefined && kind !== "strings") problems.push(`duplicate flag specified: ${shown}`);
    else if (kind === "bool") {
      const lower = (value ?? "true").toLowerCase();
      if (lower === "true" || lower === "false") values.set(name, [lower]);
      else if (lower === "") problems.push(`missing a value on flag: ${shown}`);
      else problems.push(`expecting boolean value for flag ${shown}, not: ${value}`);
    } else if (value === undefined) problems.push(`missing a value on flag: ${shown}`);
    else values.set(name, [...(before ?? []), value]);
  }
  return { values, problems };
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function toByteString(text: string): string {
  if (isAscii(text)) return text;
  return Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
}

function fromByteString(bytes: string): string {
  if (isAscii(bytes)) return bytes;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(bytes, (character) => character.charCodeAt(0)),
  );
}
