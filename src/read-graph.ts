/** Dockerfiles → who is built from whom, and what each build reads: analysed until both agree. */
import { type AllBaseFacts, type ArgsToSet, analyzeImages, readBaseFacts } from "./analyze-images.ts";
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import { buildGraph } from "./images/graph.ts";
import type { ImageGraph, ImageName, RegistryTarget } from "./model.ts";
import type { DockerfileText } from "./read-dockerfile.ts";
import type { BaseImages } from "./registry/bases.ts";
import type { World } from "./shell/world.ts";

export interface ReadGraph {
  readonly graph: ImageGraph;
  readonly analyses: ReadonlyMap<ImageName, DockerfileAnalysis>;
  readonly facts: AllBaseFacts;
  readonly argsToSet: ArgsToSet;
  readonly notices: readonly string[];
}

/** Throws UserError on a cycle. */
export async function readGraph(
  world: Pick<World, "env">,
  texts: readonly DockerfileText[],
  bases: BaseImages,
  registry: RegistryTarget | undefined,
): Promise<ReadGraph> {
  const specs = texts.map(({ spec }) => spec);
  const read = (facts: AllBaseFacts, args: ArgsToSet) => {
    const analyses = analyzeImages(world, texts, facts, args);
    return { analyses, ...buildGraph(specs, analyses, registry) };
  };
  let found = read(new Map(), new Map());
  const { argsToSet } = found;
  // The build gets these args, and names its bases with them.
  if (argsToSet.size > 0) found = read(new Map(), argsToSet);
  const facts = await readBaseFacts(bases, specs, found.analyses, found.graph);
  // An ONBUILD of a base reads this image's context, and may name further bases; its ENV may stand in sources.
  if (facts.size > 0) found = read(facts, argsToSet);
  return { ...found, facts, argsToSet };
}
