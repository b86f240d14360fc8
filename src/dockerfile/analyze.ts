import type { AnalyzeOptions, DockerfileAnalysis, StageSummary } from "./analysis.ts";
import { type ReachableStages, writeCanonicalText } from "./canonical.ts";
import { wholeContext } from "./copy-reads.ts";
import { type CommandObserver, evaluateStages } from "./evaluate.ts";
import { Findings } from "./findings.ts";
import { detectFrontend, isKnownFrontend } from "./frontend.ts";
import { type GlobalArgs, readGlobalArgs } from "./global-args.ts";
import { type ParsedDockerfile, parseDockerfile } from "./parse.ts";
import { findCycle, StageGraph, type StageNode } from "./stage-graph.ts";
import { readStages, type StageList } from "./stages.ts";
import { findTemplateSyntax } from "./template.ts";
import { resolveTriggers } from "./triggers.ts";
import { findUsedArgs } from "./used-args.ts";

/** Tells what building `text` reads, the way BuildKit decides it; never throws. */
export function analyzeDockerfile(
  text: string,
  options: AnalyzeOptions,
  observe?: CommandObserver,
): DockerfileAnalysis {
  const frontend = options.args.get("BUILDKIT_SYNTAX")?.trim().split(" ", 1)[0] ?? detectFrontend(text);
  if (frontend !== undefined && !isKnownFrontend(frontend)) return analyzeForeign(text, frontend, options);
  const parsed = parseDockerfile(text);
  const list = readStages(parsed.instructions);
  const findings = new Findings();
  const template = findTemplateSyntax(text);
  const problems = [...parsed.problems, ...(parsed.instructions.length > 0 ? list.problems : [])];
  // What else is wrong with a template follows from its being one.
  const told = template !== undefined && problems.length > 0 ? [template] : problems;
  for (const { line, message } of told) findings.problem(line, message);
  const usedArgs = new Set<string>();
  const reached: ReachableStages[] = [];
  const expandedBases = new Map<number, string>();
  const directories = new Set<string | undefined>();
  for (const platform of options.platforms.length === 0 ? ["linux/amd64"] : options.platforms) {
    const globals = readGlobalArgs(list, parsed.escapeToken, options, platform);
    const { graph, target, nodes, directory } = walkPlatform(
      { parsed, list, globals, platform, options, observe },
      findings,
    );
    for (const { stage, baseName } of graph.nodes) {
      if (stage !== undefined && !expandedBases.has(stage.index)) expandedBases.set(stage.index, baseName);
    }
    for (const name of findUsedArgs(nodes, globals, options)) usedArgs.add(name);
    reached.push({ target, nodes });
    directories.add(directory);
    noteSettings(list, globals, options, findings);
  }
  return {
    frontend,
    stages: summarize(list, reached, expandedBases),
    reads: findings.reads,
    references: findings.references,
    namedContexts: [...findings.contexts],
    usedArgs,
    cacheMounts: findings.cacheMounts,
    secretIds: [...findings.secretIds],
    onbuild: triggersLeft(reached),
    workingDirectory: directories.size === 1 ? [...directories][0] : undefined,
    canonicalText: writeCanonicalText(parsed, list, usedArgs, reached),
    unknowns: [...findings.unknowns],
    notices: [...findings.notices],
    problems: findings.problems,
  };
}

/** The target's own ONBUILD instructions; those that its base had have fired. */
function triggersLeft(reached: readonly ReachableStages[]): readonly string[] {
  const triggers = reached.flatMap(({ target }) => target?.stage?.commands ?? []);
  return [
    ...new Set(triggers.flatMap(({ command }) => (command.kind === "onbuild" ? [command.trigger] : []))),
  ];
}

interface PlatformBuild {
  readonly parsed: ParsedDockerfile;
  readonly list: StageList;
  readonly globals: GlobalArgs;
  readonly platform: string;
  readonly options: AnalyzeOptions;
  readonly observe: CommandObserver | undefined;
}

function walkPlatform(
  { parsed, list, globals, platform, options, observe }: PlatformBuild,
  findings: Findings,
): {
  graph: StageGraph;
  target: StageNode | undefined;
  nodes: ReadonlySet<StageNode>;
  directory: string | undefined;
} {
  const { escapeToken } = parsed;
  const graph = new StageGraph(list, globals, escapeToken, options);
  const target = graph.findTarget(options.target);
  const circular = findCycle(graph.nodes);
  if (circular !== undefined) {
    const name = circular.stage?.name ?? circular.stage?.index;
    findings.problem(circular.line, `circular dependency detected on stage: ${name}`);
  }
  const { nodes, settledAsImages, problems } =
    target === undefined
      ? { nodes: new Set<StageNode>(), settledAsImages: new Set<StageNode>(), problems: [] }
      : resolveTriggers(graph, target, options);
  for (const { line, message } of [...globals.problems, ...graph.problems, ...problems]) {
    findings.problem(line, message);
  }
  if (target?.replacedBy !== undefined) {
    const place = { context: target.replacedBy, instruction: "FROM", line: target.line } as const;
    findings.read(wholeContext(place, target.asWritten));
  }
  if (target === undefined && list.stages.length > 0) {
    const names = list.stages.flatMap(({ name }) => name ?? []);
    const found = names.length === 0 ? "no stage with a name" : names.join(", ");
    findings.problem(0, `expected the stage "${options.target}", the image's target; found ${found}`);
  }
  const evaluation = {
    nodes: graph.nodes,
    reachable: nodes,
    settledAsImages,
    globals,
    escapeToken,
    platform,
    options,
    observe,
  };
  const states = evaluateStages(evaluation, findings);
  const directory = target === undefined ? undefined : states.get(target)?.workingDirectory;
  return { graph, target, nodes, directory };
}

/** Settings that read more than the instructions say. */
function noteSettings(
  list: StageList,
  globals: GlobalArgs,
  options: AnalyzeOptions,
  findings: Findings,
): void {
  const epoch =
    options.args.get("SOURCE_DATE_EPOCH") ?? globals.environment.get("SOURCE_DATE_EPOCH")?.text ?? "";
  if (!/^[+-]?\d*$/.test(epoch)) {
    findings.unknowns.add(
      `SOURCE_DATE_EPOCH=${epoch} takes its time from a source that is read during the build`,
    );
  }
  const scan = "BUILDKIT_SBOM_SCAN_CONTEXT";
  const declared = list.stages.flatMap(({ commands }) => commands).concat(list.globalArgs);
  const isScanned = declared.some(
    ({ command }) =>
      command.kind === "arg" && command.pairs.some(({ name, value }) => name === scan && value !== "false"),
  );
  if (isScanned || options.args.has(scan)) {
    findings.read(wholeContext({ context: "", instruction: "FROM", line: 0 }, scan));
  }
}

function summarize(
  list: StageList,
  reached: readonly ReachableStages[],
  bases: ReadonlyMap<number, string>,
): readonly StageSummary[] {
  return list.stages.map((stage) => {
    const nodes = reached.flatMap((one) => [...one.nodes].filter((node) => node.stage === stage));
    return {
      name: stage.name,
      index: stage.index,
      line: stage.from.line,
      baseAsWritten: stage.base,
      base: bases.get(stage.index) ?? "",
      reachable: nodes.length > 0,
      isBare: stage.platform === undefined && nodes.every(({ commands }) => commands.length === 0),
    };
  });
}

/** A frontend that is not Docker's may read anything. */
function analyzeForeign(text: string, frontend: string, options: AnalyzeOptions): DockerfileAnalysis {
  const place = (context: string) => ({ context, instruction: "FROM", line: 1 }) as const;
  return {
    frontend,
    stages: [],
    reads: ["", ...options.contexts].map((context) => wholeContext(place(context), `# syntax=${frontend}`)),
    references: [],
    namedContexts: [...options.contexts],
    usedArgs: new Set(options.args.keys()),
    cacheMounts: [],
    secretIds: [],
    onbuild: [],
    workingDirectory: undefined,
    canonicalText: text,
    unknowns: [`line 1: the frontend ${frontend} is not Docker's own: what it reads cannot be known`],
    notices: [],
    problems: [],
  };
}
