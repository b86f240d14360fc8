/** The reusable workflows: glue without logic, whose inputs the action's modes really read. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { findForeignInputs } from "../../src/input-modes.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const action = parse(readFileSync(`${root}action.yml`, "utf8"));

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly permissions?: unknown;
  readonly "timeout-minutes"?: unknown;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}

describe.each(["build.yml", "deploy.yml"])("%s", (file) => {
  const text = readFileSync(`${root}.github/workflows/${file}`, "utf8");
  const workflow = parse(text);
  const call = workflow.on.workflow_call;
  const jobs = Object.entries(workflow.jobs as Record<string, Job>);
  const own = jobs.flatMap(([, job]) => job.steps).filter((step) => step.uses === "$/");

  test("every job has its own permissions and time limit; the workflow has none", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of jobs) {
      expect(job.permissions, name).toBeDefined();
      expect(job["timeout-minutes"], name).toBeDefined();
    }
    // Each with its reason.
    for (const line of text.split("\n").filter((one) => /^ {6}[a-z-]+: (read|write)\b/.test(one)))
      expect(line).toMatch(/ # \S/);
  });

  test("no scripts, and other people's actions by commit with their version", () => {
    expect(jobs.flatMap(([, job]) => job.steps).filter((step) => step.run !== undefined)).toEqual([]);
    const foreign = text.split("\n").filter((line) => /uses: (?!\$\/)/.test(line) && !line.startsWith("#"));
    expect(foreign.length).toBeGreaterThan(0);
    for (const line of foreign) expect(line).toMatch(/uses: \S+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("its steps give the action inputs that exist and that their mode reads", () => {
    expect(own.length).toBeGreaterThan(0);
    for (const { with: given = {} } of own) {
      for (const name of Object.keys(given)) expect(Object.keys(action.inputs)).toContain(name);
      const mode = given.mode as "plan" | "build" | "report" | "deploy";
      const problems = findForeignInputs(mode, (name) => (given[name] === undefined ? "" : "something"));
      expect(problems, mode).toEqual([]);
    }
  });

  test("every input is used, and every used input is declared with a type", () => {
    const used = new Set([...text.matchAll(/\binputs\.([a-z-]+)/g)].map(([, name]) => name));
    expect([...used].sort()).toEqual(Object.keys(call.inputs).sort());
    for (const [name, input] of Object.entries<Record<string, unknown>>(call.inputs)) {
      expect(["string", "boolean", "number"], name).toContain(input.type);
      expect(input.description, name).toBeTruthy();
    }
  });

  test("outputs are the action's, through the last job", () => {
    const [last, job] = jobs.at(-1) as [string, Job];
    for (const [name, { value }] of Object.entries<{ value: string }>(call.outputs)) {
      expect(Object.keys(action.outputs)).toContain(name);
      expect(value).toBe(`\${{ jobs.${last}.outputs.${name} }}`);
      expect(job.outputs?.[name]).toBe(`\${{ steps.${last}.outputs.${name} }}`);
    }
  });
});
