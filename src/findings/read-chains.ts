/** A Dockerfile's reachable stages, each with what its base stages did before. Pure. */
import type { DockerfileAnalysis } from "../dockerfile/analysis.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { readStages } from "../dockerfile/stages.ts";
import type { StageChain } from "./finding.ts";

/** `isOwn`: whether a base is an image of this repository. The target comes last. */
export function readChains(
  text: string,
  analysis: Pick<DockerfileAnalysis, "stages">,
  isOwn: (base: string) => boolean,
): readonly StageChain[] {
  const { stages } = readStages(parseDockerfile(text).instructions);
  const chains: StageChain[] = [];
  for (const stage of stages) {
    const summary = analysis.stages[stage.index];
    const base = summary?.base ?? "";
    const parent = stages.findLast(({ name, index }) => index < stage.index && name === base.toLowerCase());
    const before = parent === undefined ? undefined : chains[parent.index];
    const root = before === undefined ? (base === "" || isOwn(base) ? undefined : base) : before.root;
    chains.push({ root, commands: [...(before?.commands ?? []), ...stage.commands] });
  }
  return chains.filter((_, index) => analysis.stages[index]?.reachable === true);
}
