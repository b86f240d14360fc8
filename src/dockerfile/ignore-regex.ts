import { readClass, readEscape } from "./ignore-class.ts";

/** A piece of the expressions that moby/patternmatcher makes of patterns. */
export type RegexToken =
  /** One character out of a set, or (`many`) any number of them; `set` is a JavaScript class or character. */
  | { readonly kind: "one" | "many"; readonly set: string }
  /** Nothing, or one of a set. */
  | { readonly kind: "maybe"; readonly set: string }
  /** Nothing, or anything that ends in "/". */
  | { readonly kind: "directories" }
  | { readonly kind: "start" | "end" };

/** With more runs of any length than this, a backtracking engine could be slow. */
const MOST_RUNS = 3;

/** Says whether a path matches. */
export type PathTest = (path: string) => boolean;

/** Makes a test of Go's expression; `undefined`: Go refuses it. */
export function compileGoRegex(source: string): PathTest | undefined {
  const tests: PathTest[] = [];
  for (const tokens of readAlternatives([...source]) ?? [undefined]) {
    if (tokens === undefined) return undefined;
    tests.push(compileTokens(tokens));
  }
  return (path) => tests.some((test) => test(path));
}

function compileTokens(tokens: readonly RegexToken[]): PathTest {
  const runs = tokens.filter(({ kind }) => kind !== "one" && kind !== "start" && kind !== "end").length;
  if (runs > MOST_RUNS) return (path) => matchTokens(tokens, [...path]);
  const expression = new RegExp(tokens.map(toRegexText).join(""), "u");
  return (path) => expression.test(path);
}

/** A "|" that the pattern has divides the whole expression, anchors and all. */
function readAlternatives(source: readonly string[]): readonly (readonly RegexToken[])[] | undefined {
  let tokens: RegexToken[] = [];
  const alternatives = [tokens];
  for (let i = 0; i < source.length; ) {
    const character = source[i] ?? "";
    const ahead = source.slice(i, i + 6).join("");
    if (ahead === "(.*/)?") {
      if (tokens.at(-1)?.kind !== "directories") tokens.push({ kind: "directories" });
      i += ahead.length;
    } else if (ahead.startsWith(".*")) {
      tokens.push({ kind: "many", set: "[^\\n]" });
      i += 2;
    } else if (character === "[") {
      const read = readClass(source, i + 1);
      if (read === undefined) return undefined;
      const isRun = source[read.next] === "*";
      tokens.push({ kind: isRun ? "many" : "one", set: read.set });
      i = read.next + (isRun ? 1 : 0);
    } else if (character === "|") {
      tokens = [];
      alternatives.push(tokens);
      i++;
    } else if (character === "{" && readRepeat(source, i) !== undefined) {
      const repeat = readRepeat(source, i);
      const repeated = tokens.pop();
      if (repeat === undefined || repeated?.kind !== "one") return undefined;
      tokens.push(...repeatToken(repeated.set, repeat.least, repeat.most));
      i = repeat.next;
    } else if (character === "\\") {
      const set = readEscape(source[i + 1]);
      if (set === undefined) return undefined;
      tokens.push({ kind: "one", set });
      i += 2;
    } else {
      if (character === "^" || character === "$") tokens.push({ kind: character === "^" ? "start" : "end" });
      else tokens.push({ kind: "one", set: exactly(character) });
      i++;
    }
  }
  return alternatives;
}

interface Repeat {
  readonly least: number;
  readonly most: number;
  readonly next: number;
}

/** `{2}`, `{2,}` or `{2,3}`; braces around anything else stand for themselves. */
function readRepeat(source: readonly string[], from: number): Repeat | undefined {
  const text = source.slice(from, from + 12).join("");
  const match = /^\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/.exec(text);
  if (match === null) return undefined;
  const least = Number(match[1]);
  const most =
    match[2] === undefined ? least : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
  return { least, most, next: from + match[0].length };
}

function repeatToken(set: string, least: number, most: number): readonly RegexToken[] {
  const must = Array.from({ length: least }, () => ({ kind: "one", set }) as const);
  if (most === Number.POSITIVE_INFINITY) return [...must, { kind: "many", set }];
  return [
    ...must,
    ...Array.from({ length: Math.max(0, most - least) }, () => ({ kind: "maybe", set }) as const),
  ];
}

/** A class or an escape that stands for one character in JavaScript's syntax. */
function exactly(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`;
}

function toRegexText(token: RegexToken): string {
  switch (token.kind) {
    case "one":
      return token.set;
    case "many":
      return `${token.set}*`;
    case "maybe":
      return `${token.set}?`;
    case "directories":
      return "(?:[^\\n]*\\/)?";
    case "start":
      return "^";
    case "end":
      return "$";
    default:
      return token satisfies never;
  }
}

/** Matches with all ways at once: time grows with text × tokens, never faster. */
function matchTokens(tokens: readonly RegexToken[], path: readonly string[]): boolean {
  const tests = tokens.map((token) => ("set" in token ? new RegExp(`^${token.set}$`, "u") : undefined));
  // `inside` marks a directories token that has begun and may only be left after a "/".
  let states = new Set<string>();
  const add = (set: Set<string>, index: number, at: number, inside: boolean): void => {
    const key = `${index}${inside ? "+" : ""}`;
    if (set.has(key)) return;
    set.add(key);
    const kind = tokens[index]?.kind;
    if (kind === "many" || kind === "maybe") add(set, index + 1, at, false);
    if (kind === "directories" && (!inside || path[at - 1] === "/")) add(set, index + 1, at, false);
    if ((kind === "start" && at === 0) || (kind === "end" && at === path.length))
      add(set, index + 1, at, false);
  };
  add(states, 0, 0, false);
  for (let at = 0; at < path.length; at++) {
    const next = new Set<string>();
    const character = path[at] ?? "";
    for (const state of states) {
      const index = Number.parseInt(state, 10);
      const kind = tokens[index]?.kind;
      if (kind === "directories" && character !== "\n") add(next, index, at + 1, true);
      if (!tests[index]?.test(character)) continue;
      add(next, kind === "many" ? index : index + 1, at + 1, false);
    }
    states = next;
  }
  return states.has(`${tokens.length}`);
}
