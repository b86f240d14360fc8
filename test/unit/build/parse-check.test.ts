import { expect, test } from "vitest";
import { parseCheck } from "../../../src/build/parse-check.ts";

const warning = {
  ruleName: "LegacyKeyValueFormat",
  description: "Legacy format",
  url: "https://docs.docker.com/x/",
  detail: '"ENV key=value" should be used',
  location: { ranges: [{ start: { line: 2 }, end: { line: 2 } }] },
};

test.each<[string, unknown, unknown]>([
  [
    "a warning",
    { warnings: [warning], sources: [] },
    [
      {
        rule: "LegacyKeyValueFormat",
        line: 2,
        message: 'LegacyKeyValueFormat: "ENV key=value" should be used (https://docs.docker.com/x/)',
      },
    ],
  ],
  [
    "beside a build error",
    { warnings: [{ ...warning, location: null, url: undefined, detail: "" }], buildError: { message: "x" } },
    [{ rule: "LegacyKeyValueFormat", line: undefined, message: "LegacyKeyValueFormat: Legacy format" }],
  ],
  ["none", { warnings: null }, []],
  ["another shape", { warnings: [{ rule: 1 }] }, []],
  ["no object", 3, []],
])("%s", (_, json, found) => expect(parseCheck(JSON.stringify(json))).toEqual(found));

test("text is no output", () => expect(parseCheck("Check complete, no warnings found.")).toEqual([]));
