import type { AnalyzeOptions, DockerfileProblem, ReadInstruction } from "./analysis.ts";
import type { Command } from "./command.ts";
import { findContext } from "./context-name.ts";
import { Environment, expandWord } from "./environment.ts";
import type { GlobalArgs } from "./global-args.ts";
import type { Instruction } from "./instruction.ts";
import { parseMount } from "./mount.ts";
import type { Stage, StageList } from "./stages.ts";

/** A command with the stages, images and contexts it takes files from. */
export interface GraphCommand {
  readonly command: Command;
  readonly instruction: Instruction;
  /** COPY: none or one. RUN: one for each mount. */
  readonly sources: readonly StageNode[];
  /** Line to show: an ONBUILD trigger fires at the FROM. */
  readonly line: number;
}

/** A stage, or (without `stage`) an image or context that only a COPY or a mount names. */
export interface StageNode {
  readonly stage: Stage | undefined;
  /** What the base is called: expanded, and as the Dockerfile has it. */
  readonly baseName: string;
  readonly asWritten: string;
  readonly emptyVariables: readonly string[];
  /** Names in the base's that only the machine that builds knows. */
  readonly uncertainVariables: readonly string[];
  /** Names that the FROM line asks for. */
  readonly usedNames: readonly string[];
  /** Value of `--platform`, expanded. */
  readonly platform: string | undefined;
  /** It is the platform of the machine that builds. */
  readonly isOnBuilder: boolean;
  readonly instruction: "FROM" | Exclude<ReadInstruction, "FROM">;
  readonly line: number;
  readonly base: StageNode | undefined;
  /** A named context that stands for the whole stage: its instructions do not run. */
  readonly replacedBy: string | undefined;
  /** A named context that stands for the base. */
  readonly baseContext: string | undefined;
  readonly dependencies: Set<StageNode>;
  commands: readonly GraphCommand[];
}

/** The stages of one platform's build, and images that are named outside of FROM after them. */
export class StageGraph {
  readonly nodes: StageNode[] = [];
  readonly problems: DockerfileProblem[] = [];
  readonly #byName = new Map<string, StageNode>();
  readonly #contexts: ReadonlySet<string>;
  readonly #escapeToken: string;

  constructor(list: StageList, globals: GlobalArgs, escapeToken: string, options: AnalyzeOptions) {
    this.#contexts = options.contexts;
    this.#escapeToken = escapeToken;
    for (const stage of list.stages) this.#addStage(stage, globals.environment);
    for (const node of [...this.nodes]) {
      const placed = node.stage?.commands ?? [];
      node.commands = placed.map(({ command, instruction }) =>
        this.connect(node, command, instruction, instruction.line),
      );
    }
  }

  /** The stage to build; BuildKit knows stages by name only, an index is taken for old habits' sake. */
  findTarget(target: string | undefined): StageNode | undefined {
    const stages = this.nodes.filter((node) => node.stage !== undefined);
    if (target === undefined || target === "") return stages.at(-1);
    const named = this.#byName.get(target.toLowerCase());
    return named ?? (/^\d+$/.test(target) ? stages[Number(target)] : undefined);
  }

  /** Finds what a command takes files from, and makes `node` depend on it. */
  connect(node: StageNode, command: Command, instruction: Instruction, line: number): GraphCommand {
    const sources: StageNode[] = [];
    if (command.kind === "copy" && command.from !== undefined) {
      const source = this.#findCopySource(command.from, line);
      if (source !== undefined) sources.push(source);
    }
    for (const mount of command.kind === "run" ? command.mounts : []) {
      // Variables are unknown yet, so every mount counts, as if it were a bind mount.
      const from = parseMount(mount, undefined).mount.from || "scratch";
      sources.push(this.#byName.get(from.toLowerCase()) ?? this.#addImage(from, "RUN", line));
    }
    for (const source of sources) node.dependencies.add(source);
    return { command, instruction, sources, line };
  }

  #findCopySource(from: string, line: number): StageNode | undefined {
    const plain = expandWord(from, this.#escapeToken, new Environment(false));
    if (plain.kind === "error" || plain.text !== from) {
      const message =
        "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround";
      this.problems.push({ line, message });
      return undefined;
    }
    if (!/^[+-]?\d+$/.test(from))
      return this.#byName.get(from.toLowerCase()) ?? this.#addImage(from, "COPY", line);
    const node = this.nodes[Number(from)];
    if (node === undefined) this.problems.push({ line, message: `invalid stage index ${Number(from)}` });
    return node;
  }

  #addStage(stage: Stage, globals: Environment): void {
    const { line } = stage.from;
    const base = expandWord(stage.base, this.#escapeToken, globals);
    const platform =
      stage.platform === undefined ? undefined : expandWord(stage.platform, this.#escapeToken, globals);
    for (const expansion of [base, platform]) {
      if (expansion?.kind === "error") this.problems.push({ line, message: expansion.message });
    }
    const baseName = base.kind === "text" ? base.text : "";
    if (base.kind === "text" && baseName === "") {
      this.problems.push({ line, message: `base name (${stage.base}) should not be blank` });
    }
    if (platform?.kind === "text" && platform.text === "") {
      this.problems.push({ line, message: `empty platform value from expression ${stage.platform}` });
    }
    const replacedBy = stage.name === undefined ? undefined : findContext(stage.name, this.#contexts);
    const inFile = replacedBy === undefined ? this.#byName.get(baseName) : undefined;
    const node: StageNode = {
      stage,
      baseName,
      asWritten: stage.base,
      emptyVariables: base.kind === "text" ? base.empty : [],
      uncertainVariables: base.uncertain,
      usedNames: [base, platform].flatMap((expansion) => (expansion?.kind === "text" ? expansion.names : [])),
      platform: platform?.kind === "text" ? platform.text : undefined,
      isOnBuilder: platform !== undefined && platform.uncertain.length > 0,
      instruction: "FROM",
      line,
      base: inFile,
      replacedBy,
      baseContext: this.#contextOf(baseName, inFile),
      dependencies: new Set(),
      commands: [],
    };
    this.nodes.push(node);
    if (stage.name !== undefined) this.#byName.set(stage.name, node);
  }

  #addImage(name: string, instruction: "COPY" | "RUN", line: number): StageNode {
    const node: StageNode = {
      stage: undefined,
      baseName: name,
      asWritten: name,
      emptyVariables: [],
      uncertainVariables: [],
      usedNames: [],
      platform: undefined,
      isOnBuilder: false,
      instruction,
      line,
      base: undefined,
      replacedBy: undefined,
      baseContext: this.#contextOf(name, undefined),
      dependencies: new Set(),
      commands: [],
    };
    this.nodes.push(node);
    return node;
  }

  #contextOf(name: string, inFile: StageNode | undefined): string | undefined {
    return inFile === undefined && name !== "scratch" ? findContext(name, this.#contexts) : undefined;
  }
}

/** The first stage that needs itself, by whatever detour; BuildKit looks at unreachable ones too. */
export function findCycle(nodes: readonly StageNode[]): StageNode | undefined {
  const done = new Set<StageNode>();
  const isCircular = (node: StageNode, above: ReadonlySet<StageNode>): boolean => {
    if (above.has(node)) return true;
    if (done.has(node)) return false;
    const path = new Set(above).add(node);
    // A base stands earlier in the file, so it cannot close a circle by itself.
    const found = [...node.dependencies].some((need) => isCircular(need, path));
    done.add(node);
    return found;
  };
  return nodes.find((node) => isCircular(node, new Set()));
}

/** A node and everything it is made from. */
export function reachableFrom(node: StageNode, found = new Set<StageNode>()): Set<StageNode> {
  const open = [node];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    if (next.base !== undefined) open.push(next.base);
    open.push(...next.dependencies);
  }
  return found;
}
