import { describe, expect, test } from "vitest";
import { rulesOf, type SubjectOptions } from "./subject.ts";

type Case = readonly [title: string, text: string, found: readonly string[], options?: SubjectOptions];
const slim = "FROM python:3.11-slim-bookworm\n";
const code = { "app.py": "" };
const torch = { files: { "requirements.txt": "numpy\ntorch==2.7.1\n" } };

const cases: Readonly<Record<string, readonly Case[]>> = {
  "CUDA wheels in an image without CUDA": [
    ["torch by name", `${slim}RUN pip install torch\n`, ["cuda-wheels:2"]],
    [
      "by requirements",
      `${slim}COPY requirements.txt .\nRUN pip install -r requirements.txt\n`,
      ["cuda-wheels:3"],
      torch,
    ],
    [
      "a package that needs torch",
      `${slim}RUN python -m pip install --no-cache-dir openai-whisper\n`,
      ["cuda-wheels:2"],
    ],
    ["uv", `${slim}RUN uv pip install --system torch==2.7.1\n`, ["cuda-wheels:2"]],
    [
      "in a stage that is copied from",
      `${slim.trim()} AS b\nRUN pip install torch\n${slim}COPY --from=b /x /x\n`,
      ["cuda-wheels:2"],
    ],
    ["the CPU index", `${slim}RUN pip install torch --index-url https://download.pytorch.org/whl/cpu\n`, []],
    ["a CPU version", `${slim}RUN pip install torch==2.7.1+cpu -f https://example.org/x\n`, []],
    [
      "an index in the requirements",
      `${slim}COPY r.txt .\nRUN pip install -r r.txt\n`,
      [],
      { files: { "r.txt": "--extra-index-url https://x/whl/cpu\ntorch\n" } },
    ],
    [
      "another package whose name begins so",
      `${slim}RUN pip install torch-model-archiver torchmetrics-x\n`,
      [],
    ],
    ["a CUDA base", "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN pip install torch\n", []],
    ["a GPU image by name", `${slim}RUN pip install torch\n`, [], { name: "trainer-gpu" }],
    ["an own base", "FROM team/base\nRUN pip install torch\n", [], { ownBases: ["team/base"] }],
    ["for arm64 only", `${slim}RUN pip install torch\n`, [], { platforms: ["linux/arm64"] }],
    ["a marker", `${slim}RUN pip install "torch; sys_platform == 'darwin'"\n`, []],
    ["an unreachable stage", `${slim.trim()} AS dev\nRUN pip install torch\n${slim}RUN true\n`, []],
    ["silenced", `# ml-image-build: ignore=cuda-wheels\n${slim}RUN pip install torch\n`, []],
  ],
  "CPU torch after CUDA torch": [
    [
      "a second torch",
      `${slim}COPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN pip install torch --index-url https://download.pytorch.org/whl/cpu\n`,
      ["cuda-wheels-first:4"],
      torch,
    ],
    [
      "an uninstall",
      `${slim}COPY requirements.txt .\nRUN pip install -r requirements.txt\nRUN pip uninstall -y nvidia-cublas-cu12 && pip install x --extra-index-url https://y\n`,
      ["cuda-wheels-first:4"],
      torch,
    ],
    [
      "in the right order",
      `${slim}COPY requirements.txt .\nRUN pip install torch --index-url https://download.pytorch.org/whl/cpu\nRUN pip install -r requirements.txt\n`,
      [],
      { files: { "requirements.txt": "numpy\n" } },
    ],
  ],
  "torch and its family": [
    [
      "two that exclude each other",
      `${slim}RUN pip install torch==2.6.0+cpu torchvision==0.23.0+cpu -f https://x\n`,
      ["torch-family:2"],
    ],
    ["audio", `${slim}RUN pip install torch==2.1.2+cpu torchaudio==2.1.0 -f https://x\n`, ["torch-family:2"]],
    [
      "a pair",
      `${slim}RUN pip install torch==2.8.0+cpu torchvision==0.23.0+cpu torchaudio==2.8.0 -f https://x\n`,
      [],
    ],
    ["an unknown version", `${slim}RUN pip install torch==2.6.0+cpu torchaudio==2.11.0 -f https://x\n`, []],
    ["one is free", `${slim}RUN pip install torch torchvision==0.23.0 -f https://x/whl/cpu\n`, []],
  ],
  "the order of instructions": [
    [
      "everything before pip",
      `${slim}COPY . .\nRUN pip install -r requirements.txt\n`,
      ["copy-before-install:2"],
      { files: { ...code, "requirements.txt": "numpy\n" } },
    ],
    [
      "everything before uv",
      `${slim}COPY . /app\nRUN uv sync --frozen\n`,
      ["copy-before-install:2"],
      { files: code },
    ],
    [
      "the project with dependencies",
      `${slim}COPY . .\nRUN pip install .\n`,
      ["copy-before-install:2"],
      { files: { ...code, "pyproject.toml": 'dependencies = [\n  "numpy",\n]\n' } },
    ],
    [
      "the project without",
      `${slim}COPY . .\nRUN pip install -e .\n`,
      [],
      { files: { ...code, "pyproject.toml": "[project]\ndependencies = []\n" } },
    ],
    [
      "the manifest first",
      `${slim}COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY . .\nRUN pip install -e .\n`,
      [],
      { files: code },
    ],
    [
      "uv's two steps",
      `${slim}RUN --mount=type=bind,source=uv.lock,target=uv.lock uv sync --no-install-project\nCOPY . .\nRUN uv sync\n`,
      [],
      { files: code },
    ],
    ["a local wheel", `${slim}COPY . .\nRUN pip install --no-deps dist/x.whl\n`, [], { files: code }],
    ["local wheels by a pattern", `${slim}COPY . .\nRUN pip install dist/*.whl\n`, [], { files: code }],
    ["a folder of the repository", `${slim}COPY . .\nRUN pip install -e libs/common\n`, [], { files: code }],
    [
      "a comment in a here-document",
      `${slim}COPY . .\nRUN <<EOF\n# then: pip install numpy\necho done\nEOF\n`,
      [],
      { files: code },
    ],
    [
      "the project, on an own base that has what it needs",
      "FROM team/base\nCOPY . .\nRUN pip install -e .\n",
      [],
      {
        ownBases: ["team/base"],
        files: { ...code, "pyproject.toml": '[project]\ndependencies = ["numpy"]\n' },
      },
    ],
    [
      "a context of manifests",
      `${slim}COPY . .\nRUN pip install -r requirements.txt\n`,
      [],
      { files: { "requirements.txt": "numpy\n" } },
    ],
    [
      "another stage",
      `${slim.trim()} AS b\nCOPY . .\nRUN true\n${slim}COPY requirements.txt .\nRUN pip install -r requirements.txt\nCOPY --from=b /x /x\n`,
      [],
      { files: code },
    ],
    [
      "a commit's id above",
      `${slim}ARG GIT_SHA\nRUN apt-get update && apt-get install -y ffmpeg\n`,
      ["volatile-arg:2"],
      { args: { GIT_SHA: "a" } },
    ],
    ["that nobody gives", `${slim}ARG GIT_SHA\nRUN pip install numpy\n`, []],
    [
      "below",
      `${slim}RUN pip install numpy\nARG GIT_SHA\nRUN echo $GIT_SHA > /sha\n`,
      [],
      { args: { GIT_SHA: "a" } },
    ],
  ],
  "cache mounts": [
    [
      "pip told not to",
      `${slim}RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir numpy\n`,
      ["cache-mount-defeated:2"],
    ],
    [
      "by ENV",
      `${slim}ENV PIP_NO_CACHE_DIR=1\nRUN --mount=type=cache,target=/root/.cache/pip pip install numpy\n`,
      ["cache-mount-defeated:3"],
    ],
    [
      "by ENV of a stage",
      `${slim.trim()} AS b\nENV PIP_NO_CACHE_DIR=1\nFROM b\nRUN --mount=type=cache,target=/root/.cache/pip pip install numpy\n`,
      ["cache-mount-defeated:4"],
    ],
    [
      "apt cleaned",
      `${slim}RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y git && apt-get clean\n`,
      ["cache-mount-defeated:2"],
    ],
    [
      "lists removed",
      `${slim}RUN --mount=type=cache,target=/var/lib/apt apt-get update && rm -rf /var/lib/apt/lists/*\n`,
      ["cache-mount-defeated:2"],
    ],
    [
      "only the other folder cleaned",
      `${slim}RUN --mount=type=cache,target=/var/cache/apt apt-get install -y git && rm -rf /var/lib/apt/lists/*\n`,
      [],
    ],
    ["filled", `${slim}RUN --mount=type=cache,target=/root/.cache/pip pip install numpy\n`, []],
    ["no mount", `${slim}RUN pip install --no-cache-dir numpy\n`, []],
  ],
  "packages and bases": [
    [
      "gone in trixie",
      "FROM python:3.12-slim\nRUN apt-get update && apt-get install -y --no-install-recommends \\\n  git libgl1-mesa-glx\n",
      ["package-gone:2"],
    ],
    ["there in bookworm", `${slim}RUN apt-get install -y libgl1-mesa-glx\n`, []],
    ["gone in noble", "FROM ubuntu:24.04\nRUN apt-get install -y python3-distutils\n", ["package-gone:2"]],
    ...["3.8-slim", "3.10.12-slim", "3.11.4", "3.13.5-slim", "3.12-slim-bookworm"].map(
      (tag): Case => [
        `a tag that stayed in bookworm: ${tag}`,
        `FROM python:${tag}\nRUN apt-get install -y libgl1-mesa-glx\n`,
        tag.startsWith("3.8") ? ["base-end-of-life:1"] : [],
      ],
    ),
    ...["3.11.13-slim", "3.14-slim", "3-slim", "slim", "3.10"].map(
      (tag): Case => [
        `a tag that moved to trixie: ${tag}`,
        `FROM python:${tag}\nRUN apt-get install -y libgl1-mesa-glx\n`,
        ["package-gone:2"],
      ],
    ),
    [
      "either name",
      "FROM python:3.12-slim\nRUN apt-get install -y libgl1-mesa-glx || apt-get install -y libgl1\n",
      [],
    ],
    [
      "buster from the archive",
      "FROM python:3.9-slim-buster\nRUN sed -i s/deb.debian.org/archive.debian.org/ /etc/apt/sources.list\n",
      [],
    ],
    ["an unknown release", "FROM ubuntu:22.04\nRUN apt-get install -y libgl1-mesa-glx\n", []],
    [
      "a tag without a release",
      "FROM python:3.12-slim\nRUN apt-get install -y libgomp1\n",
      ["floating-base:1"],
    ],
    ["the newest", "FROM python\nRUN true\nFROM python:3\nRUN apt-get install -y git\n", ["floating-base:3"]],
    ["a tag without a release, and no apt", "FROM python:3.12-slim\nRUN pip install numpy\n", []],
    ["a digest", `FROM python:3.12-slim@sha256:${"a".repeat(64)}\nRUN apt-get install -y git\n`, []],
    ["a patch", "FROM python:3.12.4-slim\nRUN apt-get install -y git\n", []],
    ["buster", "FROM python:3.9-slim-buster\nRUN true\n", ["base-end-of-life:1"]],
    ["Python 3.8", "FROM python:3.8-slim\nRUN true\n", ["base-end-of-life:1"]],
    ["Python 3.10", "FROM python:3.10-slim-bookworm\nRUN true\n", []],
    ["old CUDA", "FROM nvidia/cuda:11.2.2-base-ubuntu20.04\nRUN true\n", ["base-end-of-life:1"]],
    ["CUDA of today", "FROM nvidia/cuda:12.4.1-base-ubuntu22.04\nRUN true\n", []],
    [
      "glibc 2.26",
      "FROM public.ecr.aws/lambda/python:3.11\nRUN pip install numpy==2.3.1\n",
      ["glibc-too-old:2"],
    ],
    ["glibc 2.34", "FROM public.ecr.aws/lambda/python:3.12\nRUN pip install numpy==2.3.1\n", []],
  ],
  "what the build is given": [
    [
      "weights by COPY .",
      `${slim}COPY . .\n`,
      ["weights-in-context:2"],
      { files: code, largeFiles: { "models/a.pt": 4e8 } },
    ],
    [
      "weights by their own COPY",
      `${slim}COPY models models\nCOPY . .\n`,
      [],
      { files: code, largeFiles: { "models/a.pt": 4e8 } },
    ],
    [
      "what tools made, by COPY .",
      `${slim}COPY . .\n`,
      ["context-unfiltered:2"],
      { files: { ...code, ".git/": "", ".venv/bin/python": "", "a/__pycache__/x.pyc": "" } },
    ],
    ["by COPY of a folder", `${slim}COPY src src\n`, [], { files: { ...code, "src/__pycache__/x.pyc": "" } }],
    ["nothing of the kind", `${slim}COPY . .\n`, [], { files: { ...code, "venvs.py": "", ".github/x": "" } }],
    [
      "a token as a build arg",
      `${slim}ARG HF_TOKEN\nRUN echo $HF_TOKEN\n`,
      ["secret-build-arg:undefined"],
      { args: { HF_TOKEN: "x" } },
    ],
    ["one that nobody uses", slim, [], { args: { HF_TOKEN: "x" } }],
  ],
};

describe.each(Object.entries(cases))("%s", (_, list) => {
  test.each(list.map((one) => [one[0], one] as const))("%s", (_title, [, text, found, options]) => {
    expect(rulesOf(text, options)).toEqual(found);
  });
});
