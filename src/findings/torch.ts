/** PyTorch: CUDA wheels in images without CUDA, the order of installs, versions that exclude each other. Pure. */
import { type PipInstall, readCommands, readPipInstall, runText } from "./commands.ts";
import type { Finding, StageChain, Subject } from "./finding.ts";

/** Any sign that the image is for a GPU: then CUDA belongs there. */
const GPU =
  /cuda|cudnn|nvidia|\bgpu|[_-]gpu|rocm|l4t|jetpack|habana|\bxpu|tensorrt|triton|vllm|flash[-_]attn|xformers|bitsandbytes|deepspeed|deep-learning-containers|pytorch\/|pytorch-/i;
/** Any sign that the index was chosen. */
const INDEX =
  /whl\/cpu|\+cpu|torch-backend|index[-_]url|find[-_]links|\s-i\s|\s-f\s|UV_(EXTRA_|DEFAULT_)?INDEX|UV_TORCH|cpuonly|PIP_CONFIG|pip\.conf|download\.pytorch\.org/i;
/** Distributions that need torch always; compared as whole names (torch-model-archiver is none). */
const PULLERS = new Set([
  "torch",
  "torchvision",
  "torchaudio",
  "sentence-transformers",
  "openai-whisper",
  "ultralytics",
  "easyocr",
  "accelerate",
  "timm",
  "pyannote-audio",
  "demucs",
]);

function installsOf(chain: StageChain, subject: Subject): readonly PipInstall[] {
  return chain.commands.flatMap((placed) =>
    readCommands(placed).flatMap((command) => readPipInstall(command, subject) ?? []),
  );
}

/** Default wheels of PyPI carry CUDA on Linux. */
export function findCudaWheels(subject: Subject): readonly Finding[] {
  if (!subject.platforms.includes("linux/amd64")) return [];
  const roots = subject.chains.map(({ root }) => root);
  const last = roots.at(-1);
  if (last === undefined || roots.includes(undefined)) return [];
  const installs = subject.chains.flatMap((chain) => installsOf(chain, subject));
  const texts = [
    subject.text,
    ...installs.flatMap(({ files }) =>
      files.map((file) => subject.fileNamed(file.slice(file.lastIndexOf("/") + 1)) ?? ""),
    ),
  ];
  const about = [
    subject.name,
    subject.file,
    ...roots,
    ...subject.args.keys(),
    ...subject.args.values(),
    ...texts,
  ].join("\n");
  if (GPU.test(about) || INDEX.test(about)) return [];
  const install = installs.find(({ requirements }) => requirements.some(({ name }) => PULLERS.has(name)));
  const puller = install?.requirements.find(({ name }) => PULLERS.has(name));
  if (install === undefined || puller === undefined) return [];
  return [
    {
      rule: "cuda-wheels",
      line: install.line,
      message: `${puller.raw} ${puller.name.startsWith("torch") ? "comes" : "brings torch"} with CUDA libraries (nvidia-* wheels, 3-4 GB) although nothing here uses a GPU: the base is ${last}`,
      instead:
        "RUN pip install torch --index-url https://download.pytorch.org/whl/cpu before the other requirements; for a GPU, take a CUDA base",
    },
  ];
}

/** An uninstall or a second torch in a later layer frees nothing: the first one stays in its layer. */
export function findLateCpuTorch(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap((chain) => {
    let first: PipInstall | undefined;
    const found: Finding[] = [];
    for (const placed of chain.commands) {
      const { line } = placed.instruction;
      const text = runText(placed);
      const earlier = first;
      if (earlier !== undefined && earlier.line !== line) {
        const isUninstall = /pip3?\s+uninstall\s+(-y\s+|--yes\s+)*[^&;|]*\b(torch|nvidia-)/.test(text);
        const isSecond = /whl\/cpu/.test(text) && /pip3?\s+install\b[^&;|]*\storch\b/.test(text);
        if (isUninstall || isSecond) {
          found.push({
            rule: "cuda-wheels-first",
            line,
            message: `line ${earlier.line} has installed torch with CUDA already: that layer keeps its 3-4 GB, ${isUninstall ? "removing it in a later step frees nothing" : "and this one adds a second torch"}`,
            instead:
              "install the CPU wheel of torch first (--index-url https://download.pytorch.org/whl/cpu), then the requirements",
          });
        }
      }
      for (const command of readCommands(placed)) {
        const install = readPipInstall(command, subject);
        const isPlain =
          install !== undefined &&
          !INDEX.test(
            ` ${install.options.join(" ")} ${install.requirements.map(({ raw }) => raw).join(" ")}`,
          );
        if (isPlain && install.requirements.some(({ name }) => name === "torch")) first ??= install;
      }
    }
    return found;
  });
}

/** Exact pairs only, as the packages' own metadata has them; newer versions are not extrapolated. */
const NEEDS_TORCH: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  torchvision: {
    "0.13.0": "1.12.0",
    "0.16.2": "2.1.2",
    "0.18.0": "2.3.0",
    "0.21.0": "2.6.0",
    "0.22.1": "2.7.1",
    "0.23.0": "2.8.0",
    "0.24.0": "2.9.0",
    "0.25.0": "2.10.0",
    "0.27.1": "2.12.1",
  },
  torchaudio: { "2.1.0": "2.1.0", "2.2.0": "2.2.0", "2.6.0": "2.6.0", "2.8.0": "2.8.0" },
};

/** Both pinned in one install: pip refuses it after it has downloaded both. */
export function findTorchMismatch(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap((chain) =>
    installsOf(chain, subject).flatMap(({ line, requirements, options }): readonly Finding[] => {
      const torch = requirements.find(({ name }) => name === "torch")?.exact?.replace(/\+.*/, "");
      if (torch === undefined || options.includes("--no-deps")) return [];
      return requirements.flatMap(({ name, exact }) => {
        const needs = NEEDS_TORCH[name]?.[exact?.replace(/\+.*/, "") ?? ""];
        if (needs === undefined || needs === torch) return [];
        return [
          {
            rule: "torch-family" as const,
            line,
            message: `${name} ${exact} needs torch ${needs}, and torch ${torch} is asked for: no resolver can install both`,
            instead: `torch==${needs} with ${name}==${exact}, or the ${name} of torch ${torch}`,
          },
        ];
      });
    }),
  );
}
