/** RUN instructions as commands: which packages they install, and how. Pure; what it cannot read is no command. */
import type { PlacedCommand } from "../dockerfile/stages.ts";
import type { Subject } from "./finding.ts";
import { parseRequirements, type Requirement } from "./requirements.ts";

/** One simple command of a RUN. */
export interface ShellCommand {
  readonly line: number;
  readonly words: readonly string[];
}

/** Text of a RUN without its keyword and flags, here-documents included; "" for other instructions. */
export function runText({ instruction }: PlacedCommand): string {
  if (instruction.keyword !== "run") return "";
  const scripts = instruction.heredocs.map(({ content }) => content.replace(/^[ \t]*#.*$/gm, ""));
  return [...instruction.args, ...scripts].join(instruction.isJson ? " " : "\n");
}

/** Up to an operator of the shell that no quotes hide. */
const SIMPLE_COMMAND = /(?:[^"'&|;\n]|"[^"]*"|'[^']*'|["']|(?<!&)&(?!&))+/g;

/** The simple commands of a RUN, in order. */
export function readCommands(placed: PlacedCommand): readonly ShellCommand[] {
  return (runText(placed).match(SIMPLE_COMMAND) ?? [])
    .map((part) => ({ line: placed.instruction.line, words: splitWords(part) }))
    .filter(({ words }) => words.length > 0);
}

function splitWords(text: string): readonly string[] {
  const words = (text.match(/(?:[^\s"']|"[^"]*"|'[^']*')+/g) ?? []).map((word) => word.replace(/["']/g, ""));
  // Variables and wrappers before the command itself.
  const start = words.findIndex((word) => !/^(\w+=.*|sudo|env|time|set|-[a-z]+|if|then|do|!|\\)$/.test(word));
  return start === -1 ? [] : words.slice(start);
}

export interface PipInstall {
  readonly line: number;
  readonly options: readonly string[];
  /** Named on the command line, and by the requirement files that can be read. */
  readonly requirements: readonly Requirement[];
  readonly files: readonly string[];
  /** `.`, `-e .`, `.[extra]`. */
  readonly installsProject: boolean;
}

const WITH_VALUE = new Set([
  "-c",
  "--constraint",
  "-t",
  "--target",
  "--python",
  "-p",
  "--prefix",
  "--root",
  "--platform",
  "--progress-bar",
  "--retries",
  "--timeout",
  "--default-timeout",
  "--index-url",
  "-i",
  "--extra-index-url",
  "-f",
  "--find-links",
  "--trusted-host",
  "--only-binary",
  "--no-binary",
  "--python-version",
  "--torch-backend",
  "--cache-dir",
]);

/** `pip install`, `python -m pip install`, `uv pip install`; `undefined`: another command. */
export function readPipInstall({ line, words }: ShellCommand, subject: Subject): PipInstall | undefined {
  const at = words.indexOf("install");
  const before = words.slice(0, at).join(" ");
  if (at === -1 || !/(^|\/|\s)pip3?(\.\d+)?(\s+-\S+)*$/.test(before)) return undefined;
  const options: string[] = [];
  const files: string[] = [];
  const named: string[] = [];
  let installsProject = false;
  for (let i = at + 1; i < words.length; i++) {
    const word = words[i] ?? "";
    const file = /^(?:-r|--requirements?)=?(.*)$/.exec(word)?.[1];
    if (file !== undefined) files.push(file === "" ? (words[++i] ?? "") : file);
    else if (WITH_VALUE.has(word)) options.push(word, words[++i] ?? "");
    else if (word.startsWith("-")) options.push(word);
    else if (/^\.\/?(\[.*\])?$/.test(word)) installsProject = true;
    else named.push(word);
  }
  const texts = files.map((path) => subject.fileNamed(path.slice(path.lastIndexOf("/") + 1)) ?? "");
  const requirements = parseRequirements([...named, ...texts].join("\n"));
  return { line, options, requirements, files, installsProject };
}

/** `uv sync`, `poetry install`, `pipenv sync`, `conda env create`: what a lock file or manifest names. */
export function installsManifest({ words }: ShellCommand): boolean {
  const text = words.join(" ");
  return /^(\S*\/)?(uv sync|poetry install|pipenv (install|sync)|(conda|mamba|micromamba) env (create|update))\b/.test(
    text,
  );
}

/** Names given to `apt-get install` or `apt install`. */
export function readAptPackages({ words }: ShellCommand): readonly string[] {
  const at = words.indexOf("install");
  if (at === -1 || !/^(\S*\/)?apt(-get)?$/.test(words[0] ?? "")) return [];
  return words
    .slice(at + 1)
    .filter((word) => /^[a-z0-9][a-z0-9.+-]+(=\S*)?$/.test(word))
    .map((word) => word.replace(/=.*/, ""));
}
