import { expect, test } from "vitest";
import { analyzeText } from "./analyze-text.ts";

test.each([
  ["FROM b\nWORKDIR /app\nWORKDIR x\n", "/app/x"],
  ["FROM b\nWORKDIR x\n", undefined],
  ["FROM scratch\n", "/"],
  ["FROM b AS one\nWORKDIR /one\nFROM b AS two\nWORKDIR /two\nFROM one\n", "/one"],
  ["FROM b\nARG D\nWORKDIR $D\n", undefined],
])("what is built on %j begins in %s", (text, directory) =>
  expect(analyzeText(text).workingDirectory).toBe(directory));
