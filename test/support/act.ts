/**
 * Runs a repository's workflows with nektos/act, a real runner, in host mode: jobs, conditions, matrices, reusable workflows
 * and expressions are act's; the action, git, Docker, artifacts (by @actions/artifact, at a results service of our own) are real.
 * What act cannot do is in docs/workflows.md.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureAct, ensureArtifactLibrary } from "../../scripts/environment/index.mjs";
import { type Artifacts, createArtifacts } from "./results-artifacts.ts";
import { createCacheEntries } from "./results-cache.ts";
import { type ResultsService, startResultsService } from "./results-service.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));
const stands = fileURLToPath(new URL("act-actions", import.meta.url));

export interface WorkflowRunner {
  run(options: WorkflowOptions): Promise<WorkflowRun>;
  stop(): Promise<void>;
}

export interface WorkflowOptions {
  /** The checkout whose workflow runs; its remote says what `github.repository` is. */
  readonly root: string;
  /** `.github/workflows/images.yml` */
  readonly workflow: string;
  readonly event: string;
  readonly payload?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** What the run before this one uploaded can be downloaded, as by its `run-id`. */
  readonly afterTheLast?: boolean;
}

export interface WorkflowRun {
  readonly exitCode: number | null;
  readonly log: string;
  /** What the caller's job wrote to `$READ_BACK`; "" where it did not. */
  readonly readBack: string;
  /** `success`, `failure` or `skipped` by job, as act names it: `images/plan`. */
  readonly jobs: Readonly<Record<string, string>>;
  readonly artifacts: readonly string[];
  /** What the steps of a job set, by job and name. act ends a run where a called workflow fails, before later jobs. */
  readonly stepOutputs: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Why act cannot be had here; else its path. */
export async function findAct(): Promise<string | { readonly skipped: string }> {
  try {
    return await ensureAct();
  } catch (error) {
    return { skipped: error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error) };
  }
}

export async function startWorkflowRunner(act: string, node: string): Promise<WorkflowRunner> {
  const library = await ensureArtifactLibrary();
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-act-"));
  const action = copyAction(join(directory, "action"));
  const others = mapOthers(action);
  let artifacts = createArtifacts();
  const results = await startResultsService({
    ArtifactService: (call) => artifacts.service(call),
    CacheService: createCacheEntries().service,
  });
  return {
    run(options) {
      if (options.afterTheLast !== true) artifacts = createArtifacts();
      return runOnce({ act, node, library, directory, action, others, results, artifacts }, options);
    },
    async stop() {
      await results.stop();
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The action and its workflows. act does not know `uses: $/`, so it stands there by the name that users write. */
function copyAction(target: string): string {
  for (const path of ["action.yml", "dist", ".github/workflows"]) {
    mkdirSync(dirname(join(target, path)), { recursive: true });
    cpSync(join(project, path), join(target, path), { recursive: true });
  }
  const workflows = join(target, ".github/workflows");
  for (const name of readdirSync(workflows)) {
    const text = readFileSync(join(workflows, name), "utf8");
    writeFileSync(join(workflows, name), text.replace(/uses: \$\/\s*$/gm, "uses: org/ml-image-build@v1"));
  }
  return target;
}

/** Every other action that the workflows use, by its pinned name → a folder of stand-ins. */
function mapOthers(action: string): readonly string[] {
  const workflows = join(action, ".github/workflows");
  const names = readdirSync(workflows).flatMap((name) =>
    [...readFileSync(join(workflows, name), "utf8").matchAll(/uses: (\S+\/\S+@[0-9a-f]{40})/g)].map(
      ([, used = ""]) => used,
    ),
  );
  const known = readdirSync(stands);
  return [...new Set(names)].flatMap((used) => {
    const name = used.split("@")[0]?.split("/")[1] ?? "";
    return known.includes(name) ? [`${used}=${join(stands, name)}`] : [];
  });
}

interface RunParts {
  readonly act: string;
  readonly node: string;
  readonly library: string;
  readonly directory: string;
  readonly action: string;
  readonly others: readonly string[];
  readonly results: ResultsService;
  readonly artifacts: Artifacts;
}

async function runOnce(parts: RunParts, options: WorkflowOptions): Promise<WorkflowRun> {
  const { act, node, directory, action, results } = parts;
  const scratch = mkdtempSync(join(directory, "run-"));
  const readBack = join(scratch, "read-back");
  const event = join(scratch, "event.json");
  writeFileSync(event, JSON.stringify(options.payload ?? {}));
  writeFileSync(readBack, "");
  const ref = options.event === "pull_request" ? "refs/pull/7/merge" : "refs/heads/main";
  const variables = {
    ...results.env([{ ref, write: true }]),
    ARTIFACT_LIBRARY: parts.library,
    READ_BACK: readBack,
    ...options.env,
  };
  const argv = [
    options.event,
    ...["--workflows", options.workflow, "--eventpath", event, "--defaultbranch", "main"],
    ...["--platform", "ubuntu-24.04=-self-hosted", "--platform", "ubuntu-24.04-arm=-self-hosted"],
    ...["--local-repository", `org/ml-image-build@v1=${action}`],
    ...parts.others.flatMap((one) => ["--local-repository", one]),
    ...["--no-cache-server", "--secret", "GITHUB_TOKEN=token-of-the-job", "--json"],
    ...Object.entries(variables).flatMap(([name, value]) => ["--env", `${name}=${value}`]),
  ];
  const child = spawn(act, argv, {
    cwd: options.root,
    // act starts node actions with the one in PATH, gives jobs its own environment, and keeps copies of checkouts.
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:AWS_|GITHUB_)/.test(name))),
      PATH: `${dirname(node)}${delimiter}${process.env.PATH}`,
      XDG_CACHE_HOME: join(directory, "cache"),
      XDG_CONFIG_HOME: join(directory, "config"),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const timer = setTimeout(() => child.kill("SIGKILL"), 300_000);
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  const lines = readLines(Buffer.concat(chunks).toString("utf8"));
  return {
    exitCode,
    log: lines.map(({ job, msg }) => `[${job ?? ""}] ${msg ?? ""}`).join("\n"),
    readBack: readFileSync(readBack, "utf8"),
    jobs: Object.fromEntries(
      lines.flatMap(({ job, jobResult }) =>
        jobResult === undefined ? [] : [[(job ?? "").trim(), jobResult]],
      ),
    ),
    artifacts: parts.artifacts.list(),
    stepOutputs: readStepOutputs(lines),
  };
}

interface Line {
  readonly job?: string;
  readonly msg?: string;
  readonly jobResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
}

function readStepOutputs(lines: readonly Line[]): WorkflowRun["stepOutputs"] {
  const outputs: Record<string, Record<string, string>> = {};
  for (const { job = "", command, name, arg } of lines) {
    if (command !== "set-output" || name === undefined) continue;
    outputs[job.trim()] = { ...outputs[job.trim()], [name]: arg ?? "" };
  }
  return outputs;
}

function readLines(text: string): readonly Line[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      try {
        return JSON.parse(line) as Line;
      } catch {
        return { msg: line };
      }
    });
}
