/**
 * The real thing: examples/chord-detector with its TensorFlow, librosa and ffmpeg as one image of the demo's monorepo,
 * on a Python base made here, through the bundle as a process, on both kinds of builder. Prints what each run took.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { parse, stringify } from "yaml";
import { pushPythonBase } from "../../scripts/environment/index.mjs";
import { type ActionRun, runAction } from "../support/action.ts";
import { createRepository, type GitRepository } from "../support/git-repository.ts";
import { readManifest } from "../support/registry-client.ts";

const machine = inject("machine");
const examples = fileURLToPath(new URL("../../examples", import.meta.url));
const detector = "chord-detector";
const folder = "backend/functions/chord-detector-ml";
/** Makes a cold start cold on a builder that ran this test before. */
const nonce = randomUUID().slice(0, 8);
const python = "python:3.11";

interface Step {
  readonly name: string;
  readonly cached: boolean;
  readonly seconds: number;
}
interface TimedRun extends ActionRun {
  readonly steps: readonly Step[];
}
interface Timing {
  readonly driver: string;
  readonly run: string;
  /** Of the whole process. */
  readonly seconds: number;
  readonly aptSeconds: number | "cached" | "-";
  readonly pipSeconds: number | "cached" | "-";
  readonly exportSeconds: number | "-";
  readonly sizeMb: number | undefined;
}
const timings: Timing[] = [];

/** The engine's own builder cannot push what it builds unless images live in containerd's store. */
function whyNoEngineBuilder(): string | undefined {
  if (machine.engine !== "ready") return machine.engine.missing;
  const store = execFileSync("docker", ["info", "--format", "{{json .DriverStatus}}"], { encoding: "utf8" });
  return store.includes("io.containerd.snapshotter")
    ? undefined
    : "the engine's own builder needs containerd's image store, which is off";
}

const drivers = [
  { driver: "docker", builder: "default", missing: whyNoEngineBuilder() },
  {
    driver: "docker-container",
    builder: typeof machine.containerBuilder === "string" ? machine.containerBuilder : "",
    missing: typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing,
  },
];

const isStep = (instruction: string) => (step: Step) => step.name.includes(instruction);
const isApt = isStep("RUN apt-get");
const isPip = isStep("pip install");
const isExport = isStep("exporting");

/** `FROM`'s base, a cold start and a cache mount of this run's own; all else as in the example. */
function ownDockerfile(text: string, base: string): string {
  const changed = text
    .replace(/^ARG PYTHON_IMAGE=.*$/m, `ARG PYTHON_IMAGE=${base}`)
    .replace(/^(FROM .*)$/m, `$1\nENV TEST_RUN=${nonce}`)
    .replace("--mount=type=cache,", `--mount=type=cache,id=pip-${nonce},`);
  for (const part of [base, `TEST_RUN=${nonce}`, `id=pip-${nonce}`]) expect(changed).toContain(part);
  return changed;
}

/** The demo's images with the detector beside them. */
function makeMonorepo(base: string): GitRepository {
  const repository = createRepository();
  const definitions = ["demo", detector].map((name) => {
    cpSync(join(examples, name), repository.root, { recursive: true });
    return parse(readFileSync(join(examples, name, ".github/ml-images.yml"), "utf8"));
  });
  const images = Object.assign({}, ...definitions.map((definition) => definition.images));
  const dockerfile = `${folder}/Dockerfile`;
  repository.commit({
    ".github/ml-images.yml": stringify({ images }),
    [dockerfile]: ownDockerfile(readFileSync(join(repository.root, dockerfile), "utf8"), base),
  });
  return repository;
}

/** Why a build cannot install packages here, or undefined. */
function whyNoPackages(builder: string, base: string): string | undefined {
  const dockerfile = `FROM ${base}
RUN apt-get update -qq
RUN pip download --quiet --no-deps --dest /tmp tabulate==0.9.0
`;
  const probe = spawnSync(
    "docker",
    ["buildx", "build", "--builder", builder, "--no-cache", "--output=type=cacheonly", "-"],
    { input: dockerfile, encoding: "utf8", timeout: 300_000 },
  );
  if (probe.status === 0) return undefined;
  const error = probe.stderr.split("\n").findLast((line) => line.startsWith("ERROR")) ?? probe.stderr;
  return `no packages from PyPI and Debian inside a build: ${error.trim()}`;
}

/** Runs inside the pushed image: one second each of C major, silence and A minor, as a file that numpy makes. */
const checkProgram = `
import json, sys
import numpy, soundfile
sys.path.insert(0, "/var/task")
import handler

rate = 22050
time = numpy.arange(2 * rate) / rate
def triad(*frequencies):
    return sum(numpy.sin(2 * numpy.pi * frequency * time) for frequency in frequencies) / 4
sound = numpy.concatenate([triad(261.63, 329.63, 392.0), numpy.zeros(rate), triad(220.0, 261.63, 329.63)])
soundfile.write("/tmp/sound.wav", sound, rate)
answer = handler.analyze("/tmp/sound.wav", with_notes="notes" in sys.argv)
answer["version"] = getattr(handler, "VERSION", None)
try:
    import tabulate
    answer["tabulate"] = tabulate.__version__
except ImportError:
    answer["tabulate"] = None
print("ANSWER " + json.dumps(answer))
`;

interface Answer {
  readonly chords: readonly { readonly chord: string; readonly start: number; readonly end: number }[];
  readonly notes?: readonly { readonly pitch: number; readonly start: number }[];
  readonly version: string | null;
  readonly tabulate: string | null;
}

function askImage(uri: string, ...args: readonly string[]): Answer {
  const output = execFileSync(
    "docker",
    ["run", "--rm", "--interactive", "--network=none", "--entrypoint=python", uri, "-", ...args],
    { input: checkProgram, encoding: "utf8", timeout: 400_000, stdio: ["pipe", "pipe", "pipe"] },
  );
  const line = output.split("\n").find((one) => one.startsWith("ANSWER "));
  return JSON.parse(line?.slice("ANSWER ".length) ?? "") as Answer;
}

const temporary = mkdtempSync(join(tmpdir(), "ml-image-build-slow-"));
const base = `${machine.registry}/${python}`;
let whyNoBase: string | undefined;

beforeAll(async () => {
  if (machine.engine !== "ready") return;
  try {
    await pushPythonBase({ registry: machine.registry, name: python, log: (line) => console.log(line) });
  } catch (error) {
    whyNoBase = error instanceof Error ? error.message : String(error);
  }
});

afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
  if (timings.length === 0) return;
  const file = join(tmpdir(), "ml-image-build-chord-detector.json");
  writeFileSync(file, `${JSON.stringify({ version: 1, timings }, null, 2)}\n`);
  console.table(timings);
  console.log(`written to ${file}`);
});

describe.each(drivers)("on the $driver driver", ({ driver, builder, missing }) => {
  let repository: GitRepository;
  let skipped = missing;
  let cold: TimedRun;
  let last: TimedRun;
  const pulled: string[] = [];

  async function runAndTime(name: string): Promise<TimedRun> {
    const run = await runAction({
      root: repository.root,
      node: machine.node,
      inputs: { registry: `${machine.registry}/slow-${driver}` },
      env: { RUNNER_TEMP: temporary, BASE_IMAGE: machine.base, BUILDX_BUILDER: builder },
      timeoutMs: 850_000,
    });
    const report = run.outputs.report;
    const steps: readonly Step[] =
      report === undefined ? [] : JSON.parse(readFileSync(report, "utf8")).images[detector].steps;
    const secondsOf = (is: (step: Step) => boolean): number | "cached" | "-" => {
      const found = steps.filter(is);
      if (found.length === 0) return "-";
      return found.every((step) => step.cached)
        ? "cached"
        : round(Math.max(...found.map((one) => one.seconds)));
    };
    const exported = secondsOf(isExport);
    timings.push({
      driver,
      run: name,
      seconds: round(run.seconds),
      aptSeconds: secondsOf(isApt),
      pipSeconds: secondsOf(isPip),
      exportSeconds: exported === "cached" ? "-" : exported,
      sizeMb: Math.round((run.images[detector]?.sizeBytes ?? 0) / 1e6),
    });
    console.log(`${driver}: ${name} took ${round(run.seconds)} s`);
    last = { ...run, steps };
    return last;
  }

  const statuses = ({ images }: ActionRun): Record<string, string> =>
    Object.fromEntries(Object.entries(images).map(([name, image]) => [name, image.status]));
  const all = (status: string): Record<string, string> => ({
    "ml-base": status,
    handler: status,
    trainer: status,
    dashboard: status,
    [detector]: status,
  });
  const ask = (run: ActionRun, ...args: readonly string[]): Answer => {
    const uri = run.images[detector]?.uri ?? "";
    pulled.push(uri);
    return askImage(uri, ...args);
  };

  beforeAll(async () => {
    skipped ??= whyNoBase ?? whyNoPackages(builder, base);
    if (skipped === undefined) repository = makeMonorepo(base);
  });
  afterAll(() => {
    repository?.[Symbol.dispose]();
    if (pulled.length > 0) spawnSync("docker", ["rmi", "--force", ...new Set(pulled)]);
    // A gigabyte of pip's downloads that no other build can use.
    if (skipped === undefined)
      spawnSync("docker", [
        ...["buildx", "prune", "--builder", builder, "--force"],
        ...["--filter", `description~=pip-${nonce}`],
      ]);
  });
  const step = (name: string, body: () => Promise<void>): void =>
    test(name, async (context) => {
      context.skip(skipped !== undefined, skipped);
      await body();
    });

  step("cold: everything is built, the detector with its real packages", async () => {
    cold = await runAndTime("cold");
    expect(cold.exitCode, cold.log).toBe(0);
    expect(cold.log).toContain(driver === "docker" ? "(driver docker)" : "(driver docker-container)");
    expect(statuses(cold)).toEqual(all("built"));
    expect(cold.steps.filter(isApt).map(({ cached }) => cached)).toEqual([false]);
    expect(cold.steps.filter(isPip).map(({ cached }) => cached)).toEqual([false]);
    expect(cold.outputs["parameter-overrides"]).toContain(
      `ChordDetectorImageUri=${cold.images[detector]?.uri}`,
    );
    const manifest = await readManifest(
      machine.registry,
      `slow-${driver}/${detector}`,
      cold.images[detector]?.tag ?? "",
    );
    expect(manifest?.mediaType, "one image manifest, as Lambda needs it").toBe(
      "application/vnd.oci.image.manifest.v1+json",
    );
    for (const layer of manifest?.json.layers ?? []) expect(layer.mediaType).toMatch(/gzip$/);
  });

  step("the pushed image detects chords and notes", async () => {
    const { chords, notes } = ask(cold, "notes");
    expect(chords.map(({ chord }) => chord)).toEqual(["C", "N", "Am"]);
    expect(chords[0]).toEqual({ start: 0, end: 2, chord: "C" });
    const pitches = (notes ?? []).filter(({ start }) => start < 1).map(({ pitch }) => pitch);
    expect(pitches.sort(), "C4, E4 and G4 by basic-pitch").toEqual([60, 64, 67]);
  });

  step("unchanged: everything is reused, nothing is built", async () => {
    const again = await runAndTime("unchanged");
    expect(again.exitCode, again.log).toBe(0);
    expect(statuses(again)).toEqual(all("reused"));
    expect(again.images[detector]?.digest).toBe(cold.images[detector]?.digest);
    expect(again.steps).toEqual([]);
  });

  step("handler edit: the detector alone, and neither apt nor pip", async () => {
    const path = `${folder}/handler.py`;
    const text = readFileSync(join(repository.root, path), "utf8");
    repository.commit({ [path]: `${text}\n\nVERSION = "edited"\n` });
    const edited = await runAndTime("handler edit");
    expect(edited.exitCode, edited.log).toBe(0);
    expect(statuses(edited)).toEqual({ ...all("reused"), [detector]: "built" });
    expect(edited.steps.filter(isApt).map(({ cached }) => cached)).toEqual([true]);
    expect(edited.steps.filter(isPip).map(({ cached }) => cached)).toEqual([true]);
    expect(edited.log, "no pip output of a step that ran").not.toContain("Collecting basic-pitch");
  });

  step("the edited handler is in the image, and still detects", async () => {
    const { chords, version } = ask(last);
    expect(version).toBe("edited");
    expect(chords.map(({ chord }) => chord)).toEqual(["C", "N", "Am"]);
  });

  step("requirements edit: pip runs, apt does not", async () => {
    const path = `${folder}/requirements.txt`;
    const text = readFileSync(join(repository.root, path), "utf8");
    repository.commit({ [path]: `${text}tabulate==0.9.0\n` });
    const edited = await runAndTime("requirements edit");
    expect(edited.exitCode, edited.log).toBe(0);
    expect(statuses(edited)).toEqual({ ...all("reused"), [detector]: "built" });
    expect(edited.steps.filter(isApt).map(({ cached }) => cached)).toEqual([true]);
    expect(edited.steps.filter(isPip).map(({ cached }) => cached)).toEqual([false]);
  });

  step("the new package is in the image, beside the edited handler", async () => {
    const { chords, version, tabulate } = ask(last);
    expect({ version, tabulate }).toEqual({ version: "edited", tabulate: "0.9.0" });
    expect(chords.map(({ chord }) => chord)).toEqual(["C", "N", "Am"]);
  });
});

function round(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}
