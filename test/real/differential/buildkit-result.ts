/** BuildKit's side: a real build whose result is exported to a folder and read back. */
import { spawn } from "node:child_process";
import { lstat, readdir, readFile, readlink, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildCase } from "./build-case.ts";

/** One thing in an exported tree; times and owners left out. */
export interface ResultEntry {
  /** Below the image's root. */
  readonly path: string;
  readonly kind: "file" | "link" | "directory" | "other";
  readonly mode: number;
  /** A file's bytes. */
  readonly content?: Buffer;
  readonly target?: string;
}

export type BuildResult =
  | { readonly kind: "built"; readonly tree: readonly ResultEntry[] }
  | { readonly kind: "refused"; readonly message: string };

export interface BuildOptions {
  readonly builder: string;
  readonly noCache?: boolean;
}

/** Builds the case that lies at `root` and reads what it made. */
export async function buildCase(
  root: string,
  build: BuildCase,
  { builder, noCache = false }: BuildOptions,
): Promise<BuildResult> {
  const destination = join(root, "../result");
  await rm(destination, { recursive: true, force: true });
  const place = (path: string): string => (path === "" ? root : `${root}/${path}`);
  const argv = ["buildx", "build", "--builder", builder, "--provenance=false", "--progress=plain"];
  argv.push("--file", place(build.dockerfile), "--output", `type=local,dest=${destination}`);
  if (build.target !== undefined) argv.push("--target", build.target);
  if (noCache) argv.push("--no-cache");
  for (const [name, value] of Object.entries(build.args)) argv.push("--build-arg", `${name}=${value}`);
  for (const [name, path] of Object.entries(build.contexts))
    argv.push("--build-context", `${name}=${place(path)}`);
  argv.push(place(build.context));
  const { exitCode, log } = await runDocker(argv);
  // Not a refusal: nobody was asked.
  if (/Cannot connect to the Docker daemon|no builder ".*" found|closing transport/.test(log))
    throw new Error(log);
  if (exitCode !== 0) return { kind: "refused", message: log.split("\n").slice(-6).join("\n").trim() };
  return { kind: "built", tree: await readTree(destination, "") };
}

function runDocker(argv: readonly string[]): Promise<{ exitCode: number | null; log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("docker", argv, {
      stdio: ["ignore", "ignore", "pipe"],
      // One that the test's own environment sets would count as an arg of every build.
      env: { ...process.env, BUILDX_METADATA_PROVENANCE: "disabled", SOURCE_DATE_EPOCH: undefined },
    });
    let log = "";
    child.stderr.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, log }));
  });
}

/** Everything below a folder, sorted by path. */
export async function readTree(root: string, below: string): Promise<readonly ResultEntry[]> {
  const entries: ResultEntry[] = [];
  for (const name of (await readdir(join(root, below))).sort()) {
    const path = below === "" ? name : `${below}/${name}`;
    const full = `${root}/${path}`;
    const stat = await lstat(full);
    const mode = stat.mode & 0o7777;
    if (stat.isDirectory()) entries.push({ path, kind: "directory", mode }, ...(await readTree(root, path)));
    else if (stat.isSymbolicLink()) entries.push({ path, kind: "link", mode, target: await readlink(full) });
    else if (stat.isFile()) entries.push({ path, kind: "file", mode, content: await readFile(full) });
    else entries.push({ path, kind: "other", mode });
  }
  return entries;
}

/** A text that two results share only when they are the same. */
export function describeResult(tree: readonly ResultEntry[]): string {
  return tree
    .map(({ path, kind, mode, content, target }) =>
      JSON.stringify([path, kind, mode.toString(8), content?.toString("latin1"), target]),
    )
    .join("\n");
}
