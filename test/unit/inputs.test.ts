import { describe, expect, test } from "vitest";
import { UserError } from "../../src/errors.ts";
import { splitList } from "../../src/input-reader.ts";
import { type InputName, parseInputs } from "../../src/inputs.ts";

const parse = (values: Partial<Record<InputName, string>>) => parseInputs((name) => values[name] ?? "");

function problemsOf(values: Partial<Record<InputName, string>>): readonly string[] {
  try {
    parse(values);
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
  return [];
}

describe("parseInputs", () => {
  test("nothing set: the defaults of action.yml", () => {
    expect(parse({})).toMatchObject({
      mode: "all",
      push: "auto",
      rebuild: { kind: "none" },
      createRepositories: true,
      baseImages: "track",
      maxParallel: undefined,
      timeoutMinutes: undefined,
      registry: undefined,
    });
  });

  test("one set of inputs serves planning, building and reporting; a deploy's belong to none of them", () => {
    const building = {
      cache: "none",
      "images-file": "images.yml",
      "max-parallel": "2",
      "base-images": "warn",
    };
    for (const mode of ["plan", "build", "report"]) {
      const files = {
        ...(mode === "plan" ? {} : { plan: "plan.json" }),
        ...(mode === "build" ? { leg: "a" } : {}),
      };
      const results = mode === "report" ? { results: "legs" } : {};
      expect(problemsOf({ mode, ...files, ...results, ...building }), mode).toEqual([]);
      expect(problemsOf({ mode, ...files, ...results, stack: "chords" })).toEqual([
        `input stack: mode ${mode} does not read it, it belongs to mode: deploy; found "chords"`,
      ]);
    }
  });

  test.each([
    ["true", { kind: "all" }],
    ["TRUE", { kind: "all" }],
    ["false", { kind: "none" }],
    ["ml-base, worker\nhandler", { kind: "named", names: ["ml-base", "worker", "handler"] }],
  ])("rebuild %j", (text, expected) => {
    expect(parse({ rebuild: text }).rebuild).toEqual(expected);
  });

  test("a registry with a prefix", () => {
    expect(
      parse({ registry: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/ml" }).registry,
    ).toMatchObject({
      host: "123456789012.dkr.ecr.eu-west-1.amazonaws.com",
      prefix: "team/ml/",
      ecr: { kind: "private", account: "123456789012", region: "eu-west-1" },
    });
  });

  test.each<[Partial<Record<InputName, string>>, RegExp]>([
    [
      { mode: "everything" },
      /input mode: expected "all", "plan", "build", "report", "deploy", "clean" or "comment", found "everything"/,
    ],
    [{ push: "yes" }, /input push: expected "auto" or "true" or "false", found "yes"/],
    [{ push: "true" }, /input push: .*needs the input registry/],
    [{ "no-cache": "1", rebuild: "true" }, /input no-cache: expected "true" or "false", found "1"/],
    [{ "no-cache": "true" }, /input no-cache: works only together with rebuild/],
    [{ platforms: "amd64" }, /input platforms: expected platforms like "linux\/amd64"/],
    [{ tags: "v1 {branche}" }, /input tags: expected tags of letters/],
    [{ tags: "a/b" }, /input tags/],
    [{ tags: "src-0123" }, /input tags: .*not src-/],
    [{ "max-parallel": "0" }, /input max-parallel: expected a whole number from 1, or "auto", found "0"/],
    [{ "max-parallel": "many" }, /input max-parallel/],
    [{ "timeout-minutes": "-5" }, /input timeout-minutes/],
    [{ "timeout-minutes": "1h" }, /input timeout-minutes/],
    [{ "base-images": "pin" }, /input base-images: expected "track" or "warn" or "ignore"/],
    [{ "create-repositories": "no" }, /input create-repositories/],
    [{ "trust-pull-requests": "maybe" }, /input trust-pull-requests/],
    [{ registry: "not a registry" }, /registry/],
  ])("%j is one clear error", (values, expected) => {
    const problems = problemsOf(values);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  test("all problems at once", () => {
    expect(problemsOf({ mode: "x", push: "y", "max-parallel": "z" })).toHaveLength(3);
  });
});

test.each([
  ["", []],
  ["a,b", ["a", "b"]],
  [" a \n b,,a ", ["a", "b"]],
])("splitList(%j)", (text, expected) => {
  expect(splitList(text)).toEqual(expected);
});
