/**
 * audio-workers (torch 2.1.0, with the versions that only work together) and transcription-api (torch 2.7.1, whose CUDA
 * wheels land in an image for CPUs) with their real packages, on a Python base made here, on a docker-container builder
 * of this run's own. Programs run inside the pushed images on that builder, so that the engine pulls no gigabytes.
 * Needs 20 GB of disk at its peak. Prints what each run took.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { pushPythonBase } from "../../scripts/environment/index.mjs";
import { type ActionRun, runAction } from "../support/action.ts";
import { copyExample, replaceBases } from "../support/examples.ts";
import type { GitRepository } from "../support/git-repository.ts";

const machine = inject("machine");
const builder = typeof machine.containerBuilder === "string" ? machine.containerBuilder : "";
let missing = typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing;
const python = "python:3.11";
const base = `${machine.registry}/${python}`;
const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-slow-"));
const timings: Record<string, unknown>[] = [];

/** A build on the run's own builder that leaves nothing but its log. */
function build(dockerfile: string, options: readonly string[] = []) {
  return spawnSync(
    "docker",
    [
      ...["buildx", "build", "--builder", builder, "--progress=plain", ...options],
      ...["--output=type=cacheonly", "-"],
    ],
    { input: dockerfile, encoding: "utf8", timeout: 300_000 },
  );
}

beforeAll(async () => {
  if (missing !== undefined) return;
  try {
    await pushPythonBase({ registry: machine.registry, name: python, log: (line) => console.log(line) });
    const probe = build(
      `FROM ${base}\nRUN apt-get update -qq && pip download --quiet --no-deps tabulate==0.9.0\n`,
    );
    if (probe.status !== 0) missing = "no packages from PyPI and Debian inside a build";
  } catch (error) {
    missing = error instanceof Error ? error.message : String(error);
  }
});

afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
  if (timings.length === 0) return;
  const file = join(tmpdir(), "ml-image-build-torch.json");
  writeFileSync(file, `${JSON.stringify({ version: 1, timings }, null, 2)}\n`);
  console.table(timings);
  console.log(`written to ${file}`);
});

const step = (name: string, body: () => Promise<void>): void =>
  test(name, async (context) => {
    context.skip(missing !== undefined, missing);
    await body();
  });

async function runAndTime(name: string, repository: GitRepository, images: string): Promise<ActionRun> {
  const run = await runAction({
    root: repository.root,
    node: machine.node,
    inputs: { registry: `${machine.registry}/slow`, images },
    env: { RUNNER_TEMP: temporary, BUILDX_BUILDER: builder },
    timeoutMs: 1_700_000,
  });
  for (const [image, { status, durationSeconds, sizeBytes }] of Object.entries(run.images))
    timings.push({
      run: name,
      image,
      status,
      "seconds of the run": Math.round(run.seconds),
      "seconds of the build": Math.round(durationSeconds),
      MB: sizeBytes === undefined ? "-" : Math.round(sizeBytes / 1e6),
    });
  console.log(`${name} took ${Math.round(run.seconds)} s`);
  return run;
}

const statuses = ({ images }: ActionRun): Record<string, string> =>
  Object.fromEntries(Object.entries(images).map(([name, image]) => [name, image.status]));

/** The words of a Python program that ran inside an image, without a network. */
function runInside(uri: string | undefined, program: string): string {
  const text = `FROM ${uri}\nRUN --network=none python <<'END'\n${program}\nprint("PROGRAM" + " ENDED")\nEND\n`;
  const { stderr } = build(text, ["--no-cache"]);
  expect(stderr).toContain("PROGRAM ENDED");
  return stderr;
}

const append = (repository: GitRepository, path: string, line: string): void => {
  const text = readFileSync(join(repository.root, path), "utf8");
  repository.commit({ [path]: `${text}${line}\n` });
};

describe("audio-workers", () => {
  const images = "audio-base,separator,analyser";
  const all = (status: string) => ({ "audio-base": status, separator: status, analyser: status });
  let repository: GitRepository;
  let cold: ActionRun;

  beforeAll(() => {
    repository = copyExample("audio-workers");
    replaceBases(repository, base);
  });
  afterAll(() => {
    repository?.[Symbol.dispose]();
    // This run's own builder: room for what comes next.
    if (builder !== "") spawnSync("docker", ["buildx", "prune", "--builder", builder, "--all", "--force"]);
  });

  step("cold: torch once, in the base of both workers", async () => {
    cold = await runAndTime("audio-workers: cold", repository, images);
    expect(cold.exitCode, cold.log).toBe(0);
    expect(statuses(cold)).toEqual(all("built"));
  });

  step("the versions that only work together do work together", async () => {
    runInside(
      cold.images.separator?.uri,
      `import numpy, torch, torchaudio, demucs.separate
assert torch.__version__.split("+")[0] == torchaudio.__version__.split("+")[0] == "2.1.0"
assert torch.from_numpy(numpy.ones(3)).sum().item() == 3`,
    );
    runInside(
      cold.images.analyser?.uri,
      `import sys
sys.path.insert(0, "/app")
import worker, av, torch
from faster_whisper import WhisperModel
from madmom.features.beats import DBNBeatTrackingProcessor
assert torch.__version__.split("+")[0] == "2.1.0"`,
    );
  });

  step("a worker that wants torch 2.1.2 fails by name, and leaves the other as it is", async () => {
    append(repository, "separator/requirements.txt", "torch==2.1.2");
    const run = await runAndTime("audio-workers: torch 2.1.2 wanted", repository, images);
    expect(run.exitCode).toBe(1);
    expect(statuses(run)).toEqual({ ...all("reused"), separator: "failed" });
    expect(run.log).toMatch(/torch==2\.1\.2/);
    expect(run.log).toMatch(/ResolutionImpossible|conflicting dependencies/);
  });

  step("taken back: everything is reused", async () => {
    repository.git("revert", "--no-edit", "HEAD");
    const run = await runAndTime("audio-workers: taken back", repository, images);
    expect(run.exitCode, run.log).toBe(0);
    expect(statuses(run)).toEqual(all("reused"));
    expect(run.images.separator?.digest).toBe(cold.images.separator?.digest);
  });

  step("an edit of a worker builds that worker, and installs nothing", async () => {
    append(repository, "separator/worker.py", "# edited");
    const run = await runAndTime("audio-workers: worker edit", repository, images);
    expect(run.exitCode, run.log).toBe(0);
    expect(statuses(run)).toEqual({ ...all("reused"), separator: "built" });
    expect(run.log).not.toContain("Collecting demucs");
  });
});

describe("transcription-api", () => {
  const name = "transcription-api";
  let repository: GitRepository;
  let cold: ActionRun;

  beforeAll(() => {
    repository = copyExample(name);
    replaceBases(repository, base);
  });
  afterAll(() => repository?.[Symbol.dispose]());

  step("cold: from PyPI torch 2.7.1 brings the CUDA wheels", async () => {
    cold = await runAndTime(`${name}: cold`, repository, name);
    expect(cold.exitCode, cold.log).toBe(0);
    expect(statuses(cold)).toEqual({ [name]: "built" });
  });

  step("a dozen nvidia packages are in it, and the application works on a CPU", async () => {
    const log = runInside(
      cold.images[name]?.uri,
      `import importlib.metadata, sys
names = {one.metadata["Name"] for one in importlib.metadata.distributions()}
assert len([one for one in names if one.startswith("nvidia-")]) >= 12, names
sys.path.insert(0, "/app")
import torch
from app import main
assert torch.__version__.startswith("2.7.1") and not torch.cuda.is_available()
print("SPELLED", main.spell([1, 0, 2], ["-", "A", "|"]) == "A")`,
    );
    expect(log).toContain("SPELLED True");
  });

  step("a light package is added without torch being installed again", async () => {
    append(repository, "requirements.txt", "tabulate==0.9.0");
    const run = await runAndTime(`${name}: light requirement`, repository, name);
    expect(run.exitCode, run.log).toBe(0);
    expect(statuses(run)).toEqual({ [name]: "built" });
    expect(run.log).not.toContain("Collecting torch==2.7.1");
  });

  step("an edit of the application installs nothing", async () => {
    append(repository, "app/main.py", "# edited");
    const run = await runAndTime(`${name}: edit`, repository, name);
    expect(run.exitCode, run.log).toBe(0);
    expect(run.log).not.toContain("Collecting fastapi");
  });
});
