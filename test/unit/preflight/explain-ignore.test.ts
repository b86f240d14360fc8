import { expect, test } from "vitest";
import { explainIgnore } from "../../../src/dockerfile/explain-ignore.ts";

test.each([
  ["*.md\ndata\n", "data/x.csv", { pattern: "data", line: 2 }],
  ["data\n!data/x.csv\ndata/*.csv\n", "data/x.csv", { pattern: "data/*.csv", line: 3 }],
  ["*\n!src\n", "model.bin", { pattern: "*", line: 1 }],
  ["*\n!src\n", "src/a.py", undefined],
  ["# data\n", "data", undefined],
  ["", "data", undefined],
])("%j on %s", (text, path, rule) => {
  expect(explainIgnore(text, path)).toEqual(rule);
});
