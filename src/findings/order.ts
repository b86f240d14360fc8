/** The order of instructions: what a code edit, or each commit, runs again. Pure. */
import type { PlacedCommand } from "../dockerfile/stages.ts";
import { installsManifest, type PipInstall, readCommands, readPipInstall, runText } from "./commands.ts";
import type { Finding, Subject } from "./finding.ts";

/** All of the code is copied before the dependencies are installed: each edit installs them again. */
export function findCopyBeforeInstall(subject: Subject): readonly Finding[] {
  // A context of manifests only has no code that could be edited.
  if (!subject.paths.some((path) => path.endsWith("/") || /\.(py|ipynb)$/.test(path))) return [];
  return subject.chains.flatMap(({ root, commands }): readonly Finding[] => {
    let copied: number | undefined;
    for (const placed of commands) {
      if (copiesEverything(placed)) copied ??= placed.instruction.line;
      for (const command of readCommands(placed)) {
        const pip = readPipInstall(command, subject);
        const isInstall =
          installsManifest(command) ||
          // An image of this repository has the project's dependencies already, mostly.
          (pip !== undefined &&
            !(root === undefined && pip.installsProject && pip.files.length === 0) &&
            installsDependencies(pip, subject));
        if (!isInstall) continue;
        // Whatever comes after the first install, the bulk of it does not run again.
        if (copied === undefined) return [];
        return [
          {
            rule: "copy-before-install",
            line: copied,
            message: `everything is copied before line ${command.line} installs the dependencies: each edit of any file installs them again`,
            instead: `COPY the requirements or lock file alone, install, then COPY . (${manifestHint(command.words)})`,
          },
        ];
      }
    }
    return [];
  });
}

function copiesEverything({ command }: PlacedCommand): boolean {
  if (command.kind !== "copy" || command.from !== undefined || command.exclude.length > 0) return false;
  return command.sources.some((source) => /^\.?\/?$/.test(source) && source !== "");
}

/** The project's own code alone is no dependency, and neither is a wheel beside it. */
function installsDependencies(pip: PipInstall, subject: Subject): boolean {
  if (pip.options.some((option) => option === "--no-deps")) return false;
  if (pip.files.length > 0) return true;
  if (!pip.installsProject)
    return pip.requirements.some(
      ({ name }) => !/^(pip|setuptools|wheel|uv|poetry|pipenv|build|pip-tools)$/.test(name),
    );
  return /^dependencies\s*=\s*\[\s*(#[^\n]*\n\s*)*["']/m.test(subject.fileNamed("pyproject.toml") ?? "");
}

function manifestHint(words: readonly string[]): string {
  if (words.includes("uv")) return "uv sync --no-install-project first";
  return words.includes("poetry")
    ? "poetry install --no-root first"
    : "pip install -r requirements.txt first";
}

const VOLATILE =
  /^(GIT_(SHA|COMMIT|REF|HASH|REV)|COMMIT(_SHA|_HASH)?|SHA|GITHUB_SHA|REVISION|BUILD_(DATE|TIME|TIMESTAMP|NUMBER|ID)|CACHE_?BUST(ER)?)$/;
const HEAVY =
  /\b(pip3?|uv|poetry|conda|mamba|apt-get|apt|yum|dnf|microdnf|npm|yarn|pnpm)\b[^&;|]*\b(install|sync|ci|create|update)\b/;

/** An arg that is another one in each commit: all later RUNs of the stage run again, used or not. */
export function findVolatileArgs(subject: Subject): readonly Finding[] {
  return subject.chains.flatMap(({ commands }) =>
    commands.flatMap((placed, index): readonly Finding[] => {
      const { command, instruction } = placed;
      if (command.kind !== "arg") return [];
      const name = command.pairs
        .map((pair) => pair.name)
        .find((one) => VOLATILE.test(one) && subject.args.has(one));
      const heavy = commands.slice(index + 1).find((later) => HEAVY.test(runText(later)));
      if (name === undefined || heavy === undefined) return [];
      return [
        {
          rule: "volatile-arg",
          line: instruction.line,
          message: `${name} is another one in each commit, so line ${heavy.instruction.line} and all other RUNs below run again each time, whether they use it or not`,
          instead: `move ARG ${name} below the last heavy RUN, or give it as a label`,
        },
      ];
    }),
  );
}
