/** Runs the committed bundle (or the one in ML_IMAGE_BUILD_DIST) as GitHub's runner does: a process with `INPUT_*` and `GITHUB_*`, outputs read back. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export interface ActionOptions {
  /** The checkout. */
  readonly root: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly event?: ActionEvent;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly node?: string;
  /** `index.js` or `post/index.js`. */
  readonly entry?: string;
  readonly timeoutMs?: number;
  /** Gets the process as soon as it runs, to cancel it. */
  readonly onStart?: (child: ChildProcess) => void;
  readonly onLine?: (line: string, child: ChildProcess) => void;
}

export interface ActionEvent {
  readonly name: string;
  readonly ref: string;
  readonly sha?: string;
  readonly payload?: unknown;
}

export interface ImageOutput {
  readonly status: string;
  readonly uri?: string;
  readonly repository: string;
  readonly tag: string;
  readonly digest?: string;
  readonly fingerprint: string;
  readonly reasons: readonly string[];
  readonly durationSeconds: number;
  readonly sizeBytes?: number;
  readonly error?: string;
}

export interface ActionRun {
  readonly exitCode: number | null;
  readonly log: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly state: Readonly<Record<string, string>>;
  /** The output `images`, parsed; empty when the run set none. */
  readonly images: Readonly<Record<string, ImageOutput>>;
  readonly seconds: number;
}

export const pushToMain: ActionEvent = {
  name: "push",
  ref: "refs/heads/main",
  payload: { repository: { default_branch: "main" } },
};

/** A pull request's event; `fork` makes its head another repository. */
export function pullRequest(number: number, fork = false): ActionEvent {
  return {
    name: "pull_request",
    ref: `refs/pull/${number}/merge`,
    payload: {
      repository: { default_branch: "main" },
      pull_request: {
        number,
        head: {
          ref: "feature",
          sha: "f".repeat(40),
          repo: { full_name: fork ? "someone/else" : "org/repo" },
        },
        base: { ref: "main", repo: { full_name: "org/repo" } },
      },
    },
  };
}

export async function runAction(options: ActionOptions): Promise<ActionRun> {
  const directory = mkdtempSync(join(tmpdir(), "ml-image-build-run-"));
  const file = (name: string, text = ""): string => {
    const path = join(directory, name);
    writeFileSync(path, text);
    return path;
  };
  const event = options.event ?? pushToMain;
  const paths = { output: file("output"), summary: file("summary"), state: file("state") };
  const env: NodeJS.ProcessEnv = {
    // As on a runner: nothing of this process's own GitHub variables.
    ...Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !/^(GITHUB_|INPUT_|STATE_|BUILDX_BUILDER)/.test(name)),
    ),
    GITHUB_ACTIONS: "true",
    GITHUB_EVENT_NAME: event.name,
    GITHUB_EVENT_PATH: file("event.json", JSON.stringify(event.payload ?? {})),
    GITHUB_REF: event.ref,
    GITHUB_SHA: event.sha ?? "a".repeat(40),
    GITHUB_REPOSITORY: "org/repo",
    GITHUB_RUN_ID: "4711",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_WORKSPACE: options.root,
    GITHUB_OUTPUT: paths.output,
    GITHUB_STEP_SUMMARY: paths.summary,
    GITHUB_STATE: paths.state,
    RUNNER_TEMP: directory,
    ...Object.fromEntries(
      Object.entries(options.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    ),
    ...options.env,
  };
  // A bundle built elsewhere, while dist/ is somebody else's.
  const bundle = process.env.ML_IMAGE_BUILD_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));
  const entry = join(bundle, options.entry ?? "index.js");
  const started = performance.now();
  const child = spawn(options.node ?? process.execPath, [entry], {
    cwd: options.root,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  options.onStart?.(child);
  let log = "";
  let rest = "";
  const take = (chunk: Buffer): void => {
    log += chunk.toString("utf8");
    const lines = (rest + chunk.toString("utf8")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) options.onLine?.(line, child);
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 170_000);
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  clearTimeout(timer);
  const outputs = readCommands(paths.output);
  const run: ActionRun = {
    exitCode,
    log,
    outputs,
    summary: readFileSync(paths.summary, "utf8"),
    state: readCommands(paths.state),
    images: JSON.parse(outputs.images ?? "{}") as ActionRun["images"],
    seconds: (performance.now() - started) / 1000,
  };
  // `plan-file` and `report` lie below RUNNER_TEMP: whoever wants them passes a RUNNER_TEMP of its own.
  rmSync(directory, { recursive: true, force: true });
  return run;
}

/** `name<<delimiter\nvalue\ndelimiter`, as the runner reads it. */
function readCommands(path: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = readFileSync(path, "utf8").split("\n");
  for (let index = 0; index < lines.length; index += 1) {
    const match = /^([^=<]+)<<(.+)$/.exec(lines[index] ?? "");
    if (match === null) continue;
    const [, name = "", delimiter = ""] = match;
    const value: string[] = [];
    for (index += 1; index < lines.length && lines[index] !== delimiter; index += 1)
      value.push(lines[index] ?? "");
    values[name] = value.join("\n");
  }
  return values;
}
