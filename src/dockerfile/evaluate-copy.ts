import type { CopyCommand } from "./command.ts";
import { copyRead, type ReadPlace, wholeContext } from "./copy-reads.ts";
import { expandWord } from "./environment.ts";
import type { Findings } from "./findings.ts";
import { isOfBuilder } from "./global-args.ts";
import { classifySource, couldBeRemote } from "./remote-source.ts";
import type { GraphCommand, StageNode } from "./stage-graph.ts";
import type { StageState } from "./stage-state.ts";

/** Finds what a COPY or ADD reads. */
export function evaluateCopy(
  copy: CopyCommand,
  { sources, line }: GraphCommand,
  state: StageState,
  escapeToken: string,
  findings: Findings,
): void {
  const instruction = copy.isAdd ? "ADD" : "COPY";
  const [source] = sources;
  const context = source === undefined ? "" : contextOf(source);
  // An empty one checks nothing, and one that is not known may be empty.
  const sum = expandWord(copy.checksum, escapeToken, state.environment);
  const checksum = sum.kind === "text" && sum.uncertain.length === 0 ? sum.text : "";
  for (const asWritten of copy.sources) {
    const expanded = expandWord(asWritten, escapeToken, state.environment);
    const place: ReadPlace = { context: context ?? "", instruction, line };
    if (expanded.uncertain.length > 0) {
      if (copy.isAdd && couldBeRemote(asWritten)) {
        findings.unknowns.add(
          `line ${line}: ADD ${asWritten} may be a URL that ${originOf(expanded.uncertain)} gives`,
        );
      }
      if (context === undefined) continue;
      findings.read(wholeContext(place, asWritten));
      findings.notices.add(describeUncertain(line, `${instruction} ${asWritten}`, expanded.uncertain));
    } else if (expanded.kind === "error") findings.problem(line, expanded.message);
    else if (!evaluateRemote({ ...copy, checksum }, expanded.text, line, findings) && context !== undefined) {
      if (state.isWindows && /[\\:]/.test(expanded.text)) findings.read(wholeContext(place, asWritten));
      else findings.read(copyRead(place, copy, expanded.text, asWritten));
    }
  }
}

/** The named context that a node's files come from; `undefined`: a stage or an image. */
export function contextOf(node: StageNode): string | undefined {
  if (node.replacedBy !== undefined) return node.replacedBy;
  return node.stage === undefined ? node.baseContext : undefined;
}

/** Tells what the base image's environment may decide, and why the whole context then counts. */
export function describeUncertain(
  line: number,
  what: string,
  names: readonly string[],
  isWhole = true,
): string {
  const list = names.map((name) => `$${name}`).join(", ");
  const origin = originOf(names);
  const remedy = origin === fromBuilder ? "" : "; declare it with ARG or ENV to narrow this";
  const consequence = isWhole ? `, so the whole context counts${remedy}` : "";
  return `line ${line}: ${what}: ${list} may come from ${origin}${consequence}`;
}

const fromBuilder = "the machine that builds";

function originOf(names: readonly string[]): string {
  return names.every(isOfBuilder) ? fromBuilder : "the base image";
}

function evaluateRemote(copy: CopyCommand, source: string, line: number, findings: Findings): boolean {
  const kind = classifySource(source, copy.checksum);
  if (kind.kind === "local") return false;
  if (!copy.isAdd) {
    findings.problem(line, `source can't be a ${kind.kind === "git" ? "git ref" : "URL"} for COPY`);
  } else if (!kind.pinned) {
    const remedy = kind.kind === "git" ? "name a full commit" : "give --checksum";
    findings.unknowns.add(`line ${line}: cannot be known: ADD ${source} (${remedy} to pin it)`);
  }
  return true;
}
