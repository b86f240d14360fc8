import type { DockerfileProblem } from "./analysis.ts";
import { type Command, readCommand } from "./command.ts";
import type { Instruction } from "./instruction.ts";

/** A command with the instruction it was read from. */
export interface PlacedCommand {
  readonly command: Command;
  readonly instruction: Instruction;
}

export interface Stage {
  readonly index: number;
  /** Lower case. */
  readonly name: string | undefined;
  readonly base: string;
  readonly platform: string | undefined;
  readonly from: Instruction;
  readonly commands: readonly PlacedCommand[];
}

export interface StageList {
  readonly stages: readonly Stage[];
  /** ARG instructions before the first FROM. */
  readonly globalArgs: readonly PlacedCommand[];
  readonly problems: readonly DockerfileProblem[];
}

/** Sorts instructions into stages. */
export function readStages(instructions: readonly Instruction[]): StageList {
  const stages: (Stage & { readonly commands: PlacedCommand[] })[] = [];
  const globalArgs: PlacedCommand[] = [];
  const problems: DockerfileProblem[] = [];
  for (const instruction of instructions) {
    const { line } = instruction;
    const { command, problems: found } = readCommand(instruction);
    problems.push(...found.map((message) => ({ line, message })));
    const current = stages.at(-1);
    if (command.kind === "from") {
      const { name, base, platform } = command;
      stages.push({ index: stages.length, name, base, platform, from: instruction, commands: [] });
    } else if (current !== undefined) current.commands.push({ command, instruction });
    else if (command.kind === "arg") globalArgs.push({ command, instruction });
    else
      problems.push({ line, message: `${instruction.keyword.toUpperCase()} stands before the first FROM` });
  }
  if (stages.length === 0 && problems.length === 0) {
    problems.push({ line: 0, message: "the Dockerfile has no FROM" });
  }
  return { stages, globalArgs, problems };
}
