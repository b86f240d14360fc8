/** What the build is given: models in the context, secrets as build args. Pure. */
import { formatBytes } from "../report/markdown.ts";
import type { Finding, Subject } from "./finding.ts";

export const WEIGHTS = /\.(pt|pth|ckpt|safetensors|onnx|h5|keras|gguf|ggml|tflite|pb|npz|joblib|pkl|bin)$/;
export const LARGE_BYTES = 100_000_000;

/** Folders that tools make, and no image runs; one of them in the context is a missing line in the ignore file. */
const MADE =
  /^(?:.*\/)?(\.git|\.venv|venv|node_modules|__pycache__|\.mypy_cache|\.pytest_cache|\.ruff_cache|\.ipynb_checkpoints|\.dvc\/cache|wandb|mlruns)(?:\/|$)/;

/** What a `COPY .` takes along for want of an ignore file: hundreds of megabytes, and another layer at each commit. */
export function findUnfilteredContext(subject: Subject): readonly Finding[] {
  const whole = subject.reads.find(
    (read) => read.source === "" && read.context === "" && read.instruction === "COPY",
  );
  if (whole === undefined) return [];
  const folders = new Map<string, number>();
  for (const path of subject.paths) {
    const name = MADE.exec(path)?.[1];
    if (name !== undefined) folders.set(name, (folders.get(name) ?? 0) + 1);
  }
  if (folders.size === 0) return [];
  const names = [...folders.keys()].sort();
  const files = [...folders.values()].reduce((sum, count) => sum + count, 0);
  const counted = folders.has(".git") ? "its whole history" : `${files} files`;
  return [
    {
      rule: "context-unfiltered",
      line: whole.line,
      message: `COPY ${whole.asWritten} takes ${names.join(", ")} along (${counted}): sent, pushed and pulled with each image, and a new layer whenever they change`,
      instead: `a .dockerignore with the lines ${names.map((name) => `**/${name}`).join(" ")}`,
    },
  ];
}

/** Models that a `COPY .` brings along: each edit of any file makes, pushes and pulls that layer again. */
export function findWeights(subject: Subject): readonly Finding[] {
  const whole = subject.reads.find(
    (read) =>
      read.source === "" && read.context === "" && read.instruction === "COPY" && read.exclude.length === 0,
  );
  // A model that an own COPY brings is in a layer of its own already.
  const files = [...subject.largeFiles].filter(
    ([path]) =>
      !subject.reads.some(
        (read) =>
          read.source !== "" &&
          (path === read.source || path.endsWith(`/${read.source}`) || path.includes(`${read.source}/`)),
      ),
  );
  if (whole === undefined || files.length === 0) return [];
  const bytes = files.reduce((sum, [, size]) => sum + size, 0);
  const names = files
    .slice(0, 3)
    .map(([path]) => path)
    .join(", ");
  return [
    {
      rule: "weights-in-context",
      line: whole.line,
      message: `${formatBytes(bytes)} of models (${names}${files.length > 3 ? ", …" : ""}) are in the layer of COPY ${whole.asWritten}: each edit of any file makes and pushes it again`,
      instead:
        "COPY them alone in an earlier instruction, or leave them out (.dockerignore) and fetch them by digest in a step of their own",
    },
  ];
}

const SECRETS =
  /^(AWS_(SECRET_ACCESS_KEY|SESSION_TOKEN)|HF_TOKEN|HUGGING_?FACE_(HUB_)?TOKEN|GITHUB_TOKEN|GH_TOKEN|NPM_TOKEN|PIP_PASSWORD|OPENAI_API_KEY|ANTHROPIC_API_KEY|WANDB_API_KEY)$/;

/** Everybody who can pull the image reads its build args in `docker history`. */
export function findSecretArgs(subject: Subject): readonly Finding[] {
  return [...subject.args.keys()]
    .filter((name) => SECRETS.test(name) && subject.usedArgs.has(name))
    .map((name) => ({
      rule: "secret-build-arg" as const,
      line: undefined,
      message: `the build arg ${name} is a secret, and build args stand in the image's history for everybody who pulls it`,
      instead: `secrets: ["id=${name.toLowerCase()},env=${name}"] in the images file, and RUN --mount=type=secret,id=${name.toLowerCase()},env=${name}`,
    }));
}
