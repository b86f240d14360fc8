// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of a Dockerfile
/** Traps found in real Dockerfiles, each by its name. */
import { expect, test } from "vitest";
import { isTemplatePath } from "../../../src/dockerfile/template.ts";
import { analyzeText, inStage, readsOf } from "./analyze-text.ts";

test("# syntax= after another comment is a comment", () => {
  expect(
    analyzeText("# Copyright\n# syntax=evil/frontend\nFROM scratch\nCOPY a /\n").frontend,
  ).toBeUndefined();
  expect(analyzeText("# syntax=docker/dockerfile:1.7\nFROM scratch\n").frontend).toBe(
    "docker/dockerfile:1.7",
  );
});

test("another frontend may read anything", () => {
  const analysis = analyzeText("# syntax=evil/frontend:1\nanything: at all\n", { contexts: ["models"] });
  expect(analysis.reads.map(({ context, source }) => [context, source])).toEqual([
    ["", ""],
    ["models", ""],
  ]);
  expect(analysis.unknowns).toHaveLength(1);
  expect(analysis.problems).toEqual([]);
});

test("BUILDKIT_SYNTAX takes the place of # syntax=", () => {
  const analysis = analyzeText("FROM scratch\n", { args: { BUILDKIT_SYNTAX: "evil/frontend" } });
  expect(analysis.frontend).toBe("evil/frontend");
  expect(analysis.unknowns).toHaveLength(1);
});

test("keywords in mixed case", () => {
  expect(readsOf("From scratch As x\ncOpY a /\nFROM X\nfRoM x\n")).toEqual(["a"]);
});

test("a backslash and white space after it still continue the line", () => {
  expect(readsOf(inStage("COPY a \\ \t", " b \\", "# comment", "", "  c /x"))).toEqual(["a", "b", "c"]);
});

test("ONBUILD of an in-file stage fires in the stage FROM it", () => {
  const text = [
    "ARG BUILD_ENV=prod",
    "FROM scratch AS build_dev",
    "ONBUILD COPY . /app",
    "FROM scratch AS build_prod",
    "ONBUILD COPY package.json src /app/",
    "FROM build_${BUILD_ENV}",
  ].join("\n");
  expect(readsOf(text)).toEqual(["package.json", "src"]);
  expect(readsOf(text, { args: { BUILD_ENV: "dev" } })).toEqual(["."]);
});

test("ONBUILD of an external base adds what it says", () => {
  const onbuild = { "pangeo/base-image:1": ["COPY apt.txt* /", "RUN --mount=source=conda,target=/c true"] };
  expect(readsOf("FROM pangeo/base-image:1\n")).toEqual([]);
  expect(readsOf("FROM pangeo/base-image:1\n", { onbuild })).toEqual(["apt.txt*", "conda"]);
});

test("optional COPY sources are patterns", () => {
  const { reads } = analyzeText(inStage("COPY package.json package-lock.json* cwallet.ss[o] /"));
  expect(reads.map(({ allowMissing }) => allowMissing)).toEqual([false, true, true]);
});

test("bind mounts read like COPY, and by default everything", () => {
  expect(readsOf(inStage("RUN --mount=type=bind,source=uv.lock,target=uv.lock true"))).toEqual(["uv.lock"]);
  expect(readsOf(inStage("RUN --mount=target=/src true"))).toEqual(["."]);
  expect(readsOf(inStage("RUN --mount=type=bind,from=img,target=/src true"))).toEqual([]);
});

test("COPY --parents has a pivot", () => {
  const { reads } = analyzeText(inStage("COPY --parents a/./*/b ./x /"));
  expect(reads.map(({ source, pivot, parents }) => [source, pivot, parents])).toEqual([
    ["a/*/b", "a", true],
    ["x", "", true],
  ]);
});

test("COPY --exclude may come more than once", () => {
  const { reads } = analyzeText(inStage("COPY --exclude=*.md --exclude=docs . /"));
  expect(reads[0]?.exclude).toEqual(["*.md", "docs"]);
});

test("a registry given by an ARG", () => {
  const text = "ARG REGISTRY\nFROM ${REGISTRY}/library/python:3.11\n";
  expect(analyzeText(text, { args: { REGISTRY: "r.io" } }).references[0]).toMatchObject({
    reference: "r.io/library/python:3.11",
    prefixFromVariable: true,
    emptyVariables: [],
  });
  expect(analyzeText(text).references[0]).toMatchObject({ emptyVariables: ["REGISTRY"] });
});

test("a caret and a backtick continue a line under # escape=`", () => {
  expect(readsOf("# escape=`\nFROM scratch\nRUN a ^`\n && b\nCOPY c `\n d /\n")).toEqual(["c", "d"]);
});

test("templates are refused in words", () => {
  expect(isTemplatePath("docker/Dockerfile.j2")).toBe(true);
  expect(isTemplatePath("Dockerfile")).toBe(false);
  const [problem] = analyzeText("{% set x = 1 %}\nFROM {{ base }}\n").problems;
  expect(problem).toMatchObject({ line: 1, message: expect.stringContaining("template") });
  expect(analyzeText("FROM scratch\nRUN docker inspect -f '{{.Id}}' x\n").problems).toEqual([]);
});

test("variables of one ENV line see the environment before it", () => {
  const { reads, notices } = analyzeText(inStage("ENV P=src Q=${P}", "COPY $Q /x"));
  expect(reads.map(({ source }) => source)).toEqual([""]);
  expect(notices).toEqual([]);
});

test("a variable that the base image may set means the whole context", () => {
  const text = "FROM python:3.11\nCOPY ${APP_DIR}/main.py /\n";
  const analysis = analyzeText(text);
  expect(analysis.reads.map(({ source }) => source)).toEqual([""]);
  expect(analysis.notices[0]).toContain("$APP_DIR");
  expect(analysis.unknowns).toEqual([]);
  const baseEnvironment = new Map([["python:3.11", new Map([["APP_DIR", "app"]])]]);
  expect(readsOf(text, { baseEnvironment })).toEqual(["app/main.py"]);
});

test("an unreachable stage does not count", () => {
  expect(readsOf("FROM scratch AS dead\nCOPY big /\nFROM scratch\nCOPY small /\n")).toEqual(["small"]);
});

test("heredocs, caches, secrets, ssh and tmpfs read nothing of the context", () => {
  const text = inStage(
    "COPY <<EOF <<-'B' /x/",
    "COPY a /",
    "EOF",
    "\tB",
    "RUN <<EOF",
    "COPY b /",
    "EOF",
    "RUN --mount=type=cache,target=/c --mount=type=secret,id=t --mount=type=ssh --mount=type=tmpfs,target=/t true",
  );
  expect(readsOf(text)).toEqual([]);
  expect(analyzeText(text).problems).toEqual([]);
});

test("a moving ADD cannot be known, a pinned one can", () => {
  const pin = `sha256:${"a".repeat(64)}`;
  expect(analyzeText(inStage("ADD https://hf.co/m.bin /")).unknowns[0]).toContain("ADD https://hf.co/m.bin");
  expect(analyzeText(inStage("ADD https://x.io/r.git#main /")).unknowns).toHaveLength(1);
  expect(analyzeText(inStage(`ADD --checksum=${pin} https://hf.co/m.bin /`)).unknowns).toEqual([]);
  expect(analyzeText(inStage(`ADD https://x.io/r.git#${"b".repeat(40)} /`)).unknowns).toEqual([]);
  expect(readsOf(inStage("ADD github.com/a/b ftp://x/y c.tar.gz /"))).toEqual([
    "github.com/a/b",
    "ftp:/x/y",
    "c.tar.gz",
  ]);
});

test.each([
  ["empty", "FROM scratch\nARG SUM\n", false],
  ["empty by default", 'FROM scratch\nARG SUM=""\n', false],
  ["the base's, perhaps", "FROM python:3\n", false],
  ["given", `FROM scratch\nARG SUM=sha256:${"a".repeat(64)}\n`, true],
  ["given before the stage", `ARG SUM=sha256:${"a".repeat(64)}\nFROM scratch\nARG SUM\n`, true],
])("a checksum in a variable that is %s", (_, begin, isPinned) => {
  const { unknowns } = analyzeText(`${begin}ADD --checksum=$SUM https://hf.co/m.bin /\n`);
  expect(unknowns).toHaveLength(isPinned ? 0 : 1);
});

test("paths stay inside the context", () => {
  expect(readsOf(inStage("COPY ../x /a/../b ./c/. d/ / . .. /"))).toEqual([
    "x",
    "b",
    "c",
    "d",
    ".",
    ".",
    ".",
  ]);
});
