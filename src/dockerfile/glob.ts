/**
 * Go's filepath.Match, quirks kept: a character class also matches "/", and a bad pattern is only noticed
 * where matching gets to it. Both decide which files a COPY reads.
 */
export type GlobResult = "match" | "no-match" | "bad-pattern";

/** Says whether a path component pattern has a character that stands for others. */
export function hasWildcard(pattern: string): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === "\\") i++;
    else if (character === "*" || character === "?" || character === "[") return true;
  }
  return false;
}

/** Matches a whole name against a whole pattern. */
export function matchGlob(pattern: string, name: string): GlobResult {
  let rest = pattern;
  let left = name;
  while (rest !== "") {
    const { star, chunk, after } = scanChunk(rest);
    rest = after;
    if (star && chunk === "") return left.includes("/") ? "no-match" : "match";
    const here = matchChunk(chunk, left);
    if (here.kind === "ok" && (here.rest === "" || rest !== "")) {
      left = here.rest;
      continue;
    }
    if (here.kind === "bad") return "bad-pattern";
    if (!star) return "no-match";
    const skipped = skipToMatch(chunk, left, rest === "");
    if (skipped.kind === "bad") return "bad-pattern";
    if (skipped.kind === "fail") return "no-match";
    left = skipped.rest;
  }
  return left === "" ? "match" : "no-match";
}

type ChunkResult =
  | { readonly kind: "ok"; readonly rest: string }
  | { readonly kind: "fail" }
  | { readonly kind: "bad" };
const FAIL: ChunkResult = { kind: "fail" };
const BAD: ChunkResult = { kind: "bad" };

function skipToMatch(chunk: string, name: string, isLast: boolean): ChunkResult {
  for (let i = 0; i < name.length && name[i] !== "/"; i++) {
    const there = matchChunk(chunk, name.slice(i + 1));
    if (there.kind === "bad") return BAD;
    if (there.kind === "ok" && !(isLast && there.rest !== "")) return there;
  }
  return FAIL;
}

function scanChunk(pattern: string): { star: boolean; chunk: string; after: string } {
  let start = 0;
  while (pattern[start] === "*") start++;
  let inClass = false;
  let end = start;
  for (; end < pattern.length; end++) {
    const character = pattern[end];
    if (character === "\\") end++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "*" && !inClass) break;
  }
  return { star: start > 0, chunk: pattern.slice(start, end), after: pattern.slice(end) };
}

function matchChunk(chunk: string, name: string): ChunkResult {
  let at = 0;
  let failed = false;
  for (let i = 0; i < chunk.length; ) {
    failed ||= at >= name.length;
    const character = chunk[i];
    if (character === "[") {
      const tested = matchClass(chunk, i + 1, failed ? -1 : (name.codePointAt(at) ?? -1));
      if (tested === undefined) return BAD;
      if (!failed) at += widthAt(name, at);
      failed ||= !tested.matched;
      i = tested.next;
    } else if (character === "?") {
      if (!failed) {
        failed = name[at] === "/";
        at += widthAt(name, at);
      }
      i++;
    } else {
      if (character === "\\" && ++i >= chunk.length) return BAD;
      if (!failed) failed = chunk[i] !== name[at++];
      i++;
    }
  }
  return failed ? FAIL : { kind: "ok", rest: name.slice(at) };
}

function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function matchClass(
  chunk: string,
  from: number,
  code: number,
): { matched: boolean; next: number } | undefined {
  let i = from;
  const negated = chunk[i] === "^";
  if (negated) i++;
  let matched = false;
  for (let ranges = 0; !(chunk[i] === "]" && ranges > 0); ranges++) {
    const low = classCharacter(chunk, i);
    if (low === undefined) return undefined;
    i = low.next;
    let high = low;
    if (chunk[i] === "-") {
      const upper = classCharacter(chunk, i + 1);
      if (upper === undefined) return undefined;
      high = upper;
      i = upper.next;
    }
    matched ||= low.code <= code && code <= high.code;
  }
  return { matched: matched !== negated, next: i + 1 };
}

function classCharacter(chunk: string, from: number): { code: number; next: number } | undefined {
  let i = from;
  if (i >= chunk.length || chunk[i] === "-" || chunk[i] === "]") return undefined;
  if (chunk[i] === "\\") i++;
  const code = chunk.codePointAt(i);
  if (code === undefined) return undefined;
  const next = i + (code > 0xffff ? 2 : 1);
  return next >= chunk.length ? undefined : { code, next };
}
