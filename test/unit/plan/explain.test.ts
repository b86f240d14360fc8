import { describe, expect, test } from "vitest";
import type { InputComponent } from "../../../src/model.ts";
import { detailInputs, explainChanges } from "../../../src/plan/explain.ts";

const one = (kind: InputComponent["kind"], name: string, value: string): InputComponent => ({
  kind,
  name,
  value,
});
const digest = (letter: string): string => `sha256:${letter.repeat(64)}`;

describe("explainChanges", () => {
  test.each<[string, InputComponent[], InputComponent[], string[]]>([
    ["nothing", [one("arg", "A", "1")], [one("arg", "A", "1")], []],
    [
      "an arg",
      [one("arg", "TORCH_VERSION", "2.1.0")],
      [one("arg", "TORCH_VERSION", "2.1.2")],
      ["arg TORCH_VERSION 2.1.0 → 2.1.2"],
    ],
    ["a new arg", [], [one("arg", "A", "")], ['arg A (unset) → ""']],
    [
      "a base",
      [one("base", "python:3.11-slim", digest("a"))],
      [one("base", "python:3.11-slim", digest("b"))],
      ["python:3.11-slim moved from sha256:aaaaaaaaaaaa to sha256:bbbbbbbbbbbb"],
    ],
    [
      "a base whose digest no longer counts",
      [one("base", "a", digest("a"))],
      [one("base", "a", "")],
      ["base a counts by its name now"],
    ],
    [
      "another base",
      [one("base", "a", digest("a"))],
      [one("base", "b", digest("a"))],
      ["base a is gone", "base b is new"],
    ],
    ["the Dockerfile", [one("dockerfile", "", "x")], [one("dockerfile", "", "y")], ["Dockerfile changed"]],
    [
      "platforms",
      [one("option", "platforms", "linux/amd64")],
      [one("option", "platforms", "linux/arm64")],
      ["platforms linux/amd64 → linux/arm64"],
    ],
    [
      "files",
      [one("file", ":requirements.txt", "a"), one("file", ":old.py", "a"), one("file", "shared:x", "a")],
      [one("file", ":requirements.txt", "b"), one("file", ":new.py", "a"), one("file", "shared:x", "b")],
      ["requirements.txt changed", "old.py removed", "shared:x changed", "new.py added"],
    ],
    [
      "a base of the repository: the decision tells",
      [one("parent", "base", "a")],
      [one("parent", "base", "b")],
      [],
    ],
  ])("%s", (_, before, after, expected) => {
    expect(explainChanges(before, after)).toEqual(expected);
  });

  test.each([
    ["PIP_TOKEN", "old-value", "new-value"],
    ["PIP_INDEX_URL", "https://me:old-value@host/simple", "https://me:new-value@host/simple"],
  ])("an arg that holds a secret is told to change, without its values: %s", (name, before, after) => {
    const detail = (value: string) =>
      detailInputs({ components: [one("arg", name, value)], listFiles: () => [] });
    expect(JSON.stringify([detail(before), detail(after)])).not.toMatch(/(old|new)-value/);
    expect(explainChanges(detail(before), detail(after))).toEqual([`arg ${name} changed`]);
    expect(explainChanges(detail(before), detail(before))).toEqual([]);
  });

  test("many files are counted, long values are cut", () => {
    const files = Array.from({ length: 40 }, (_, index) => one("file", `:src/${index}.py`, "x"));
    const reasons = explainChanges([], files);
    expect(reasons).toHaveLength(6);
    expect(reasons.at(-1)).toBe("and 35 more files");
    expect(explainChanges([], [one("arg", "A", "x".repeat(500))])[0]?.length).toBeLessThan(120);
  });
});
