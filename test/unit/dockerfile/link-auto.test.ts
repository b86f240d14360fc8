import { expect, test } from "vitest";
import { linkCopies, linkLookups } from "../../../src/dockerfile/link-rewrite.ts";
import type { SourceKind } from "../../../src/dockerfile/link-tail.ts";

const options = {
  args: new Map<string, string>(),
  platforms: ["linux/amd64"],
  contexts: new Set<string>(),
};
const kinds: Readonly<Record<string, SourceKind>> = {
  "": "directory",
  "a.py": "file",
  "b.py": "file",
  src: "directory",
};
const link = (text: string, more: Partial<Parameters<typeof linkCopies>[1]> = {}) =>
  linkCopies(text, { ...options, ...more }, (path) => kinds[path] ?? "absent");

test.each([
  ["the COPYs at the end", "FROM b\nRUN x\nCOPY a.py /app/\nCOPY src /app/src\n", [3, 4]],
  ["not what a RUN follows", "FROM b\nCOPY a.py /app/\nRUN x\nCOPY src /app/src\n", [4]],
  ["not what a WORKDIR follows", "FROM b\nCOPY a.py /app/\nWORKDIR /app\nCOPY src src\n", [4]],
  ["metadata is in nobody's way", "FROM b\nRUN x\nCOPY a.py /app/\nARG A\nENV B=1\nCMD x\n", [3]],
  ["not below what another COPY made", "FROM b\nRUN x\nCOPY src /app/\nCOPY a.py /app/deep/a.py\n", [4]],
  ["not across owners", "FROM b\nRUN x\nCOPY --chown=1:1 a.py /x/\nCOPY b.py /y/\n", [4]],
  ["no name as an owner", "FROM b\nRUN x\nCOPY --chown=app a.py /x/\n", []],
  ["no --chmod", "FROM b\nRUN x\nCOPY --chmod=755 a.py /x/\n", []],
  ["no destination of the base's working directory", "FROM b\nRUN x\nCOPY a.py .\n", []],
  ["no variable of the base", "FROM b\nRUN x\nCOPY a.py $WHERE/\n", []],
  ["a variable of the file", "FROM b\nENV WHERE=/app\nRUN x\nCOPY a.py $WHERE/\n", [4]],
  [
    "each stage by itself",
    "FROM b AS a\nRUN x\nCOPY a.py /app/\nFROM b\nRUN y\nCOPY --from=a /app /app\n",
    [3, 6],
  ],
  ["no ADD of a file", "FROM b\nRUN x\nADD a.py /x/\n", []],
  ["ADD of a folder", "FROM b\nRUN x\nADD src /x/\n", [3]],
  ["nothing the kernel mounts", "FROM b\nRUN x\nCOPY a.py /proc/a\n", []],
  ["nothing that the check cannot see", "FROM b\nRUN x\nCOPY a.py /etc/hosts\n", []],
  ["no dots on the way", "FROM b\nRUN x\nCOPY a.py /app/../etc/a\n", []],
  ["an old frontend", "# syntax=docker/dockerfile:1.3\nFROM b\nRUN x\nCOPY a.py /x/\n", []],
  ["a new frontend", "# syntax=docker/dockerfile:1.7\nFROM b\nRUN x\nCOPY a.py /x/\n", [4]],
  ["another escape character", "# escape=`\nFROM b\nRUN x\nCOPY a.py /x/\n", []],
] as const)("%s", (_, text, lines) => {
  const { linked } = link(text);
  expect(linked.map((one) => Number(/^line (\d+)/.exec(one)?.[1]))).toEqual(lines);
});

test.each([
  [
    "the base's working directory",
    "FROM b\nRUN x\nCOPY a.py .\n",
    "/srv/app",
    "/srv/app",
    "file '/srv/app/a.py'",
  ],
  ["a WORKDIR below it", "FROM b\nWORKDIR x\nRUN x\nCOPY src ./s\n", "/srv/", "/srv/x", "only '/srv/x/s'"],
  ["none", "FROM b\nRUN x\nCOPY a.py c.py\n", "", "/", "file '/c.py'"],
  ["a stage on it", "FROM b AS one\nFROM one\nRUN x\nCOPY a.py c/\n", "/srv", "/srv", "file '/srv/c/a.py'"],
])("a relative destination: %s, which the check looks at", (_, text, baseDirectory, here, call) => {
  const linked = link(text, { baseDirectory: new Map([["b", baseDirectory]]) });
  expect(linked.linked).toHaveLength(1);
  const check = linked.text?.split("\n").find((line) => line.startsWith("RUN [")) ?? "";
  expect(check).toContain(`\\nhere '${here}'\\n`);
  expect(check).toContain(call);
});

test("an absolute WORKDIR of the file needs no look at the base's", () => {
  const more = { baseDirectory: new Map([["b", "/srv"]]) };
  const { text } = link("FROM b\nWORKDIR /app\nRUN x\nCOPY a.py .\n", more);
  expect(text).toContain("file '/app/a.py'");
  expect(text).not.toContain("\\nhere '");
});

test("the check stands before any ARG of the tail, and lines are told as the user has them", () => {
  const { text, lineOf } = link("FROM b\nRUN x\n# why\nARG COMMIT\nCOPY a.py /app/\nCMD x\n");
  const lines = (text ?? "").split("\n");
  expect(lines[3]).toMatch(/^RUN \["\/bin\/sh","-c",/);
  expect(lines.toSpliced(3, 1).join("\n")).toBe(
    "FROM b\nRUN x\n# why\nARG COMMIT\nCOPY --link a.py /app/\nCMD x\n",
  );
  expect([1, 2, 3, 4, 5, 6, 7].map(lineOf)).toEqual([1, 2, 3, 4, 4, 5, 6]);
});

test("a stage on scratch with nothing but COPYs needs no check", () => {
  const { text } = link("FROM scratch\nCOPY a.py /app/\n");
  expect(text).toBe("FROM scratch\nCOPY --link a.py /app/\n");
});

test("what is linked already needs nothing, and stands in nobody's way", () => {
  expect(link("FROM b\nRUN x\nCOPY --link a.py /app/\n").text).toBeUndefined();
  expect(link("FROM b\nRUN x\nCOPY src /src\nCOPY --link a.py /app/\n").linked).toHaveLength(1);
});

test("platforms that would copy to different places are left alone", () => {
  const text = "FROM b\nARG TARGETARCH\nRUN x\nCOPY a.py /app/$TARGETARCH/\n";
  const { linked, refused } = link(text, { platforms: ["linux/amd64", "linux/arm64"] });
  expect(linked).toEqual([]);
  expect(refused).toEqual([expect.stringContaining("its platforms differ")]);
});

test("asks about sources, and about what the stage's files are called in them", () => {
  expect(linkLookups("FROM b\nWORKDIR /app\nCOPY r.txt .\nRUN x\nCOPY . .\n", options)).toEqual(
    expect.arrayContaining(["r.txt", "", "r.txt"]),
  );
});

test("a name that is a folder in the source is none of the files that may be there", () => {
  const text = "FROM b\nWORKDIR /app\nCOPY a.py src .\nRUN x\nCOPY . .\n";
  const check = link(text).text?.split("\n")[4] ?? "";
  expect(check).toContain("only '/app' 'a.py'");
  expect(check).not.toContain("'src'");
});
