/**
 * The only door to other programs. argv is a list, there is no shell; the exit code is the verdict and
 * standard error only explains (docker's own actions judge by stderr: a silent `exit 3` passes there).
 * `@actions/exec` is not used: it cannot end a process, and reports a killed one with a null exit code.
 */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { findBuildx, withoutDetour } from "./buildx-program.ts";
import type { Exec, ExecOptions, ExecResult, World } from "./world.ts";

const DEFAULT_TIMEOUT_MS = 60_000;
const KILL_AFTER_MS = 10_000;

/** Looked for once, with the environment of the process: plugins are not a matter of our private DOCKER_CONFIG. */
let buildx: { readonly program: string | undefined } | undefined;
function buildxProgram(): string | undefined {
  buildx ??= { program: findBuildx(process.env) };
  return buildx.program;
}

export const exec: Exec = (argv, options = {}) =>
  new Promise((resolve) => {
    const [program, ...args] = withoutDetour(argv, buildxProgram);
    const child = spawn(program, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: mergeEnvironment(options.env),
      stdio: ["pipe", "pipe", "pipe"],
      // Its own process group, so that buildx's and git's children end with it.
      detached: process.platform !== "win32",
    });
    let ended: ExecResult["ended"] = "exit";
    let killTimer: NodeJS.Timeout | undefined;
    const end = (why: "timeout" | "aborted"): void => {
      if (ended !== "exit") return;
      ended = why;
      killGroup(child.pid, "SIGTERM");
      killTimer = setTimeout(() => killGroup(child.pid, "SIGKILL"), KILL_AFTER_MS);
    };
    const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    const timer = timeoutMs > 0 ? setTimeout(() => end("timeout"), timeoutMs) : undefined;
    const onAbort = (): void => end("aborted");
    options.signal?.addEventListener("abort", onAbort);
    if (options.signal?.aborted === true) onAbort();

    const stdout: Buffer[] = [];
    const stderr = new LineBuffer(options.onStderrLine);
    child.stdout.on("data", (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    // A program that ends without reading its input closes the pipe; its exit code tells what happened.
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");

    const finish = (exitCode: number | undefined, how: ExecResult["ended"], message = ""): void => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      options.signal?.removeEventListener("abort", onAbort);
      stderr.flush();
      resolve({ exitCode, ended: how, stdout: Buffer.concat(stdout), stderr: stderr.text + message });
    };
    child.on("error", (error) => {
      if (child.pid === undefined) finish(undefined, "not-found", `${program}: ${error.message}`);
    });
    child.on("close", (code, signal) => {
      if (child.pid === undefined) return;
      finish(code ?? undefined, ended === "exit" && signal !== null ? "signal" : ended);
    });
  });

/** Starts a program that goes on when this one has ended: nothing of it is read or waited for. */
export const leave: World["leave"] = (argv, env) => {
  const [program, ...args] = withoutDetour(argv, buildxProgram);
  const child = spawn(program, args, { env: mergeEnvironment(env), stdio: "ignore", detached: true });
  child.on("error", () => {});
  child.unref();
};

/** Standard error as one bounded text and as lines. The text keeps its first and last megabyte. */
class LineBuffer {
  text = "";
  #rest = "";
  readonly #onLine: ((line: string) => void) | undefined;
  readonly #decoder = new TextDecoder();

  constructor(onLine: ExecOptions["onStderrLine"]) {
    this.#onLine = onLine;
  }

  push(chunk: Buffer): void {
    const text = this.#decoder.decode(chunk, { stream: true });
    if (this.#onLine === undefined) {
      this.text += text;
      if (this.text.length > 4_000_000) {
        this.text = `${this.text.slice(0, 1_000_000)}\n…\n${this.text.slice(-1_000_000)}`;
      }
      return;
    }
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#onLine(line.endsWith("\r") ? line.slice(0, -1) : line);
  }

  flush(): void {
    if (this.#rest !== "" && this.#onLine !== undefined) this.#onLine(this.#rest);
    this.#rest = "";
  }
}

function killGroup(pid: number | undefined, signal: "SIGTERM" | "SIGKILL"): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // Already gone.
  }
}

function mergeEnvironment(extra: ExecOptions["env"]): NodeJS.ProcessEnv {
  const merged: NodeJS.ProcessEnv = { ...process.env };
  for (const [name, value] of Object.entries(extra ?? {})) {
    if (value === undefined) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

/** The exit code by which a shell tells that a signal ended a process: 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOfSignal(signal: "SIGINT" | "SIGTERM"): number {
  return 128 + constants.signals[signal];
}
