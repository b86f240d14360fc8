// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
import fc from "fast-check";
import { expect, test } from "vitest";
import { cleanBelowRoot } from "../../../src/dockerfile/clean-path.ts";
import { selectContextFiles } from "../../../src/dockerfile/context-files.ts";
import { compileDockerignore } from "../../../src/dockerfile/dockerignore.ts";
import { matchGlob } from "../../../src/dockerfile/glob.ts";
import { parseDockerfile } from "../../../src/dockerfile/parse.ts";
import { lexWord } from "../../../src/dockerfile/shell-word.ts";
import { analyzeText } from "./analyze-text.ts";

const pieces = fc.constantFrom(
  ..."FROM COPY RUN ARG ENV ONBUILD ADD --from= --mount= type=cache, source= <<EOF EOF scratch a b/c * ** ? [ ] [^a] $A ${A:-b} ${A%%*} ${A/a/b} ${ \" ' \\ ` ! # , = . .. / { } | ( + ^".split(
    " ",
  ),
  " ",
  "\n",
  "\r\n",
  "\t",
  "ä",
  "\uFEFF",
);
const source = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));
const pattern = fc
  .array(
    fc.constantFrom("a", "*", "**", "/", "?", "[", "]", "^", "-", "\\", "!", ".", "{2}", "|", "(", "b"),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
const path = fc
  .array(fc.constantFrom("a", "b", "ab", "*", "ä"), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join("/"));

test("no text makes the analysis throw or hang", () => {
  fc.assert(
    fc.property(fc.oneof(source, fc.string()), fc.boolean(), (text, isWhole) => {
      const started = performance.now();
      const whole = isWhole ? text : `FROM scratch AS a\n${text}\nFROM img\n${text}`;
      const analysis = analyzeText(whole, { args: { A: "a/b" }, contexts: ["ctx"] });
      expect(analyzeText(whole, { args: { A: "a/b" }, contexts: ["ctx"] })).toEqual(analysis);
      expect(performance.now() - started).toBeLessThan(2000);
      for (const read of analysis.reads) expect(cleanBelowRoot(read.source)).toBe(read.source);
    }),
    { numRuns: 500 },
  );
});

test("no pattern makes the matcher throw or hang", () => {
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 5 }), fc.array(path, { maxLength: 8 }), (patterns, paths) => {
      const started = performance.now();
      const { isIgnored, canSkipDirectory } = compileDockerignore(patterns.join("\n"));
      for (const each of paths) {
        const answer = isIgnored(each, false);
        expect(isIgnored(each, true)).toBe(answer);
        if (canSkipDirectory(each)) expect(isIgnored(`${each}/below`, false)).toBe(true);
      }
      expect(performance.now() - started).toBeLessThan(2000);
    }),
    { numRuns: 1000 },
  );
});

test("many runs of any length do not hang", () => {
  const text = `${"**/a*".repeat(12)}b\n${"*a".repeat(20)}b`;
  expect(compileDockerignore(text).isIgnored("a/".repeat(60), false)).toBe(false);
  expect(matchGlob(`${"*a".repeat(12)}b`, "a".repeat(40))).toBe("no-match");
  const word = `\${A##${"*a".repeat(30)}b}`;
  expect(lexWord(word, { escapeToken: "\\", lookup: () => "a".repeat(300) })).toMatchObject({
    text: "a".repeat(300),
  });
});

test("a plain word expands to itself, and expanding is idempotent then", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", "/", ".", "*", "-", "ä", "x") }), (word) => {
      expect(lexWord(word, { escapeToken: "\\", lookup: () => undefined })).toMatchObject({ text: word });
    }),
  );
});

test("a file of one instruction a line has as many instructions", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("COPY a b", "RUN x", "ARG A=1", "ENV A=b"), { minLength: 1 }),
      (lines) => {
        expect(parseDockerfile(lines.join("\n")).instructions).toHaveLength(lines.length);
      },
    ),
  );
});

test("a selection holds what a narrower one holds, and ignoring more selects no more", () => {
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 15 }), path, pattern, (paths, copied, ignore) => {
      const files = paths.filter((one) => !paths.some((other) => other.startsWith(`${one}/`))).sort();
      const entries = files.map((one) => ({ path: one, kind: "file" as const }));
      const { reads } = analyzeText(`FROM scratch\nCOPY ["${copied}", "/x"]\nCOPY . /\n`);
      const [narrow, whole] = reads.map((read) => selectContextFiles(entries, [read], () => false).indexes);
      expect(whole).toEqual(entries.map((_entry, index) => index));
      expect(whole).toEqual(expect.arrayContaining([...(narrow ?? [])]));
      const { isIgnored } = compileDockerignore(ignore);
      const left = selectContextFiles(entries, reads, isIgnored).indexes;
      expect(left.every((index) => !isIgnored(files[index] ?? "", false))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
