/** Generates the sources of COPY, ADD and mounts: mostly what is there, in every way to write it. */
import type { Random } from "../../oracle/random.ts";

/** A path as a Dockerfile may name it, or a pattern that matches it. */
export function makeSource(random: Random, paths: readonly string[]): string {
  if (paths.length === 0 || random.chance(0.08))
    return random.pick([".", "/", "./", "*", "..", "[ab]*", "*/*", "**", "nothing*", "?", "[^a]*", "d*/./*"]);
  const parts = random.pick(paths).split("/");
  const kept = parts.slice(0, 1 + random.below(parts.length)).map((part) => {
    const literal = random.chance(0.5) ? escapePattern(part) : part;
    return random.chance(0.15) ? makePattern(random, part) : literal;
  });
  const path = kept.join("/");
  if (random.chance(0.75)) return path;
  const before = random.pick(["/", "./", "../", "//", "d/../", "a/b/../../", ""]);
  return before + path + random.pick(["", "", "/", "/.", "//"]);
}

/** A pattern that matches one name, and maybe others. */
function makePattern(random: Random, name: string): string {
  const [first = "", ...rest] = Array.from(name, escapePattern);
  return random.pick([
    "*",
    `${first}*`,
    `*${rest.join("")}`,
    `?${rest.join("")}`,
    `[${/[\w.]/.test(first) ? first : "a"}]${rest.join("")}`,
    `[^/]${rest.join("")}`,
    `[!-~]${rest.join("")}`,
    `${first}${rest.join("")}*`,
  ]);
}

/** A name that stands for itself in a pattern. */
function escapePattern(name: string): string {
  return name.replace(/[*?[\\]/g, "\\$&");
}

/** A text that a Dockerfile's variable expansion gives back as it is. */
export function quoteWord(text: string): string {
  return text.replace(/["'\\$]/g, "\\$&");
}

/** A line of an ignore file that names what is there, or more than that. */
export function makeIgnoreLine(random: Random, paths: readonly string[]): string {
  const parts = random.pick(paths).split("/");
  const kept = parts.slice(0, 1 + random.below(parts.length)).map((part) => {
    if (random.chance(0.2)) return makePattern(random, part);
    return random.chance(0.8) ? escapePattern(part) : part;
  });
  const path = kept.join("/");
  const before = random.pick(["", "", "", "", "/", "./", "**/", "*/", " "]);
  const after = random.pick(["", "", "", "", "/", "/**", "/*", " ", "\r", "/../a", "*"]);
  return `${random.chance(0.3) ? "!" : ""}${before}${path}${after}`.replaceAll("\n", "?");
}
