import { describe, expect, test } from "vitest";
import { detectFrontend, isKnownFrontend } from "../../../src/dockerfile/frontend.ts";
import { parseDockerfile } from "../../../src/dockerfile/parse.ts";

function split(text: string): readonly unknown[] {
  return parseDockerfile(text).instructions.map(({ keyword, flags, args }) => [keyword, flags, args]);
}

describe("lines", () => {
  test.each([
    [
      "COPY a b\r\nRUN x\r\n",
      [
        ["copy", [], ["a", "b"]],
        ["run", [], ["x"]],
      ],
    ],
    ["\uFEFFFROM a", [["from", [], ["a"]]]],
    ["RUN a \\\n# c\n\n  \n b", [["run", [], ["a  b"]]]],
    [
      "RUN a \\\\\nRUN b",
      [
        ["run", [], ["a \\\\"]],
        ["run", [], ["b"]],
      ],
    ],
    ["\\\nRUN b", [["run", [], ["b"]]]],
    ["RUN a \\", [["run", [], ["a"]]]],
    ["  # c\n  RUN a # b", [["run", [], ["a # b"]]]],
  ])("%j", (text, expected) => expect(split(text)).toEqual(expected));

  test("escape is a directive on top only, and may come once", () => {
    expect(parseDockerfile("# escape=`\nRUN a `\n b").instructions).toHaveLength(1);
    expect(parseDockerfile("# x\n# escape=`\nRUN a `\nRUN b").escapeToken).toBe("\\");
    expect(parseDockerfile("# escape=`\n# escape=`\nRUN a").problems).toHaveLength(1);
    expect(parseDockerfile("# escape=x\nRUN a").problems).toHaveLength(1);
  });
});

describe("arguments", () => {
  test.each([
    ['COPY ["a b", "c"]', ["copy", [], ["a b", "c"]]],
    ["COPY [a, b]", ["copy", [], ["[a,", "b]"]]],
    ["COPY --from=x  --link a\tb", ["copy", ["--from=x", "--link"], ["a", "b"]]],
    ['COPY --chown="a b" c d', ["copy", ["--chown=a b"], ["c", "d"]]],
    ["COPY -- --a b", ["copy", [], ["--a", "b"]]],
    ["COPY --exclude=ä a b", ["copy", ["--exclude=Ã¤"], ["a", "b"]]],
    ["ENV A=1 B='x y' C=\"\"", ["env", [], ["A", "1", "B", "'x y'", "C", '""']]],
    ["ENV A b c", ["env", [], ["A", "b c"]]],
    ["ARG A=1 B", ["arg", [], ["A=1", "B"]]],
    ['RUN ["a", "b"]', ["run", [], ["a", "b"]]],
    ["RUN [a", ["run", [], ["[a"]]],
    ["ONBUILD COPY --x a b", ["onbuild", [], ["copy", "a", "b"]]],
    ["HEALTHCHECK --interval=1s CMD a b", ["healthcheck", ["--interval=1s"], ["CMD", "a b"]]],
  ])("%s", (text, expected) => expect(split(text)).toEqual([expected]));

  test.each(["COPY [1, 2]", "ENV A", "ENV A=1 B", "RUN [1]"])("%s is refused", (text) =>
    expect(parseDockerfile(text).problems).toHaveLength(1));
});

describe("here-documents", () => {
  test("several, quoted, with tabs taken off", () => {
    const [copy, next] = parseDockerfile("COPY <<A <<-'B' /x/\n\ta\nA\n\tb\n\tB\nRUN x").instructions;
    expect(copy?.heredocs).toEqual([
      { name: "A", expand: true, chomp: false, content: "\ta\n" },
      { name: "B", expand: false, chomp: true, content: "\tb\n" },
    ]);
    expect(next?.keyword).toBe("run");
  });

  test("only in RUN, COPY, ADD and their ONBUILD, never in JSON form or quotes", () => {
    expect(split("CMD cat <<EOF\nRUN x")).toHaveLength(2);
    expect(split('RUN ["cat", "<<EOF"]\nRUN x')).toHaveLength(2);
    expect(split('RUN echo "<<EOF"\nRUN x')).toHaveLength(2);
    expect(split("ONBUILD RUN <<EOF\nRUN x\nEOF")).toHaveLength(1);
    expect(parseDockerfile("RUN <<EOF\nx").problems).toHaveLength(1);
  });
});

test.each([
  ["# syntax=docker/dockerfile:1\n", "docker/dockerfile:1"],
  ["#syntax = docker/dockerfile-upstream:master x\n", "docker/dockerfile-upstream:master"],
  ["#!/usr/bin/env x\n# syntax=a\n", "a"],
  ["# escape=`\n# syntax=a\n", "a"],
  ["// syntax=a\n", "a"],
  ['{"syntax": "a"}', "a"],
  [" # syntax=a\n", undefined],
  ["\n# syntax=a\n", undefined],
])("the frontend of %j is %s", (text, expected) => expect(detectFrontend(text)).toBe(expected));

test("Docker's own frontends are known", () => {
  expect(
    ["docker/dockerfile", "docker.io/docker/dockerfile:1-labs", "docker/dockerfile-upstream@sha256:a"].every(
      isKnownFrontend,
    ),
  ).toBe(true);
  expect(
    ["docker/dockerfilex", "x/docker/dockerfile", "r.io/docker/dockerfile:1"].some(isKnownFrontend),
  ).toBe(false);
});
