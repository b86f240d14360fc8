import { describe, expect, test } from "vitest";
import { findLoaded, findSharedScopes, readBuildSteps } from "../../../src/findings/workflows.ts";

const step = (inputs: string): string =>
  `      - uses: docker/build-push-action@v6\n        with:\n${inputs
    .split("\n")
    .map((line) => `          ${line}\n`)
    .join("")}`;
const workflow = (steps: string, strategy = ""): string =>
  `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n${strategy}    steps:\n      - run: "true"\n${steps}`;
const own = ["$", "{{ matrix.image }}"].join("");
const matrix = "    strategy:\n      matrix: { image: [a, b] }\n";

describe("one scope of GitHub's cache for several images", () => {
  test.each([
    [
      "two without a scope",
      workflow(
        step("context: a\ncache-to: type=gha,mode=max") + step("context: b\ncache-to: type=gha,mode=max"),
      ),
      [7, 11],
    ],
    [
      "a scope for each",
      workflow(
        step("context: a\ncache-to: type=gha,mode=max,scope=a") +
          step("context: b\ncache-to: type=gha,mode=max,scope=b"),
      ),
      [],
    ],
    [
      "one image, pushed twice",
      workflow(
        step("context: a\ncache-to: type=gha,mode=max") + step("context: a\ncache-to: type=gha,mode=max"),
      ),
      [],
    ],
    ["a matrix", workflow(step(`context: ${own}\ncache-to: type=gha,mode=max,scope=x`), matrix), [8 + 1]],
    [
      "a matrix with its scopes",
      workflow(step(`context: ${own}\ncache-to: type=gha,mode=max,scope=${own}`), matrix),
      [],
    ],
    ["a registry", workflow(step("context: a\ncache-to: type=registry,ref=x,mode=max")), []],
    ["no YAML", "a: [", []],
    ["no jobs", "on: push\njobs: [1]\n", []],
    ["steps that are no list", "jobs:\n  a:\n    steps: x\n  b:\n  c: 1\n", []],
  ])("%s", (_, text, lines) => {
    const found = findSharedScopes(readBuildSteps(".github/workflows/a.yml", text));
    expect(found.map(({ finding }) => finding.line)).toEqual(lines);
  });
});

test.each([
  ["6 GB", "context: a\nload: true", 6e9, ["6.00 GB"]],
  ["4 GB", "context: a\nload: true", 4e9, []],
  ["pushed", "context: a\npush: true", 6e9, []],
  ["unknown", "context: other\nload: true", 6e9, []],
])("load: true, %s", (_, inputs, bytes, found) => {
  const steps = readBuildSteps("w.yml", workflow(step(inputs)));
  const told = findLoaded(steps, (context) => (context === "a" ? bytes : undefined));
  expect(told.map(({ finding }) => /exports ([\d.]+ GB)/.exec(finding.message)?.[1])).toEqual(found);
});
