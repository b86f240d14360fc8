/**
 * Every workflow, the examples' included: actionlint and zizmor find nothing, and what examples call has the inputs and
 * outputs that they use. For that, `org/ml-image-build` is this repository: actionlint reads action.yml and reusable
 * workflows only where they are local.
 */
import { execFileSync, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { ensureActionlint, ensureZizmor } from "../../scripts/environment/index.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const textOf = (path: string): string => readFileSync(join(root, path), "utf8");
const folders = [
  ".github/workflows",
  "examples",
  ...readdirSync(join(root, "examples")).map((name) => `examples/${name}/.github/workflows`),
];
const workflows = folders
  .filter((folder) => existsSync(join(root, folder)))
  .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".yml"));

type Tool = string | { readonly skipped: string };

/** A machine without Go, Python or their registries cannot run it: the test is skipped with that reason. */
async function tryTool(ensure: () => Promise<Tool>): Promise<Tool> {
  try {
    return await ensure();
  } catch (error) {
    return { skipped: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}
const reasonOf = (tool: Tool): string => (typeof tool === "string" ? "" : tool.skipped);
const run = (program: Tool, argv: readonly string[], cwd: string): string => {
  const { stdout, stderr, status } = spawnSync(String(program), argv, {
    cwd,
    encoding: "utf8",
    timeout: 60_000,
  });
  return status === 0 ? "" : `exit ${status}\n${stdout}${stderr}`;
};

let actionlint: Tool;
let zizmor: Tool;
const project = mkdtempSync(join(tmpdir(), "ml-image-build-workflows-"));
beforeAll(async () => {
  [actionlint, zizmor] = [await tryTool(ensureActionlint), await tryTool(ensureZizmor)];
}, 700_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What a user writes, as a workflow of this repository would write it. */
function callLocally(text: string): string {
  return text
    .replace(/uses: org\/ml-image-build(\/[^@\s]+)@v1/g, "uses: .$1")
    .replaceAll("uses: org/ml-image-build@v1", "uses: ./");
}

/** This repository with all workflows in one folder, where actionlint follows their calls. Their names there. */
function makeProject(): readonly string[] {
  execFileSync("git", ["init", "--quiet", project]);
  for (const path of ["action.yml", "dist"])
    cpSync(join(root, path), join(project, path), { recursive: true });
  mkdirSync(join(project, ".github/workflows"), { recursive: true });
  return workflows.map((path) => {
    const own = path.startsWith(".github/");
    const name = own ? path : `.github/workflows/${path.replaceAll("/", "-")}`;
    writeFileSync(join(project, name), own ? textOf(path) : callLocally(textOf(path)));
    return name;
  });
}

describe("workflows", () => {
  test("there are our own and the examples'", () => {
    expect(workflows).toContain(".github/workflows/ci.yml");
    expect(workflows).toContain("examples/quick-start.yml");
    expect(workflows).toContain("examples/chord-detector/.github/workflows/images.yml");
  });

  test("actionlint finds nothing, and what they call is there", (context) => {
    context.skip(typeof actionlint !== "string", reasonOf(actionlint));
    const names = makeProject();
    // `uses: $/` (the same repository and commit) is newer than actionlint: rhysd/actionlint#711.
    const ignore = ["-ignore", 'specifying action "\\$/'];
    // shellcheck and pyflakes would be found on some machines and not on others.
    expect(run(actionlint, ["-no-color", "-shellcheck=", "-pyflakes=", ...ignore, ...names], project)).toBe(
      "",
    );
  });

  test("zizmor finds nothing", (context) => {
    context.skip(typeof zizmor !== "string", reasonOf(zizmor));
    const options = ["--offline", "--no-progress", "--color=never", "--config", ".github/zizmor.yml"];
    const others = ["action.yml", ".github/dependabot.yml"];
    expect(run(zizmor, [...options, ...others, ...workflows], root)).toBe("");
  });
});

describe.each(workflows)("%s", (path) => {
  const text = textOf(path);

  test("pins every action by commit, with its version in words", () => {
    const uses = [...text.matchAll(/uses: (.*)$/gm)].map(([, value = ""]) => value);
    const foreign = uses.filter((value) => !/^(\.\/|\$\/|org\/ml-image-build[/@])/.test(value));
    for (const value of foreign) expect(value).toMatch(/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("gives no permission to all jobs, and puts no expression into a script", () => {
    expect(text).toMatch(/^permissions: \{\}$/m);
    const jobs = Object.values(parse(text).jobs) as readonly {
      readonly steps?: readonly { run?: string }[];
    }[];
    for (const { run: script } of jobs.flatMap((job) => job.steps ?? []))
      expect(script ?? "").not.toContain("$" + "{{");
  });
});

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<
    Record<
      string,
      { readonly if?: string; readonly steps?: readonly { readonly if?: string; readonly uses?: string }[] }
    >
  >;
}

test("no example takes a role on a fork's pull request", () => {
  const conditions = workflows
    .filter((path) => path.startsWith("examples/"))
    .map((path) => parse(textOf(path)) as Workflow)
    .filter((workflow) => "pull_request" in workflow.on)
    .flatMap((workflow) => Object.values(workflow.jobs))
    .flatMap((job) =>
      (job.steps ?? [])
        .filter((step) => step.uses?.startsWith("aws-actions/configure-aws-credentials@"))
        .map((step) => step.if ?? job.if),
    );
  const ours =
    "github.event_name != 'pull_request' || github.event.pull_request.head.repo.full_name == github.repository";
  expect(conditions).toContain(ours);
  for (const condition of conditions) expect([ours, "github.ref == 'refs/heads/main'"]).toContain(condition);
});

test("one commit for one version, in all workflows", () => {
  const commits = new Map<string, Set<string>>();
  for (const path of workflows)
    for (const [, name = "", commit = "", version = ""] of textOf(path).matchAll(
      /uses: ([\w.-]+\/[\w.-]+)\S*@([0-9a-f]{40}) # (\S+)/g,
    )) {
      const pin = `${commit} ${version}`;
      commits.set(name, (commits.get(name) ?? new Set()).add(pin));
    }
  expect(commits.size).toBeGreaterThan(1);
  for (const [name, pins] of commits) expect([...pins], name).toHaveLength(1);
});
