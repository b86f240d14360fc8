import type { Random } from "./random.ts";

const PIECES = [
  "a",
  "b",
  "b.txt",
  "d",
  "e",
  "src",
  "lib",
  "main",
  "*",
  "*",
  "?",
  "**",
  "*.md",
  "[ab]",
  "[^a]",
  "[a-e]*",
  "\\*",
  "\\a",
  ".git",
  "x y",
  "ä",
  "a*",
  ".",
  "..",
  "[*]",
  "c.md",
  "*.*",
];
const ODD = [
  "[",
  "a[",
  "[]",
  "a*[",
  "\\",
  "^a",
  "a^",
  "{a,b}",
  "(a)",
  "a|b",
  "$",
  "[[:alpha:]]",
  "\\d",
  "[\\]]",
  "+",
  "[a-",
  "[!a]*",
  "[z-a]",
];

/** An ignore file: mostly plain patterns, with exceptions, comments and odd ones. */
export function generateIgnore(random: Random): string {
  const lines = random.list(0, 6, () => {
    if (random.chance(0.05))
      return random.pick(["# comment", "", "  ", " # not a comment", "!", "! ", "/", "\uFEFFa"]);
    const path = random
      .list(1, 3, () => (random.chance(0.03) ? random.pick(ODD) : random.pick(PIECES)))
      .join("/");
    const before = random.pick(["", "", "", "", "/", "./", "**/", " "]);
    const after = random.pick(["", "", "", "/", "/**", "/*", " ", "\r"]);
    return `${random.chance(0.35) ? "!" : ""}${before}${path}${after}`;
  });
  return random.chance(0.03) ? `\uFEFF${lines.join("\n")}` : lines.join("\n");
}
