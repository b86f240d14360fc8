import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { adviseOnWorkflows } from "../../../src/findings/read-workflows.ts";
import { findLoaded, findSharedScopes, readBuildSteps } from "../../../src/findings/workflows.ts";
import { exec } from "../../../src/shell/exec.ts";
import { openWorld } from "../../../src/shell/open-world.ts";

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

test("of several Dockerfiles in one context, a step means the one that it names, else `Dockerfile`", async () => {
  const root = mkdtempSync(join(tmpdir(), "ml-image-build-workflows-"));
  mkdirSync(join(root, ".github/workflows"), { recursive: true });
  const steps = step("context: ./app\nload: true") + step("context: app\nfile: app/small\nload: true");
  writeFileSync(join(root, ".github/workflows/a.yml"), workflow(steps));
  const image = (name: string, path: string): object => ({
    spec: { name, context: { kind: "local", path: "app" }, dockerfile: { kind: "file", path } },
  });
  const images = { small: image("small", "app/small"), large: image("large", "app/Dockerfile") };
  const plan = { images: new Map(Object.entries(images)) };
  const sizes = new Map([
    ["small", 1e9],
    ["large", 6e9],
  ]);
  const world = openWorld({}, new AbortController().signal, exec);
  const found = await adviseOnWorkflows(world, root, { plan } as never, async () => sizes as never);
  expect(found.map(({ finding }) => [finding.rule, finding.line])).toEqual([["image-loaded", 7]]);
  rmSync(root, { recursive: true });
});
