/** Every image's Dockerfile, analysed with that image's args, target, platforms and contexts. */
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import { analyzeDockerfile } from "./dockerfile/analyze.ts";
import { UserError } from "./errors.ts";
import type { ImageGraph, ImageName, ImageSpec } from "./model.ts";
import type { DockerfileText } from "./read-dockerfile.ts";
import type { BaseImages } from "./registry/bases.ts";
import type { World } from "./shell/world.ts";

/** By image: base, as its Dockerfile calls it → the ONBUILD instructions that fire in this image's build. */
export type Triggers = ReadonlyMap<ImageName, ReadonlyMap<string, readonly string[]>>;

export function analyzeImages(
  world: World,
  texts: readonly DockerfileText[],
  triggers: Triggers,
): ReadonlyMap<ImageName, DockerfileAnalysis> {
  return new Map(
    texts.map((source) => [
      source.spec.name,
      analyzeDockerfile(source.kind === "text" ? source.text : "FROM scratch\n", {
        args: givenArgs(world, source.spec),
        target: source.kind === "text" ? source.spec.target : undefined,
        platforms: source.spec.platforms,
        contexts: new Set(source.spec.contexts.keys()),
        onbuild: triggers.get(source.spec.name),
      }),
    ]),
  );
}

/** What buildx passes: a value, or the variable of that name where it is set. */
function givenArgs(world: World, spec: ImageSpec): ReadonlyMap<string, string> {
  return new Map(
    [...spec.args].flatMap(([name, value]) => {
      const given = value ?? world.env[name];
      return given === undefined ? [] : [[name, given] as const];
    }),
  );
}

/**
 * The ONBUILD instructions of the images that Dockerfiles begin with, in the repository or outside. An
 * external base that does not tell is passed over here: it does not resolve either, and so is unknown.
 */
export async function readTriggers(
  bases: BaseImages,
  specs: readonly ImageSpec[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  graph: ImageGraph,
): Promise<Triggers> {
  const all = await Promise.all(
    specs.map(async (spec) => {
      const parents = new Map(
        (graph.parents.get(spec.name) ?? []).map((edge) => [edge.contextName, edge.parent]),
      );
      const triggers = new Map<string, readonly string[]>();
      for (const [contextName, parent] of parents)
        triggers.set(contextName, analyses.get(parent)?.onbuild ?? []);
      const external = (analyses.get(spec.name)?.references ?? []).filter(
        ({ instruction, reference }) =>
          instruction === "FROM" && reference !== "scratch" && !parents.has(reference),
      );
      for (const reference of new Set(external.map((base) => base.reference))) {
        triggers.set(reference, await askTriggers(bases, reference, spec));
      }
      return [
        spec.name,
        new Map([...triggers].filter(([, instructions]) => instructions.length > 0)),
      ] as const;
    }),
  );
  return new Map(all.filter(([, triggers]) => triggers.size > 0));
}

async function askTriggers(
  bases: BaseImages,
  reference: string,
  { platforms }: ImageSpec,
): Promise<readonly string[]> {
  const [platform] = platforms;
  if (platform === undefined) return [];
  const answer = await bases.triggers(reference, platform);
  return answer.kind === "known" ? answer.onbuild : [];
}

/** Throws UserError with every problem of the wanted images' Dockerfiles: `path:line: message`. */
export function refuseBrokenDockerfiles(
  wanted: readonly ImageName[],
  texts: readonly DockerfileText[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
): void {
  const problems = new Set<string>();
  for (const source of texts) {
    const { name, dockerfile, definedAt } = source.spec;
    if (!wanted.includes(name)) continue;
    if (source.kind === "missing") problems.add(source.problem);
    const place = dockerfile.kind === "file" ? dockerfile.path : definedAt;
    for (const { line, message } of analyses.get(name)?.problems ?? []) {
      if (source.kind === "text") problems.add(`${place}:${line}: ${message}`);
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
}
