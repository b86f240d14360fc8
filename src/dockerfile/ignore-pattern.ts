import { cleanPath } from "./clean-path.ts";
import { matchGlob } from "./glob.ts";
import { compileGoRegex, type PathTest } from "./ignore-regex.ts";
import { trimSpace } from "./white-space.ts";

/** One pattern of moby/patternmatcher. */
export interface IgnorePattern {
  /** Cleaned, without its `!`. */
  readonly text: string;
  /** `!pattern`: takes back what earlier patterns matched. */
  readonly isException: boolean;
  /** `undefined`: Go refuses the pattern, but only once a path is put to it. */
  readonly test: PathTest | undefined;
}

/** Reads a pattern; `undefined`: an empty one, which counts for nothing. */
export function readPattern(source: string): IgnorePattern | undefined | { readonly error: string } {
  const trimmed = trimSpace(source);
  if (trimmed === "") return undefined;
  const cleaned = cleanPath(trimmed);
  if (cleaned === "!") return { error: 'illegal exclusion pattern: "!"' };
  const isException = cleaned.startsWith("!");
  const text = isException ? cleaned.slice(1) : cleaned;
  if (matchGlob(text, ".") === "bad-pattern") return { error: `syntax error in pattern: ${source}` };
  return { text, isException, test: compilePattern(text) };
}

/** moby/patternmatcher means to escape `|`, `{` and `}` too, but its table of bits is too small for them. */
const ESCAPED = ".+()$";

function compilePattern(pattern: string): PathTest | undefined {
  let kind: "exact" | "prefix" | "suffix" | "regex" = "exact";
  let regex = "^";
  const characters = [...pattern];
  for (let i = 0, count = 0; i < characters.length; i++, count++) {
    const character = characters[i] ?? "";
    if (character === "*" && characters[i + 1] === "*") {
      i++;
      if (characters[i + 1] === "/") i++;
      if (i + 1 < characters.length) {
        regex += "(.*/)?";
        kind = "regex";
      } else if (kind === "exact") kind = "prefix";
      else {
        regex += ".*";
        kind = "regex";
      }
      if (count === 0) kind = "suffix";
    } else if (character === "*" || character === "?") {
      regex += character === "*" ? "[^/]*" : "[^/]";
      kind = "regex";
    } else if (ESCAPED.includes(character)) regex += `\\${character}`;
    else if (character === "\\") {
      const next = characters[++i];
      regex += `\\${next ?? ""}`;
      if (next !== undefined) kind = "regex";
    } else {
      regex += character;
      if (character === "[" || character === "]") kind = "regex";
    }
  }
  switch (kind) {
    case "exact":
      return (path) => path === pattern;
    case "prefix": {
      const prefix = pattern.slice(0, -2);
      return (path) => path.startsWith(prefix);
    }
    case "suffix": {
      const suffix = pattern.slice(2);
      return (path) => path.endsWith(suffix) || (suffix.startsWith("/") && path === suffix.slice(1));
    }
    case "regex":
      return compileGoRegex(`${regex}$`);
    default:
      return kind satisfies never;
  }
}
