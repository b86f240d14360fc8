import type { AnalyzeOptions, DockerfileProblem } from "./analysis.ts";
import { readCommand } from "./command.ts";
import { parseDockerfile } from "./parse.ts";
import { type GraphCommand, reachableFrom, type StageGraph, type StageNode } from "./stage-graph.ts";

export interface Reachable {
  readonly nodes: ReadonlySet<StageNode>;
  /**
   * Names after `--from` that BuildKit settles as images before triggers make their stage reachable; a named
   * context of that name comes too late for them.
   */
  readonly settledAsImages: ReadonlySet<StageNode>;
  readonly problems: readonly DockerfileProblem[];
}

/**
 * Finds everything the target is made from. ONBUILD triggers of a base run first in the stage that begins
 * with it; they may name more stages, so this goes on until nothing new turns up.
 */
export function resolveTriggers(graph: StageGraph, target: StageNode, options: AnalyzeOptions): Reachable {
  const problems: DockerfileProblem[] = [];
  const done = new Set<StageNode>();
  const settled = new Set<StageNode>();
  const settledAsImages = new Set<StageNode>();
  for (;;) {
    const nodes = reachableFrom(target);
    for (const node of graph.nodes) {
      if (node.stage === undefined && !settled.has(node) && !nodes.has(node)) settledAsImages.add(node);
      settled.add(node);
    }
    const before = done.size;
    for (const node of nodes) {
      if (done.has(node)) continue;
      done.add(node);
      const triggers = triggersFor(node, options).flatMap((text) => readTrigger(graph, node, text, problems));
      node.commands = [...triggers, ...node.commands];
    }
    if (done.size === before) return { nodes, settledAsImages, problems };
  }
}

function triggersFor(node: StageNode, options: AnalyzeOptions): readonly string[] {
  if (node.base !== undefined) {
    const commands = node.base.stage?.commands ?? [];
    return commands.flatMap(({ command }) => (command.kind === "onbuild" ? [command.trigger] : []));
  }
  return options.onbuild?.get(node.replacedBy ?? node.baseContext ?? node.baseName) ?? [];
}

function readTrigger(
  graph: StageGraph,
  node: StageNode,
  text: string,
  problems: DockerfileProblem[],
): readonly GraphCommand[] {
  const { line } = node;
  const report = (message: string): void => {
    problems.push({ line, message: `ONBUILD ${text.split("\n", 1)[0]}: ${message}` });
  };
  const parsed = parseDockerfile(text);
  for (const { message } of parsed.problems) report(message);
  if (parsed.problems.length === 0 && parsed.instructions.length !== 1) {
    report("onbuild trigger should be a single expression");
  }
  return parsed.instructions.map((instruction) => {
    const { command, problems: found } = readCommand(instruction);
    for (const message of found) report(message);
    return graph.connect(node, command, instruction, line);
  });
}
