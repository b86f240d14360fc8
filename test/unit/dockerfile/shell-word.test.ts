// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
import { expect, test } from "vitest";
import { lexWord } from "../../../src/dockerfile/shell-word.ts";

const variables: Readonly<Record<string, string>> = { A: "src/lib/a.txt", E: "", S: "x y" };

function expand(word: string, escapeToken = "\\"): string {
  const result = lexWord(word, { escapeToken, lookup: (name) => variables[name] });
  return "error" in result ? `error: ${result.error}` : result.text;
}

test.each([
  ["$A", "src/lib/a.txt"],
  ["${A}x", "src/lib/a.txtx"],
  ["$A-b", "src/lib/a.txt-b"],
  ["$NONE/x", "/x"],
  ["${E:-d}", "d"],
  ["${E-d}", ""],
  ["${NONE-d}", "d"],
  ["${NONE:-${A:+in}}", "in"],
  ["${A:+y}", "y"],
  ["${E:+y}", ""],
  ["${E+y}", "y"],
  ["${A:?no}", "src/lib/a.txt"],
  ["${A#*/}", "lib/a.txt"],
  ["${A##*/}", "a.txt"],
  ["${A%/*}", "src/lib"],
  ["${A%%/*}", "src"],
  ["${A%.???}", "src/lib/a"],
  ["${A#\\*}", "src/lib/a.txt"],
  ["${A/lib/x}", "src/x/a.txt"],
  ["${A//\\//-}", "src-lib-a.txt"],
  ["${A//?/z}", "zzzzzzzzzzzzz"],
  ["${A/*/z}", "z"],
  ["'$A'", "$A"],
  ['"$S"', "x y"],
  ['"\\$A \\x"', "$A \\x"],
  ["\\$A\\b", "$Ab"],
  ["a\\", "a"],
  ["$", "$"],
  ["$1$@", ""],
])("%s becomes %s", (word, expected) => expect(expand(word)).toBe(expected));

test.each([
  ["${NONE:?why}", "NONE: why"],
  ["${NONE?}", "is not allowed to be unset"],
  ["${E:?}", "is not allowed to be empty"],
  ["${A", "unsupported modifier"],
  ["${}", "bad substitution"],
  ["${A!x}", "unsupported modifier"],
  ["${A:#x}", "unsupported modifier"],
  ["${A#x", "missing '}'"],
  ["'open", "single-quote"],
  ['"open', "double-quote"],
])("%s is refused", (word, expected) => expect(expand(word)).toContain(expected));

test("the escape token is what the directive says", () => {
  expect(expand("`$A\\b", "`")).toBe("$A\\b");
});
