/**
 * The failures of the five systems this project was made for, with real pip and apt: each ends in an annotation that a
 * person can act on, on the line that has to change.
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { pushPythonBase } from "../../scripts/environment/index.mjs";
import { type ActionRun, runAction } from "../support/action.ts";
import {
  expectDiagnosis,
  type FailingBuild,
  readAnnotations,
  runFailingBuilds,
} from "../support/failing-builds.ts";
import { createRepository } from "../support/git-repository.ts";
import { findOwnAddress } from "../support/own-address.ts";

const machine = inject("machine");
const { registry, node } = machine;
const builder = typeof machine.containerBuilder === "string" ? machine.containerBuilder : "";
const python = "python:3.11";
const base = `${registry}/${python}`;
const HALF_AN_HOUR = 1_800_000;

/** A model hub that limits requests, as Hugging Face does for addresses that runners share. */
let hub: Server;
let hubUrl = "http://127.0.0.1:1";
beforeAll(async () => {
  if (typeof machine.containerBuilder !== "string") throw new Error(machine.containerBuilder.missing);
  await pushPythonBase({ registry, name: python, log: (line) => console.log(line) });
  hub = createServer(
    (_, response) => void response.writeHead(429, { "retry-after": "1" }).end("slow down\n"),
  );
  await new Promise<void>((resolve) => hub.listen(0, "0.0.0.0", resolve));
  hubUrl = `http://${findOwnAddress()}:${(hub.address() as AddressInfo).port}`;
});
afterAll(() => {
  hub?.closeAllConnections();
  hub?.close();
});

const install = `FROM ${base}
COPY requirements.txt /opt/
RUN pip install --requirement /opt/requirements.txt
`;

const failures = (): readonly FailingBuild[] => [
  // The chord detector: soundfile without the library that its Dockerfile forgot.
  {
    name: "chord-detector",
    dockerfile: `${install}COPY handler.py /var/task/
RUN python /var/task/handler.py
`,
    files: {
      "requirements.txt": "numpy==1.24.3\nsoundfile==0.10.3.post1\n",
      "handler.py": "import soundfile\n",
    },
    id: "shared-library-missing",
    said: /OSError: (?:sndfile library not found|cannot load library)/,
    line: 5,
  },
  // The vision API: the hub's limit, and two pins that exclude each other.
  {
    name: "vision-hub",
    dockerfile: `FROM ${base}
RUN pip install huggingface-hub==0.26.5
RUN HF_ENDPOINT=${hubUrl} python -c 'from huggingface_hub import snapshot_download as get; get("openai/clip-vit-base-patch32")'
`,
    id: "hf-429",
    said: /429 Client Error: Too Many Requests/,
    line: 3,
  },
  {
    name: "vision-api",
    dockerfile: install,
    files: { "requirements.txt": "fastapi==0.115.14\nstarlette==0.30.0\n" },
    id: "pip-resolution",
    said: /Cannot install .*conflicting dependencies/,
    line: 3,
    requirement: { file: "requirements.txt", line: 2 },
  },
  {
    name: "vision-disk",
    dockerfile: `FROM ${base}
RUN --mount=type=tmpfs,target=/models,size=8m python -c 'open("/models/blip.bin", "wb").write(bytes(32_000_000))'
`,
    id: "disk-full",
    said: /No space left on device/,
    line: 2,
  },
  // The audio workers: five failures of one evening.
  {
    name: "worker-madmom",
    dockerfile: install,
    files: { "requirements.txt": "numpy==1.26.4\nmadmom==0.16.1\n" },
    id: "pybuild-import-cython",
    said: /ModuleNotFoundError: No module named 'Cython'/,
    line: 3,
    requirement: { file: "requirements.txt", line: 2 },
  },
  {
    name: "worker-torch",
    dockerfile: install,
    files: { "requirements.txt": "torchaudio==2.1.0\ntorch==2.1.2\n" },
    id: "torch-family-mismatch",
    said: /torchaudio 2\.1\.0 depends on torch==2\.1\.0/,
    line: 3,
    requirement: { file: "requirements.txt", line: 1 },
  },
  {
    name: "worker-av",
    dockerfile: `FROM ${base}
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends gcc libc6-dev python3-dev pkg-config \\
 && sed 's/bookworm/trixie/g' /etc/apt/sources.list > /etc/apt/sources.list.d/trixie.list \\
 && apt-get update \\
 && apt-get install --yes --no-install-recommends --target-release trixie libavformat-dev libavcodec-dev libavdevice-dev libavutil-dev libavfilter-dev libswscale-dev libswresample-dev
COPY requirements.txt /opt/
RUN python3.11 -m pip install --no-binary av --requirement /opt/requirements.txt
`,
    files: { "requirements.txt": "tabulate==0.9.0\nav==11.0.0\n" },
    id: "ffmpeg-api",
    said: /channel_layout/,
    line: 8,
    requirement: { file: "requirements.txt", line: 2 },
  },
  {
    name: "worker-old-av",
    dockerfile: `FROM ${base}
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends gcc libc6-dev python3-dev pkg-config libavformat-dev libavcodec-dev libavdevice-dev libavutil-dev libavfilter-dev libswscale-dev libswresample-dev
COPY requirements.txt /opt/
RUN pip install --no-binary av --requirement /opt/requirements.txt
`,
    files: { "requirements.txt": "numpy==1.26.4\nav==8.1.0\n" },
    id: "python-too-new",
    said: /incomplete typedef/,
    line: 5,
    requirement: { file: "requirements.txt", line: 2 },
  },
  {
    name: "worker-av-headers",
    dockerfile: `FROM ${base}
RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev python3-dev pkg-config
COPY requirements.txt /opt/
RUN pip install --no-binary av --requirement /opt/requirements.txt
`,
    files: { "requirements.txt": "av==10.0.0\n" },
    id: "ffmpeg-api",
    said: /libav(?:format|codec|device)/,
    line: 4,
    requirement: { file: "requirements.txt", line: 1 },
  },
  {
    name: "worker-package",
    dockerfile: `FROM ${base}
RUN apt-get update \\
 && apt-get install --yes --no-install-recommends ffmpeg libavresample-dev
`,
    id: "apt-no-candidate",
    said: /libavresample-dev/,
    line: 2,
  },
  // The Lambda monorepo: what a shared base brings, and a function lacks.
  {
    name: "lambda-function",
    dockerfile: `FROM ${base}
COPY requirements.txt handler.py /var/task/
RUN pip install --target /var/task --requirement /var/task/requirements.txt
RUN cd /var/task && python -c 'import handler'
`,
    files: { "requirements.txt": "tabulate==0.9.0\n", "handler.py": "import boto3\n" },
    id: "module-missing",
    said: /ModuleNotFoundError: No module named 'boto3'/,
    line: 4,
  },
];

describe("builds that failed", () => {
  let run: ActionRun;
  beforeAll(async () => {
    run = await runFailingBuilds(failures(), {
      registry: `${registry}/systems`,
      node,
      env: { BUILDX_BUILDER: builder },
      timeoutMs: HALF_AN_HOUR,
    });
  }, HALF_AN_HOUR);

  test.each(failures().map(({ name }) => name))("%s", (name) => {
    const build = failures().find((one) => one.name === name);
    if (build === undefined) throw new Error(name);
    expectDiagnosis(run, build);
  });
});

describe("what is told before an hour is spent", () => {
  const runOf = async (
    files: Readonly<Record<string, string>>,
    inputs: Readonly<Record<string, string>> = {},
    env: Readonly<Record<string, string>> = { BUILDX_BUILDER: builder },
  ): Promise<ActionRun> => {
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app:\n    context: .\n",
      ...files,
    });
    return await runAction({
      root: repository.root,
      node,
      inputs: { registry: `${registry}/systems`, checks: "false", retries: "0", ...inputs },
      env,
      timeoutMs: 600_000,
    });
  };

  test("audio workers: a tag of the SDK that does not exist", async () => {
    const run = await runOf({
      Dockerfile: `ARG SDK_IMAGE=${registry}/python:8.0-nope\nFROM \${SDK_IMAGE} AS built\nRUN true\n`,
    });
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error.*Dockerfile: expected the base image \S+:8\.0-nope, found that/);
  });

  test("vision API: a model that .dockerignore keeps away", async () => {
    const run = await runOf({
      Dockerfile: `FROM ${base}\nCOPY models/clip.bin /models/\n`,
      "models/clip.bin": "weights\n",
      ".dockerignore": "models\n",
    });
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error.*models\/clip\.bin.*\.dockerignore/);
  });

  test("vision API: no daemon", async () => {
    const run = await runOf(
      { Dockerfile: `FROM ${base}\nRUN true\n` },
      {},
      {
        BUILDX_BUILDER: "default",
        DOCKER_HOST: "unix:///nowhere/docker.sock",
      },
    );
    expect(run.exitCode).toBe(1);
    expect(run.log).toMatch(/::error.*(?:Cannot connect to the Docker daemon|daemon)/i);
  });

  test("transcription API: CUDA wheels in an image for CPUs, and a time limit that names the step", async () => {
    const run = await runOf(
      {
        Dockerfile: `FROM ${base}
COPY requirements.txt /opt/
RUN pip install --requirement /opt/requirements.txt && sleep 600
`,
        "requirements.txt": "torch==2.7.1\n",
      },
      { "timeout-minutes": "1" },
    );
    expect(run.exitCode).toBe(1);
    const told = readAnnotations(run.log);
    const finding = told.find(({ message }) => message.includes("download.pytorch.org/whl/cpu"));
    expect(finding, run.log).toMatchObject({ file: "Dockerfile", line: 3 });
    const limit = told.find(({ level, message }) => level === "error" && message.includes("time limit"));
    expect(limit?.message, run.log).toMatch(/stopped at its time limit of 1 minutes in .*RUN pip install/);
    expect(limit, run.log).toMatchObject({ file: "Dockerfile", line: 3 });
  });
});
