import { describe, expect, test } from "vitest";
import {
  compileDockerignore,
  dockerfileCandidates,
  ignoreFileCandidates,
  readIgnorePatterns,
} from "../../../src/dockerfile/dockerignore.ts";

function ignored(text: string, ...paths: string[]): string[] {
  const { isIgnored } = compileDockerignore(text);
  return paths.filter((path) => isIgnored(path, false));
}

test.each([
  ["", ["a"], []],
  ["*.pyc", ["a.pyc", "d/a.pyc"], ["a.pyc"]],
  ["**/*.pyc", ["a.pyc", "d/e/a.pyc", "a.py"], ["a.pyc", "d/e/a.pyc"]],
  ["node_modules", ["node_modules/x/y", "d/node_modules/x"], ["node_modules/x/y"]],
  ["/a/", ["a/b", "a"], ["a/b", "a"]],
  ["a/*/c", ["a/b/c", "a/b/d/c", "a/b/c/d"], ["a/b/c", "a/b/c/d"]],
  ["*\n!dir", ["x", "dir/a", "dir2/a"], ["x", "dir2/a"]],
  ["*\n!dir\ndir/secret", ["dir/a", "dir/secret"], ["dir/secret"]],
  ["!a\na", ["a"], ["a"]],
  ["dir\n!dir/keep", ["dir/x", "dir/keep"], ["dir/x"]],
  ["a/x\n!a", ["a/x"], ["a/x"]],
  ["[ab].txt", ["a.txt", "c.txt"], ["a.txt"]],
  ["[^a].txt", ["a.txt", "c.txt"], ["c.txt"]],
  ["a?c", ["abc", "a/c", "ac"], ["abc"]],
  ["\\*", ["*", "a"], ["*"]],
  ["# a\n  b  \n #c", ["# a", "b", "#c"], ["b", "#c"]],
  ["\uFEFFa\r\nb\r\n", ["a", "b"], ["a", "b"]],
  ["../a\n./b\nc/../d", ["a", "b", "d", "c"], ["b", "d"]],
  [".\n/", ["a"], []],
  ["**", ["a", "b/c"], ["a", "b/c"]],
  ["a/**", ["a", "a/b"], ["a/b"]],
  ["a.b", ["axb", "a.b"], ["a.b"]],
  ["{a}", ["a", "{a}"], ["{a}"]],
])("%j leaves out of %j: %j", (text, paths, expected) => expect(ignored(text, ...paths)).toEqual(expected));

describe("walking", () => {
  test.each([
    ["a", true],
    ["a\n!b", true],
    ["a\n!a/b", false],
    ["a\n!**/b", false],
    ["b", false],
  ])("%j: the folder a can be skipped: %s", (text, expected) =>
    expect(compileDockerignore(text).canSkipDirectory("a")).toBe(expected));
});

test.each(["!", "[", "a[-b]", "a*["])("%j is refused", (text) =>
  expect(compileDockerignore(text).problems).toHaveLength(1));

test("patterns are cleaned as BuildKit cleans them", () => {
  expect(readIgnorePatterns("test1\n/test2\n/a/file/here\n\nlast\n# c\n! /inverted/abs\n!\n! ")).toEqual([
    "test1",
    "test2",
    "a/file/here",
    "last",
    "!inverted/abs",
    "!",
    "!",
  ]);
});

test("the Dockerfile's own ignore file comes first", () => {
  expect(ignoreFileCandidates("docker/Dockerfile.gpu", "app")).toEqual([
    "docker/Dockerfile.gpu.dockerignore",
    "app/.dockerignore",
  ]);
  expect(ignoreFileCandidates("Dockerfile", "")).toEqual(["Dockerfile.dockerignore", ".dockerignore"]);
  expect(dockerfileCandidates("a/Dockerfile")).toEqual(["a/Dockerfile", "a/dockerfile"]);
  expect(dockerfileCandidates("a/Dockerfile.gpu")).toEqual(["a/Dockerfile.gpu"]);
});
