import type { AnalyzeOptions } from "./analysis.ts";
import type { NameValue } from "./command.ts";
import { wholeContext } from "./copy-reads.ts";
import { expandWord, known } from "./environment.ts";
import { evaluateCopy } from "./evaluate-copy.ts";
import { evaluateRun } from "./evaluate-run.ts";
import type { Findings } from "./findings.ts";
import type { GlobalArgs } from "./global-args.ts";
import type { GraphCommand, StageNode } from "./stage-graph.ts";
import { beginState, type StageState } from "./stage-state.ts";

/** One platform's build, ready to be walked through. */
export interface Evaluation {
  readonly nodes: readonly StageNode[];
  readonly reachable: ReadonlySet<StageNode>;
  /** Taken as images by BuildKit although a named context has their name; both count. */
  readonly settledAsImages: ReadonlySet<StageNode>;
  readonly globals: GlobalArgs;
  readonly escapeToken: string;
  readonly platform: string;
  readonly options: AnalyzeOptions;
  readonly observe: CommandObserver | undefined;
}

/** Sees each reachable instruction before it takes effect, once for each platform. */
export type CommandObserver = (
  node: StageNode,
  command: GraphCommand,
  state: StageState,
  platform: string,
) => void;

/** BuildKit keeps these two ARGs out of the environment. */
const SCAN_ARGS = new Set(["BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE"]);

/** Walks through all reachable stages in order and notes what they read; returns how each one ends. */
export function evaluateStages(
  evaluation: Evaluation,
  findings: Findings,
): ReadonlyMap<StageNode, StageState> {
  const states = new Map<StageNode, StageState>();
  for (const node of evaluation.nodes) {
    if (!evaluation.reachable.has(node)) continue;
    noteBase(node, evaluation, findings);
    const base = node.base === undefined ? undefined : states.get(node.base);
    const name = node.replacedBy ?? node.baseContext ?? node.baseName;
    const { baseEnvironment, baseDirectory } = evaluation.options;
    const facts = { environment: baseEnvironment?.get(name), directory: baseDirectory?.get(name) };
    const state = base?.inherit() ?? beginState(node, evaluation.platform, facts);
    states.set(node, state);
    if (node.stage === undefined || node.replacedBy !== undefined) continue;
    for (const command of node.commands) evaluateCommand(node, command, state, evaluation, findings);
  }
  return states;
}

function noteBase(node: StageNode, evaluation: Evaluation, findings: Findings): void {
  if (node.uncertainVariables.length > 0) {
    findings.unknowns.add(
      `line ${node.line}: FROM ${node.asWritten}: which base it is depends on the machine that builds`,
    );
  }
  const context = node.replacedBy ?? node.baseContext;
  if (context !== undefined) {
    findings.contexts.add(context);
    const isBase = node.stage !== undefined;
    const place = { context, instruction: "FROM", line: node.line } as const;
    if (isBase && node.replacedBy === undefined) findings.read(wholeContext(place, node.asWritten));
    if (!evaluation.settledAsImages.has(node)) return;
  }
  if (node.base?.replacedBy !== undefined) {
    const place = { context: node.base.replacedBy, instruction: "FROM", line: node.line } as const;
    findings.read(wholeContext(place, node.asWritten));
  }
  if (node.base !== undefined || node.baseName === "scratch" || node.baseName === "") return;
  findings.reference({
    reference: node.baseName,
    asWritten: node.asWritten,
    platform: platformLabel(node, evaluation.options),
    targetPlatforms: [evaluation.platform],
    instruction: node.instruction,
    line: node.line,
    prefixFromVariable: node.asWritten.startsWith("$"),
    emptyVariables: node.emptyVariables,
  });
}

function platformLabel(node: StageNode, { args }: AnalyzeOptions): string {
  const written = node.stage?.platform;
  if (written === undefined || node.platform === undefined) return "";
  const name = /^\$(?:\{(\w+)\}|(\w+))$/.exec(written);
  const variable = name?.[1] ?? name?.[2] ?? "";
  if (variable === "TARGETPLATFORM" && !args.has(variable)) return "";
  return node.isOnBuilder ? "build" : node.platform;
}

function evaluateCommand(
  node: StageNode,
  placed: GraphCommand,
  state: StageState,
  evaluation: Evaluation,
  findings: Findings,
): void {
  const { command } = placed;
  evaluation.observe?.(node, placed, state, evaluation.platform);
  switch (command.kind) {
    case "env":
      evaluateEnv(command.pairs, placed.line, state, evaluation.escapeToken, findings);
      return;
    case "arg":
      for (const pair of command.pairs) evaluateArg(pair, placed.line, state, evaluation, findings);
      return;
    case "copy": {
      const [source] = placed.sources;
      if (source !== undefined && isLater(source, node, evaluation)) {
        const message = `cannot copy from stage "${command.from}", it needs to be defined before current stage`;
        findings.problem(placed.line, message);
      }
      evaluateCopy(command, placed, state, evaluation.escapeToken, findings);
      return;
    }
    case "run":
      evaluateRun(command.mounts, placed, state, evaluation.escapeToken, findings);
      return;
    case "workdir": {
      const path = expandWord(command.path, evaluation.escapeToken, state.environment);
      if (path.uncertain.length > 0) state.workingDirectory = undefined;
      else if (path.kind === "text") state.changeDirectory(path.text);
      else findings.problem(placed.line, path.message);
      return;
    }
    case "from":
    case "onbuild":
    case "other":
      return;
    default:
      command satisfies never;
  }
}

function isLater(source: StageNode, node: StageNode, { nodes }: Evaluation): boolean {
  const isStage = source.stage !== undefined && source.replacedBy === undefined;
  return isStage && nodes.indexOf(source) > nodes.indexOf(node);
}

/** All of a line's names and values see the environment as it was before the line. */
function evaluateEnv(
  pairs: readonly NameValue[],
  line: number,
  state: StageState,
  escapeToken: string,
  findings: Findings,
): void {
  const before = state.environment.clone();
  for (const pair of pairs) {
    const name = expandWord(pair.name, escapeToken, before);
    const value = expandWord(pair.value ?? "", escapeToken, before);
    if (name.kind === "error" || name.uncertain.length > 0) {
      findings.unknowns.add(`line ${line}: the name of a variable, ${pair.name}, cannot be known`);
    } else if (value.kind === "text") {
      state.setEnv(name.text, { text: value.text, uncertain: value.uncertain });
    } else if (value.uncertain.length > 0) {
      state.setEnv(name.text, { text: "", uncertain: value.uncertain });
    } else findings.problem(line, value.message);
  }
}

function evaluateArg(
  { name, value }: NameValue,
  line: number,
  state: StageState,
  { globals, options, escapeToken }: Evaluation,
  findings: Findings,
): void {
  if (SCAN_ARGS.has(name)) return;
  const given = options.args.get(name);
  if (given !== undefined) state.environment.set(name, known(given));
  else if (value !== undefined) {
    const expanded = expandWord(value, escapeToken, state.environment);
    if (expanded.kind === "error" && expanded.uncertain.length === 0)
      findings.problem(line, expanded.message);
    const text = expanded.kind === "text" ? expanded.text : "";
    state.environment.set(name, { text, uncertain: expanded.uncertain });
  } else {
    const global = globals.environment.get(name);
    if (global !== undefined) state.environment.set(name, global);
  }
}
