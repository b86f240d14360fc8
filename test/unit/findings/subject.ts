/** A Dockerfile and the files beside it as rules see them. */
import { analyzeDockerfile } from "../../../src/dockerfile/analyze.ts";
import { findFindings } from "../../../src/findings/find-findings.ts";
import type { Finding, Subject } from "../../../src/findings/finding.ts";
import { readChains } from "../../../src/findings/read-chains.ts";

export interface SubjectOptions {
  readonly files?: Readonly<Record<string, string>>;
  readonly args?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly largeFiles?: Readonly<Record<string, number>>;
  readonly platforms?: readonly string[];
  readonly ownBases?: readonly string[];
}

export function subjectOf(text: string, options: SubjectOptions = {}): Subject {
  const { files = {}, name = "app", platforms = ["linux/amd64"], largeFiles = {}, ownBases = [] } = options;
  const args = new Map(Object.entries(options.args ?? {}));
  const analysis = analyzeDockerfile(text, { args, platforms, contexts: new Set() });
  return {
    name,
    file: "Dockerfile",
    text,
    platforms,
    args,
    usedArgs: analysis.usedArgs,
    chains: readChains(text, analysis, (base) => ownBases.includes(base)),
    reads: analysis.reads,
    paths: ["Dockerfile", ...Object.keys(files), ...Object.keys(largeFiles)],
    largeFiles: new Map(Object.entries(largeFiles)),
    fileNamed: (wanted) => files[wanted],
  };
}

/** `rule:line` of each finding. */
export function rulesOf(text: string, options: SubjectOptions = {}): readonly string[] {
  return findFindings(subjectOf(text, options)).map(({ rule, line }: Finding) => `${rule}:${line}`);
}
