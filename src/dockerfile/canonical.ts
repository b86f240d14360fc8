import { readCommand } from "./command.ts";
import type { Heredoc } from "./heredoc.ts";
import type { Instruction } from "./instruction.ts";
import type { ParsedDockerfile } from "./parse.ts";
import type { StageNode } from "./stage-graph.ts";
import type { StageList } from "./stages.ts";

/** One platform's share of what a canonical text tells. */
export interface ReachableStages {
  readonly target: StageNode | undefined;
  readonly nodes: ReadonlySet<StageNode>;
}

/**
 * The reachable stages, one line an instruction, without comments, positions and spacing. Keywords are in one
 * case; arguments are JSON, so that no two different instructions look alike. Stages are numbered anew, and
 * each says which others it takes files from, because `--from=0` means another stage once one is inserted.
 */
export function writeCanonicalText(
  parsed: ParsedDockerfile,
  list: StageList,
  usedArgs: ReadonlySet<string>,
  platforms: readonly ReachableStages[],
): string {
  const lines = parsed.directives.map(({ name, value }) => `# ${name}=${value}`);
  for (const { command, instruction } of list.globalArgs) {
    const names = command.kind === "arg" ? command.pairs.map(({ name }) => name) : [];
    if (names.some((name) => usedArgs.has(name))) lines.push(...writeInstruction(instruction));
  }
  const reachable = list.stages.filter((stage) =>
    platforms.some(({ nodes }) => [...nodes].some((node) => node.stage === stage)),
  );
  for (const stage of reachable) {
    lines.push(...writeInstruction(stage.from));
    const needs = platforms.map(({ nodes, target }) => {
      const node = [...nodes].find((candidate) => candidate.stage === stage);
      const sources = [node?.base, ...(node?.dependencies ?? [])].map((source) =>
        source?.stage === undefined ? -1 : reachable.indexOf(source.stage),
      );
      const numbers = sources.filter((number) => number !== -1);
      return `${node === undefined ? "unused" : numbers.join(" ")}${node === target ? " target" : ""}`;
    });
    lines.push(`# needs ${JSON.stringify([...new Set(needs)])}`);
    for (const { instruction } of stage.commands) lines.push(...writeInstruction(instruction));
  }
  return `${lines.join("\n")}\n`;
}

function writeInstruction(instruction: Instruction): readonly string[] {
  const { keyword, flags, args, isJson, heredocs } = instruction;
  const { command } = readCommand(instruction);
  // The image keeps a trigger as it is written, to the last space.
  if (command.kind === "onbuild") return [`ONBUILD ${JSON.stringify(command.trigger)}`];
  const form = isJson ? "json" : "text";
  return [
    `${keyword.toUpperCase()} ${JSON.stringify(flags)} ${form} ${JSON.stringify(args)}`,
    ...heredocs.map(writeHeredoc),
  ];
}

function writeHeredoc({ name, expand, chomp, content }: Heredoc): string {
  return `<<${chomp ? "-" : ""} ${JSON.stringify([name, expand, content])}`;
}
