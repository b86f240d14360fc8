import type { AnalyzeOptions, DockerfileAnalysis } from "../../../src/dockerfile/analysis.ts";
import { analyzeDockerfile } from "../../../src/dockerfile/analyze.ts";

export interface Given extends Partial<Omit<AnalyzeOptions, "args" | "contexts" | "onbuild">> {
  readonly args?: Readonly<Record<string, string>>;
  readonly contexts?: readonly string[];
  readonly onbuild?: Readonly<Record<string, readonly string[]>>;
}

/** Analyses a Dockerfile with plain values for the options. */
export function analyzeText(text: string, given: Given = {}): DockerfileAnalysis {
  return analyzeDockerfile(text, {
    platforms: [],
    ...given,
    args: new Map(Object.entries(given.args ?? {})),
    contexts: new Set(given.contexts),
    onbuild: given.onbuild === undefined ? undefined : new Map(Object.entries(given.onbuild)),
  });
}

/** Sources of the main context, `.` for all of it; others as `context:source`. */
export function readsOf(text: string, given: Given = {}): readonly string[] {
  const { reads } = analyzeText(text, given);
  return reads.map(({ context, source }) => `${context === "" ? "" : `${context}:`}${source || "."}`);
}

/** A stage on an image whose own variables are known to be none. */
export function inStage(...lines: string[]): string {
  return ["FROM scratch", ...lines, ""].join("\n");
}
