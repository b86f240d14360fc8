/** The instructions of each stage that make layers, with what `--link` depends on. Pure. */
import type { AnalyzeOptions } from "./analysis.ts";
import { analyzeDockerfile } from "./analyze.ts";
import { cleanPath } from "./clean-path.ts";
import type { CopyCommand } from "./command.ts";
import { expandWord } from "./environment.ts";
import type { GraphCommand, StageNode } from "./stage-graph.ts";
import type { StageState } from "./stage-state.ts";
import type { Stage } from "./stages.ts";

/** A COPY or ADD with everything expanded. */
export interface LinkableCopy {
  readonly isAdd: boolean;
  /** Has `--link` already. */
  readonly isLinked: boolean;
  /** Absolute, cleaned, without a trailing slash; "" is the root. */
  readonly destination: string;
  /** The base's WORKDIR, where the destination depends on it. */
  readonly baseDirectory: string | undefined;
  /** Written with a trailing slash, or several sources: a directory, whatever is there. */
  readonly isDirectory: boolean;
  /** Paths below the main context, cleaned; `undefined`: another place, or a pattern. */
  readonly sources: readonly (string | undefined)[];
  /** `uid gid` of everything that it makes. */
  readonly owner: string;
}

export interface LayerCommand {
  /** Line of the instruction. */
  readonly line: number;
  /** The instruction on one line. */
  readonly shown: string;
  /** Names that a COPY of the stage gives to files, as far as the Dockerfile tells. */
  readonly names: readonly string[];
  /** What it copies, or why it must stay as it is. */
  readonly copy: LinkableCopy | { readonly because: string } | undefined;
}

export interface StageLayers {
  readonly stage: Stage;
  /** Nothing is below the stage's first instruction. */
  readonly isOnScratch: boolean;
  readonly commands: readonly LayerCommand[];
}

/** One entry for each reachable stage and platform, by stage. */
export function listLayers(
  text: string,
  options: AnalyzeOptions,
): ReadonlyMap<number, readonly StageLayers[]> {
  const found = new Map<string, StageLayers & { readonly commands: LayerCommand[] }>();
  analyzeDockerfile(text, options, (node, placed, state, platform) => {
    const { stage } = node;
    if (stage === undefined) return;
    const key = `${platform} ${stage.index}`;
    const isOnScratch =
      node.base === undefined && node.baseName === "scratch" && node.baseContext === undefined;
    const layers = found.get(key) ?? { stage, isOnScratch, commands: [] };
    found.set(key, layers);
    const layer = readLayer(stage, placed, state, node);
    if (layer !== undefined) layers.commands.push(layer);
  });
  const byStage = new Map<number, readonly StageLayers[]>();
  for (const layers of found.values()) {
    byStage.set(layers.stage.index, [...(byStage.get(layers.stage.index) ?? []), layers]);
  }
  return byStage;
}

function readLayer(
  stage: Stage,
  placed: GraphCommand,
  state: StageState,
  node: StageNode,
): LayerCommand | undefined {
  const { command, instruction } = placed;
  const shown = instruction.source.replace(/\s+/g, " ").trim();
  const isOwn = stage.commands.some((own) => own.instruction === instruction);
  switch (command.kind) {
    case "run":
    case "workdir":
      return { line: placed.line, shown, names: [], copy: undefined };
    case "copy": {
      const copy = isOwn
        ? readCopy(command, placed, state, node)
        : { because: "it comes from the base's ONBUILD" };
      const last = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
      const names =
        "because" in copy ? [] : [...copy.sources, copy.destination].map((path) => last(path ?? ""));
      return { line: placed.line, shown, names: names.filter((name) => name !== ""), copy };
    }
    default:
      return undefined;
  }
}

function readCopy(
  copy: CopyCommand,
  { instruction, sources }: GraphCommand,
  state: StageState,
  node: StageNode,
): LinkableCopy | { readonly because: string } {
  if (state.isWindows) return { because: "Windows" };
  if (copy.chmod !== undefined) return { because: "beside --chmod BuildKit does not link" };
  if (copy.parents || copy.exclude.length > 0) return { because: "--parents and --exclude are left alone" };
  if (instruction.heredocs.length > 0) return { because: "here-documents are left alone" };
  if (copy.chown !== undefined && !/^\d+:\d+$/.test(copy.chown)) {
    return { because: `--chown=${copy.chown} is no pair of numbers` };
  }
  const destination = placeOf(copy.destination, state);
  if (destination === undefined) {
    return { because: `its destination ${copy.destination} cannot be known before the build` };
  }
  const isFromContext = copy.from === undefined && sources.length === 0 && node.replacedBy === undefined;
  return {
    isAdd: copy.isAdd,
    isLinked: copy.link,
    destination: destination.path,
    baseDirectory: destination.baseDirectory,
    isDirectory: destination.isDirectory || copy.sources.length > 1,
    sources: copy.sources.map((source) => (isFromContext ? contextPath(source, state) : undefined)),
    owner: copy.chown?.replace(":", " ") ?? "0 0",
  };
}

function placeOf(
  written: string,
  state: StageState,
):
  | { readonly path: string; readonly isDirectory: boolean; readonly baseDirectory: string | undefined }
  | undefined {
  const expanded = expandWord(written, "\\", state.environment);
  if (expanded.kind === "error" || expanded.uncertain.length > 0) return undefined;
  const { text } = expanded;
  const isHere = text === "." || text === "";
  if (!isHere && /\\|(^|\/)\.\.?(\/|$)/.test(text.replace(/^\.\//, ""))) return undefined;
  const { workingDirectory } = state;
  if (!text.startsWith("/") && workingDirectory === undefined) return undefined;
  const whole = text.startsWith("/") ? text : `${workingDirectory}/${text}`;
  const path = cleanPath(whole);
  return {
    path: path === "/" ? "" : path,
    isDirectory: isHere || path === "/" || text.endsWith("/"),
    baseDirectory: state.hasBaseDirectory && !text.startsWith("/") ? workingDirectory : undefined,
  };
}

function contextPath(written: string, state: StageState): string | undefined {
  const expanded = expandWord(written, "\\", state.environment);
  if (expanded.kind === "error" || expanded.uncertain.length > 0) return undefined;
  if (/[*?[\]\\]|:\/\//.test(expanded.text)) return undefined;
  return cleanPath(`/${expanded.text}`).slice(1);
}
