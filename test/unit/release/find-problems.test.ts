/** What a release must be before anything is published. */
import { describe, expect, test } from "vitest";
import { findNotes, findProblems, majorTag } from "../../../scripts/release/find-problems.mjs";

const changelog = `# Changelog

## Unreleased

- Not out yet.

## 1.10.0 (2026-12-01)

- The newest.

## 1.1.0

- Older.

## 1.2.0
`;
const candidate = {
  version: "1.10.0",
  packageVersion: "1.10.0",
  lockVersion: "1.10.0",
  changelog,
  tags: ["v1", "v1.9.9"],
};

describe("findProblems", () => {
  test("nothing is wrong with the next version", () => expect(findProblems(candidate)).toEqual([]));

  test("an older major may get a fix after a newer one", () =>
    expect(findProblems({ ...candidate, tags: ["v1", "v1.9.9", "v2", "v2.0.0"] })).toEqual([]));

  test.each([
    "",
    "1",
    "1.2",
    "v1.2.3",
    "1.2.3-rc.1",
    "01.2.3",
    "1.2.3\n",
    "1.2.3; echo",
    "latest",
  ])("%j is no version", (version) => {
    expect(findProblems({ ...candidate, version })).toEqual([
      `the version must look like 1.2.3, but is ${JSON.stringify(version)}`,
    ]);
  });

  test("a version never changes", () =>
    expect(findProblems({ ...candidate, tags: ["v1.10.0"] })).toEqual([
      "v1.10.0 is there already, and a version never changes",
    ]));

  test("a major tag never moves back: numbers are compared as numbers", () =>
    expect(findProblems({ ...candidate, tags: ["v1.9.0", "v1.11.0", "v1.2.0"] })).toEqual([
      "1.10.0 is older than v1.11.0: v1 would move back",
    ]));

  test("tells everything at once", () =>
    expect(findProblems({ ...candidate, version: "1.2.0", tags: [] })).toEqual([
      "package.json says 1.10.0, not 1.2.0",
      "package-lock.json says 1.10.0, not 1.2.0",
      'CHANGELOG.md has nothing below "## 1.2.0"',
    ]));
});

test.each([
  ["1.10.0", "- The newest."],
  ["1.1.0", "- Older."],
  ["1.2.0", ""],
  ["1.1", undefined],
  ["3.0.0", undefined],
])("the notes of %s", (version, notes) => expect(findNotes(changelog, version)).toBe(notes));

test("the tag that moves", () => expect(majorTag("12.3.4")).toBe("v12"));
