/**
 * Patterns of `${x#p}`, `${x%p}` and `${x/p/r}`: `*` and `?` only, no classes, and neither crosses a newline.
 * A set of positions is carried along instead of backtracking, so that no pattern can hang.
 */
export type ShellPattern = readonly PatternItem[];
type PatternItem = { readonly kind: "any" | "one" } | { readonly kind: "character"; readonly text: string };

/** `undefined`: BuildKit refuses the pattern (an escape of anything but `*`, `?`, `\`, `}`, `/`). */
export function compileShellPattern(pattern: string): ShellPattern | undefined {
  const items: PatternItem[] = [];
  const characters = [...pattern];
  for (let i = 0; i < characters.length; i++) {
    const text = characters[i] ?? "";
    if (text === "*") items.push({ kind: "any" });
    else if (text === "?") items.push({ kind: "one" });
    else if (text !== "\\") items.push({ kind: "character", text });
    else {
      const next = characters[i + 1];
      if (next === "}" || next === "/") continue;
      if (next !== "*" && next !== "?" && next !== "\\") return undefined;
      items.push({ kind: "character", text: next });
      i++;
    }
  }
  return items;
}

/** Where matches that begin at `start` end, ascending. */
function matchEnds(pattern: ShellPattern, value: readonly string[], start: number): number[] {
  const ends: number[] = [];
  let states = closure(pattern, [0]);
  for (let at = start; states.length > 0; at++) {
    if (states.includes(pattern.length)) ends.push(at);
    const character = value[at];
    if (character === undefined) break;
    const next: number[] = [];
    for (const state of states) {
      const item = pattern[state];
      if (item === undefined) continue;
      if (item.kind === "character") {
        if (item.text === character) next.push(state + 1);
      } else if (character !== "\n") next.push(item.kind === "any" ? state : state + 1);
    }
    states = closure(pattern, next);
  }
  return ends;
}

function closure(pattern: ShellPattern, states: readonly number[]): number[] {
  const all = new Set<number>();
  for (const first of states) {
    for (let state = first; !all.has(state); state++) {
      all.add(state);
      if (pattern[state]?.kind !== "any") break;
    }
  }
  return [...all];
}

/** `${value#pattern}`, or `##` when `longest`. */
export function removePrefix(pattern: ShellPattern, value: string, longest: boolean): string {
  const characters = [...value];
  const ends = matchEnds(pattern, characters, 0);
  const end = longest ? ends.at(-1) : ends[0];
  return end === undefined ? value : characters.slice(end).join("");
}

/** A pattern read backwards, escapes kept with what they escape: suffixes are prefixes of the reversed value. */
export function reverseShellPattern(pattern: string): string {
  const characters = [...pattern];
  const reversed: string[] = [];
  for (let i = 0; i < characters.length; i++) {
    const isEscape = characters[i] === "\\" && i !== characters.length - 1;
    reversed.push(isEscape ? `\\${characters[++i] ?? ""}` : (characters[i] ?? ""));
  }
  return reversed.reverse().join("");
}

/** `${value%pattern}`, or `%%` when `longest`; takes the reversed pattern. */
export function removeSuffix(reversed: ShellPattern, value: string, longest: boolean): string {
  return [...removePrefix(reversed, [...value].reverse().join(""), longest)].reverse().join("");
}

/** `${value/pattern/replacement}`: the first match only, the replacement as it is. */
export function replaceFirst(pattern: ShellPattern, value: string, replacement: string): string {
  const characters = [...value];
  const found = findFirst(pattern, characters, 0);
  if (found === undefined) return value;
  return characters.slice(0, found[0]).join("") + replacement + characters.slice(found[1]).join("");
}

/** `${value//pattern/replacement}`; here Go's ReplaceAllString also expands `$1`, `${name}` and `$$`. */
export function replaceEvery(pattern: ShellPattern, value: string, replacement: string): string {
  const characters = [...value];
  const out: string[] = [];
  let lastEnd = 0;
  for (let position = 0; position <= characters.length; ) {
    const found = findFirst(pattern, characters, position);
    if (found === undefined) break;
    const [start, end] = found;
    out.push(characters.slice(lastEnd, start).join(""));
    // No replacement for an empty match right after another match, as in Go.
    if (end > lastEnd || start === 0) {
      out.push(expandTemplate(replacement, characters.slice(start, end).join("")));
    }
    lastEnd = end;
    position = Math.max(position + 1, end);
  }
  return out.join("") + characters.slice(lastEnd).join("");
}

function findFirst(
  pattern: ShellPattern,
  value: readonly string[],
  from: number,
): readonly [start: number, end: number] | undefined {
  for (let start = from; start <= value.length; start++) {
    const end = matchEnds(pattern, value, start).at(-1);
    if (end !== undefined) return [start, end];
  }
  return undefined;
}

function expandTemplate(template: string, whole: string): string {
  return template.replace(
    /\$(?:(\$)|\{([\p{L}\p{Nd}_]+)\}|([\p{L}\p{Nd}_]+))/gu,
    (_text, dollar, braced, bare) => {
      if (dollar !== undefined) return "$";
      return (braced ?? bare) === "0" ? whole : "";
    },
  );
}
