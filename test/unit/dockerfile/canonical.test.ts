import { describe, expect, test } from "vitest";
import { analyzeText } from "./analyze-text.ts";

const TEXT = `# syntax=docker/dockerfile:1
ARG V=1
ARG W=1
FROM img:$V AS base
RUN pip install a && \\
    pip install b
FROM other AS dead
RUN x
FROM base
COPY --from=0 /a /a
COPY <<EOF /e
text
EOF
`;
const canonical = (text: string): string => analyzeText(text).canonicalText;

describe("does not change with", () => {
  test.each<[string, (text: string) => string]>([
    ["comments", (text) => text.replace("RUN pip", "# why\nRUN pip")],
    ["comments inside an instruction", (text) => text.replace("&& \\\n", "&& \\\n# why\n")],
    ["blank lines", (text) => text.replaceAll("\nFROM", "\n\n\nFROM")],
    ["an unreachable stage", (text) => text.replace("RUN x", "RUN y\nCOPY z /")],
    ["a keyword's case", (text) => text.replace("COPY --from", "copy --from")],
    ["the default of an ARG that nothing reads", (text) => text.replace("ARG W=1", "ARG W=2")],
    ["line ends", (text) => text.replaceAll("\n", "\r\n").replace("text\r\n", "text\n")],
  ])("%s", (_what, change) => expect(canonical(change(TEXT))).toBe(canonical(TEXT)));
});

describe("changes with", () => {
  test.each<[string, (text: string) => string]>([
    ["a command", (text) => text.replace("install b", "install c")],
    ["a here-document", (text) => text.replace("text\n", "other\n")],
    ["a here-document's spaces", (text) => text.replace("text\n", "text \n")],
    ["the default of an ARG in use", (text) => text.replace("V=1", "V=2")],
    ["the frontend", (text) => text.replace("dockerfile:1", "dockerfile:1.9")],
    ["the order of instructions", (text) => text.replace("FROM base\n", "FROM base\nCOPY b /b\n")],
    ["what an index stands for", (text) => text.replace("FROM img", "FROM base\nFROM img")],
    ["a flag", (text) => text.replace("COPY --from=0", "COPY --from=0 --link")],
    ["JSON form", (text) => text.replace("/a /a", '["/a", "/a"]')],
  ])("%s", (_what, change) => expect(canonical(change(TEXT))).not.toBe(canonical(TEXT)));
});

test("args in use: declared, named by FROM, or behind one that is", () => {
  const text =
    "ARG REG=r.io\nARG BASE=$REG/img\nARG DEAD\nARG LOOSE\nFROM x:$DEAD AS dead\nARG INNER\nFROM $BASE\nARG CUDA=1\nARG LOOSE\nRUN x\n";
  expect(
    [
      ...analyzeText(text, { args: { OTHER: "1", BUILDKIT_CONTEXT_KEEP_GIT_DIR: "1", HTTP_PROXY: "p" } })
        .usedArgs,
    ].sort(),
  ).toEqual(["BASE", "BUILDKIT_CONTEXT_KEEP_GIT_DIR", "CUDA", "LOOSE", "REG"]);
});
