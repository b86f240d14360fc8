/**
 * White space as Go's unicode.IsSpace has it. JavaScript's `\s` differs: it lacks U+0085 and has U+FEFF.
 */
const SPACE = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const ONE = new RegExp(`[${SPACE}]`);
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);

/** Says whether a character is white space to Go. */
export function isSpace(character: string): boolean {
  return ONE.test(character);
}

/** Go's strings.TrimLeftFunc(text, unicode.IsSpace). */
export function trimLeft(text: string): string {
  return text.replace(LEADING, "");
}

/** Go's strings.TrimSpace. */
export function trimSpace(text: string): string {
  return trimLeft(text).replace(TRAILING, "");
}
