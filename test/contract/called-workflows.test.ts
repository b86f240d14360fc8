/**
 * A called workflow that asks for a permission its caller does not give fails before its first job starts, and no linter
 * says so: callers in examples/ give what the reusable workflows of this repository ask for.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { exampleNames } from "../support/examples.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const levels = ["none", "read", "write"];

type Permissions = Readonly<Record<string, string>>;
interface Job {
  readonly permissions?: Permissions;
  readonly uses?: string;
}
interface Workflow {
  readonly permissions?: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}
const read = (text: string): Workflow => parse(text) as Workflow;

/** What the called workflow's jobs ask for and the calling job does not give. */
function findMissing(caller: Job, called: Workflow): readonly string[] {
  return Object.entries(called.jobs).flatMap(([name, job]) =>
    Object.entries(job.permissions ?? called.permissions ?? {})
      .filter(([scope, level]) => {
        const given = caller.permissions?.[scope] ?? "none";
        return levels.indexOf(level) > levels.indexOf(given);
      })
      .map(([scope, level]) => `${name} asks for ${scope}: ${level}`),
  );
}

describe("findMissing", () => {
  const called = read(`
permissions: { contents: read }
jobs:
  plan: {}
  build: { permissions: { contents: read, id-token: write } }
  none: { permissions: {} }
`);
  test.each<[string, Permissions, readonly string[]]>([
    ["all", { contents: "write", "id-token": "write" }, []],
    ["too low a level", { contents: "read", "id-token": "read" }, ["build asks for id-token: write"]],
    [
      "none",
      {},
      ["plan asks for contents: read", "build asks for contents: read", "build asks for id-token: write"],
    ],
  ])("%s is given", (_, permissions, missing) =>
    expect(findMissing({ permissions }, called)).toEqual(missing));
});

describe.each(exampleNames.filter((name) => name !== "demo"))("examples/%s", (name) => {
  const workflow = read(readFileSync(join(root, "examples", name, ".github/workflows/images.yml"), "utf8"));

  test("calls the reusable workflows, and gives what they ask for", () => {
    const calls = Object.values(workflow.jobs).filter(({ uses }) => uses?.startsWith("org/ml-image-build/"));
    expect(calls.length).toBeGreaterThan(0);
    for (const job of calls) {
      const path = join(root, /^org\/ml-image-build\/(.*)@v1$/.exec(job.uses ?? "")?.[1] ?? "");
      expect(findMissing(job, read(readFileSync(path, "utf8")))).toEqual([]);
    }
  });
});
