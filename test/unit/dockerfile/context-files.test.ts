import { describe, expect, test } from "vitest";
import { type ContextEntry, selectContextFiles } from "../../../src/dockerfile/context-files.ts";
import { compileDockerignore } from "../../../src/dockerfile/dockerignore.ts";
import { analyzeText, inStage } from "./analyze-text.ts";

/** `a -> b` is a link, `a/` an empty directory, anything else a file. */
function readTree(...lines: string[]): ContextEntry[] {
  const entries = lines.map((line): ContextEntry => {
    const [path = "", linkTarget] = line.split(" -> ");
    if (linkTarget !== undefined) return { path, kind: "link", linkTarget };
    return path.endsWith("/") ? { path: path.slice(0, -1), kind: "directory" } : { path, kind: "file" };
  });
  return entries.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function select(instruction: string, tree: readonly ContextEntry[], ignore = "") {
  const { reads } = analyzeText(inStage(instruction));
  const selected = selectContextFiles(tree, reads, compileDockerignore(ignore).isIgnored);
  return {
    paths: selected.indexes.map((index) => tree[index]?.path),
    empty: selected.emptyDirectories,
    missing: selected.missing.map(({ read, because }) => `${read.source} ${because}`),
  };
}

const TREE = readTree("a.txt", "app/main.py", "app/docs/x.md", "app-2/y", "lib/z.py", "README.md");

test.each([
  ["COPY a.txt /", ["a.txt"]],
  ["COPY app /", ["app/docs/x.md", "app/main.py"]],
  ["COPY app/ app/main.py /", ["app/docs/x.md", "app/main.py"]],
  ["COPY . /", ["README.md", "a.txt", "app-2/y", "app/docs/x.md", "app/main.py", "lib/z.py"]],
  ["COPY *.md a* /", ["README.md", "a.txt", "app-2/y", "app/docs/x.md", "app/main.py"]],
  ["COPY */*.py /", ["app/main.py", "lib/z.py"]],
  ["COPY **/x.md /", []],
  ["COPY app*/d* /", ["app/docs/x.md"]],
  ["COPY lib[^a]z.py /", ["lib/z.py"]],
  ["RUN --mount=source=app/docs,target=/d true", ["app/docs/x.md"]],
  ["RUN --mount=source=a*,target=/d true", []],
  ["COPY --exclude=*.py app /", ["app/docs/x.md"]],
  ["COPY --exclude=*.md *.md /", ["README.md"]],
  ["COPY --parents app/**/*.md /", ["app/docs/x.md"]],
  ["COPY --parents app/./docs lib /", ["app/docs/x.md", "lib/z.py"]],
])("%s", (instruction, expected) => expect(select(instruction, TREE).paths).toEqual(expected));

describe("links", () => {
  const tree = readTree(
    "cur -> v2",
    "v1/f",
    "v2/f",
    "v2/in -> ../v1",
    "l -> m",
    "m -> /v1/f",
    "up -> ../../a",
    "a",
    "o -> o",
    "gone -> x",
  );

  test.each([
    ["COPY cur /", ["cur", "v2/f", "v2/in"]],
    ["COPY cur/f /", ["cur", "v2/f"]],
    ["COPY cur/in/f /", ["cur", "v1/f", "v2/in"]],
    ["COPY l /", ["l", "m", "v1/f"]],
    ["COPY up /", ["a", "up"]],
    ["COPY v2 /", ["v2/f", "v2/in"]],
    ["COPY v?/i* /", ["v1/f", "v2/in"]],
    ["RUN --mount=source=cur,target=/c true", ["cur", "v2/f", "v2/in"]],
    ["COPY o /", ["o"]],
    ["COPY gone /", ["gone"]],
  ])("%s", (instruction, expected) => expect(select(instruction, tree).paths).toEqual(expected));
});

describe("the ignore file", () => {
  test("takes files out, and a missing source tells why", () => {
    expect(select("COPY app /", TREE, "app/docs").paths).toEqual(["app/main.py"]);
    expect(select("COPY a.txt nothing /", TREE, "*.txt").missing).toEqual([
      "a.txt ignored",
      "nothing absent",
    ]);
    expect(select("COPY x* . /", TREE).missing).toEqual([]);
  });

  test("leaves directories whose files it takes: BuildKit makes them", () => {
    expect(select("COPY app /", TREE, "**/*.md")).toMatchObject({
      paths: ["app/main.py"],
      empty: ["app/docs"],
    });
    expect(select("COPY --exclude=**/*.md app /", TREE)).toMatchObject({ empty: ["app/docs"] });
    expect(select("COPY . /", readTree("a/b/", "c"))).toMatchObject({
      paths: ["a/b", "c"],
      empty: ["a", "a/b"],
    });
    expect(select("COPY app /", TREE, "**/docs").empty).toEqual([]);
  });
});

test("100 images over 100,000 files take well under a second", () => {
  const tree: ContextEntry[] = [];
  for (let service = 0; service < 100; service++) {
    for (let file = 0; file < 1000; file++) {
      tree.push({ path: `services/s${service}/src/d${file % 20}/f${file}.py`, kind: "file" });
    }
  }
  tree.sort((a, b) => (a.path < b.path ? -1 : 1));
  const { isIgnored } = compileDockerignore(".git\n**/*.pyc\n**/node_modules\ndocs\n!docs/keep");
  const start = performance.now();
  let count = 0;
  for (let service = 0; service < 100; service++) {
    const { reads } = analyzeText(
      inStage(`COPY services/s${service}/src /app`, "COPY services/*/src/d1/f1.py /x/"),
    );
    count += selectContextFiles(tree, reads, isIgnored).indexes.length;
  }
  expect(count).toBe(100 * 1000 + 100 * 99);
  expect(performance.now() - start).toBeLessThan(3000);
});
