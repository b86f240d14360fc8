/** Character classes and escapes of Go's regular expressions, as far as patterns can hold them. */
const POSIX: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  ascii: "\\x00-\\x7f",
  blank: "\\t ",
  cntrl: "\\x00-\\x1f\\x7f",
  digit: "0-9",
  graph: "!-~",
  lower: "a-z",
  print: " -~",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: "\\t-\\r ",
  upper: "A-Z",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};
const PERL: Readonly<Record<string, string>> = {
  d: "[0-9]",
  D: "[^0-9]",
  w: "[0-9A-Za-z_]",
  W: "[^0-9A-Za-z_]",
  s: "[\\t\\n\\f\\r ]",
  S: "[^\\t\\n\\f\\r ]",
};
const CONTROL: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** A JavaScript class for what follows a backslash outside of brackets; `undefined`: Go refuses it, or more than we read. */
export function readEscape(character: string | undefined): string | undefined {
  if (character === undefined) return undefined;
  if (Object.hasOwn(PERL, character)) return PERL[character];
  const code = escapedCode(character);
  return code === undefined ? undefined : codeText(code);
}

/** Reads a class whose `[` stands before `from`. */
export function readClass(
  source: readonly string[],
  from: number,
): { readonly set: string; readonly next: number } | undefined {
  let i = from;
  const isNegated = source[i] === "^";
  if (isNegated) i++;
  const parts: string[] = [];
  for (let isFirst = true; isFirst || source[i] !== "]"; isFirst = false) {
    if (i >= source.length) return undefined;
    const named = readPosix(source, i);
    if (named === "unknown") return undefined;
    if (named !== undefined) {
      parts.push(named.set);
      i = named.next;
      continue;
    }
    const low = readMember(source, i);
    if (low === undefined) return undefined;
    i = low.next;
    let high = low;
    if (source[i] === "-" && source[i + 1] !== undefined && source[i + 1] !== "]") {
      const upper = readMember(source, i + 1);
      if (upper === undefined || upper.code < low.code) return undefined;
      high = upper;
      i = upper.next;
    }
    parts.push(high === low ? codeText(low.code) : `${codeText(low.code)}-${codeText(high.code)}`);
  }
  return { set: `[${isNegated ? "^" : ""}${parts.join("")}]`, next: i + 1 };
}

function readPosix(
  source: readonly string[],
  from: number,
): { readonly set: string; readonly next: number } | "unknown" | undefined {
  if (source[from] !== "[" || source[from + 1] !== ":") return undefined;
  const text = source.slice(from).join("");
  const end = text.indexOf(":]", 2);
  if (end === -1) return undefined;
  const name = text.slice(2, end);
  const set = Object.hasOwn(POSIX, name) ? POSIX[name] : undefined;
  if (set === undefined) return "unknown";
  return { set, next: from + [...text.slice(0, end + 2)].length };
}

function readMember(
  source: readonly string[],
  from: number,
): { readonly code: number; readonly next: number } | undefined {
  const character = source[from];
  if (character !== "\\") {
    const code = character?.codePointAt(0);
    return code === undefined ? undefined : { code, next: from + 1 };
  }
  const escaped = source[from + 1];
  const code = escaped === undefined ? undefined : escapedCode(escaped);
  return code === undefined ? undefined : { code, next: from + 2 };
}

function escapedCode(character: string): number | undefined {
  if (Object.hasOwn(CONTROL, character)) return CONTROL[character];
  const code = character.codePointAt(0) ?? 0;
  return code < 128 && !/[0-9A-Za-z]/.test(character) ? code : undefined;
}

function codeText(code: number): string {
  return `\\u{${code.toString(16)}}`;
}
