/** GitHub's own parser and expression engine on every workflow: what a call gives, and every name that an expression says. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import {
  convertWorkflowTemplate,
  NoOperationTraceWriter,
  parseWorkflow,
  type WorkflowTemplate,
} from "@actions/workflow-parser";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(`${root}${path}`, "utf8");
const folders = [
  ".github/workflows",
  "examples",
  ...readdirSync(`${root}examples`).map((name) => `examples/${name}/.github/workflows`),
];
const workflows = folders
  .filter((folder) => existsSync(`${root}${folder}`))
  .flatMap((folder) => readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".yml"));
const action = parse(read("action.yml"));

/** What a job of GitHub's service would have refused, called workflows included. */
async function problemsOf(name: string, content: string): Promise<readonly string[]> {
  const { context, value } = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  const template: WorkflowTemplate | undefined =
    value &&
    (await convertWorkflowTemplate(
      context,
      value,
      {
        // `org/ml-image-build` at any version is this repository.
        getFileContent: async (reference) => {
          const path = "path" in reference ? reference.path : "";
          return { name: path, content: read(path.replace(/^\.\//, "")) };
        },
      },
      { fetchReusableWorkflowDepth: 1 },
    ));
  const errors = [
    ...context.errors.getErrors().map(({ message }) => message),
    ...(template?.errors ?? []).map(({ Message }) => Message),
  ];
  // `uses: $/` is newer than the parser's words for `uses`.
  return errors.filter((message) => !/\$\//.test(message));
}

interface Job {
  readonly needs?: string | readonly string[];
  readonly uses?: string;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: unknown;
  readonly steps?: readonly { readonly id?: string; readonly uses?: string }[];
}
interface Workflow {
  readonly on: {
    readonly [event: string]: { readonly inputs?: Readonly<Record<string, unknown>> } | undefined;
  };
  readonly jobs: Readonly<Record<string, Job>>;
}

/** Names in expressions that nothing of the workflow declares. */
function strayNames(text: string): readonly string[] {
  const workflow = parse(text) as Workflow;
  const inputs = new Set(
    Object.values(workflow.on).flatMap((event) =>
      Object.keys((typeof event === "object" && event?.inputs) || {}),
    ),
  );
  const stray: string[] = [];
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const said = JSON.stringify(job);
    for (const [whole, name = ""] of said.matchAll(/\binputs\.([\w-]+)/g))
      if (!inputs.has(name)) stray.push(whole);
    const needs = new Set([job.needs ?? []].flat());
    for (const [whole, other = "", output] of said.matchAll(/\bneeds\.([\w-]+)(?:\.outputs\.([\w-]+))?/g)) {
      if (!needs.has(other)) stray.push(`${id}: ${whole}`);
      else if (output !== undefined && !outputsOf(workflow.jobs[other]).has(output))
        stray.push(`${id}: ${whole}`);
    }
    for (const [whole, step = "", output = ""] of said.matchAll(/\bsteps\.([\w-]+)\.outputs\.([\w-]+)/g)) {
      const found = job.steps?.find((one) => one.id === step);
      const isOurs = found?.uses === "$/" || found?.uses?.startsWith("org/ml-image-build@") === true;
      if (found === undefined || (isOurs && action.outputs[output] === undefined))
        stray.push(`${id}: ${whole}`);
    }
    if (/\bmatrix\./.test(said) && job.strategy === undefined) stray.push(`${id}: matrix without a strategy`);
  }
  return stray;
}

function outputsOf(job: Job | undefined): ReadonlySet<string> {
  const called = /^org\/ml-image-build\/(\.github\/workflows\/[\w-]+\.yml)@/.exec(job?.uses ?? "")?.[1];
  if (called === undefined) return new Set(Object.keys(job?.outputs ?? {}));
  return new Set(Object.keys(parse(read(called)).on.workflow_call.outputs ?? {}));
}

describe.each(workflows)("%s", (path) => {
  test("GitHub's parser has nothing against it", async () => {
    expect(await problemsOf(path, read(path))).toEqual([]);
  });
  test("every name in its expressions is there", () => {
    expect(strayNames(read(path))).toEqual([]);
  });
});

describe("the checks can fail", () => {
  const rebuild = read("examples/rebuild.yml");
  test.each([
    [
      "an input that build.yml does not have",
      rebuild.replace("no-cache: ${{ inputs", "no-cash: ${{ inputs"),
      /no-cash/,
    ],
    ["a broken expression", rebuild.replace("inputs.images || 'true'", "inputs.images ||| 'true'"), /\|/],
    ["a job without runs-on", "on: push\njobs:\n  a:\n    steps: [{ run: x }]\n", /runs-on/],
  ])("%s", async (_, text, said) => {
    expect((await problemsOf("x.yml", text)).join("\n")).toMatch(said);
  });
  test.each([
    ["inputs", rebuild.replace("inputs.images }}", "inputs.image }}")],
    [
      "outputs of a called workflow",
      read("examples/chord-detector/.github/workflows/images.yml").replace(
        "outputs.results",
        "outputs.result",
      ),
    ],
    [
      "outputs of a step",
      read(".github/workflows/build.yml").replace("steps.report.outputs.built", "steps.report.outputs.build"),
    ],
    [
      "jobs that are not needed",
      read(".github/workflows/build.yml").replace("needs: [plan, build]", "needs: [build]"),
    ],
  ])("%s", (_, text) => {
    expect(strayNames(text)).toHaveLength(1);
  });
});

/** As GitHub's service evaluates it. */
function evaluate(expression: string, contexts: Readonly<Record<string, unknown>>): string {
  const toData = (value: unknown): data.ExpressionData => {
    if (typeof value === "string") return new data.StringData(value);
    if (typeof value === "boolean") return new data.BooleanData(value);
    if (value === null || value === undefined) return new data.Null();
    return new data.Dictionary(...Object.entries(value).map(([key, one]) => ({ key, value: toData(one) })));
  };
  const { tokens } = new Lexer(expression).lex();
  const always = { name: "always", minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(true) };
  const tree = new Parser(tokens, Object.keys(contexts), [always]).parse();
  return new Evaluator(tree, toData(contexts) as data.Dictionary, new Map([["always", always]]))
    .evaluate()
    .coerceString();
}

describe("the conditions of build.yml, by GitHub's expression engine", () => {
  const { jobs } = parse(read(".github/workflows/build.yml"));
  const needs = (matrix: string) => ({ needs: { plan: { outputs: { matrix }, result: "success" } } });
  const leg = '{"include":[{"leg":"api-linux-amd64","runs-on":"ubuntu-24.04"}]}';

  test.each([
    ['{"include":[]}', "false"],
    [leg, "true"],
  ])("a leg starts for %s: %s", (matrix, said) => {
    expect(evaluate(jobs.build.if, needs(matrix))).toBe(said);
  });

  test("the matrix is the plan's", () => {
    const expression = String(jobs.build.strategy.matrix).replace(/^\$\{\{|\}\}$/g, "");
    expect(evaluate(`toJSON(${expression})`, needs(leg)).replace(/\s/g, "")).toBe(leg.replace(/\s/g, ""));
  });

  const repository = (name: string) => ({ head: { repo: { full_name: name } } });
  test.each([
    ["a push", "arn:aws:iam::1:role/x", null, "true"],
    ["a pull request of the repository", "arn:aws:iam::1:role/x", repository("org/repo"), "true"],
    ["a fork's pull request", "arn:aws:iam::1:role/x", repository("someone/else"), "false"],
    ["a push without a role", "", null, "false"],
  ])("the role is asked for by %s: %s", (_, role, pullRequest, said) => {
    const step = jobs.build.steps.find(({ uses }: { uses: string }) => uses.startsWith("aws-actions/"));
    const contexts = {
      inputs: { "role-to-assume": role },
      github: { event: { pull_request: pullRequest }, repository: "org/repo" },
    };
    expect(evaluate(step.if, contexts)).toBe(said);
  });
});
