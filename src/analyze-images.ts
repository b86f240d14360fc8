/** Every image's Dockerfile, analysed with that image's args, target, platforms and contexts. */
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import { analyzeDockerfile } from "./dockerfile/analyze.ts";
import { UserError } from "./errors.ts";
import { findHiddenStages } from "./images/hidden-stages.ts";
import type { ImageGraph, ImageName, ImageSpec, Platform } from "./model.ts";
import type { DockerfileText } from "./read-dockerfile.ts";
import type { BaseImages } from "./registry/bases.ts";
import type { World } from "./shell/world.ts";

/** What the images that a Dockerfile begins with bring into it, by the names that it calls them. */
export interface BaseFacts {
  readonly onbuild: ReadonlyMap<string, readonly string[]>;
  readonly baseEnvironment: ReadonlyMap<string, ReadonlyMap<string, string>>;
  readonly baseDirectory: ReadonlyMap<string, string>;
}
export type AllBaseFacts = ReadonlyMap<ImageName, BaseFacts>;
/** By image: build args on top of the definition's. */
export type ArgsToSet = ReadonlyMap<ImageName, ReadonlyMap<string, string>>;

export function analyzeImages(
  world: Pick<World, "env">,
  texts: readonly DockerfileText[],
  facts: AllBaseFacts,
  argsToSet: ArgsToSet,
): ReadonlyMap<ImageName, DockerfileAnalysis> {
  return new Map(
    texts.map((source) => [
      source.spec.name,
      analyzeDockerfile(source.kind === "text" ? source.text : "FROM scratch\n", {
        args: new Map([...givenArgs(world, source.spec), ...(argsToSet.get(source.spec.name) ?? [])]),
        target: source.kind === "text" ? source.spec.target : undefined,
        platforms: source.spec.platforms,
        contexts: new Set(source.spec.contexts.keys()),
        ...facts.get(source.spec.name),
      }),
    ]),
  );
}

/** What buildx passes: a value, or the variable of that name where it is set. */
export function givenArgs(world: Pick<World, "env">, spec: ImageSpec): ReadonlyMap<string, string> {
  return new Map(
    [...spec.args].flatMap(([name, value]) => {
      const given = value ?? world.env[name];
      return given === undefined ? [] : [[name, given] as const];
    }),
  );
}

/**
 * ONBUILD instructions of the images that Dockerfiles begin with, in the repository or outside, and ENV and
 * WORKDIR of those outside. An external base that does not tell is passed over here: it does not resolve either, and
 * so is unknown.
 */
export async function readBaseFacts(
  bases: BaseImages,
  specs: readonly ImageSpec[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  graph: ImageGraph,
): Promise<AllBaseFacts> {
  const all = await Promise.all(
    specs.map(async (spec) => [spec.name, await readFacts(bases, spec, analyses, graph)] as const),
  );
  return new Map(
    all.filter(
      ([, { onbuild, baseEnvironment, baseDirectory }]) =>
        baseEnvironment.size > 0 ||
        baseDirectory.size > 0 ||
        [...onbuild.values()].some((triggers) => triggers.length > 0),
    ),
  );
}

const builderPlatforms = ["linux/amd64", "linux/arm64"] as Platform[];

async function readFacts(
  bases: BaseImages,
  spec: ImageSpec,
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  graph: ImageGraph,
): Promise<BaseFacts> {
  const parents = new Map(
    (graph.parents.get(spec.name) ?? []).map((edge) => [edge.contextName, edge.parent]),
  );
  const onbuild = new Map<string, readonly string[]>();
  const baseEnvironment = new Map<string, ReadonlyMap<string, string>>();
  const baseDirectory = new Map<string, string>();
  for (const [contextName, parent] of parents) onbuild.set(contextName, analyses.get(parent)?.onbuild ?? []);
  const external = (analyses.get(spec.name)?.references ?? []).filter(
    ({ instruction, reference }) =>
      instruction === "FROM" && reference !== "scratch" && !parents.has(reference),
  );
  const asked = new Map(external.map(({ reference }) => [reference, reference]));
  for (const [name, source] of spec.contexts) {
    if (source.kind === "reference" && !parents.has(name)) asked.set(name, source.reference);
  }
  for (const [name, reference] of asked) {
    // A stage may take a context for the builder's platform, which must not depend on the machine that plans.
    const triggerPlatforms = spec.contexts.has(name) ? builderPlatforms : [];
    const settings = await askSettings(bases, reference, spec.platforms, triggerPlatforms);
    if (settings === undefined) continue;
    onbuild.set(name, settings.onbuild);
    if (settings.environment !== undefined) baseEnvironment.set(name, settings.environment);
    if (settings.directory !== undefined) baseDirectory.set(name, settings.directory);
  }
  return { onbuild, baseEnvironment, baseDirectory };
}

/** Triggers of all platforms that it has; the environment and the directory only where `platforms` agree on them. */
async function askSettings(
  bases: BaseImages,
  reference: string,
  platforms: readonly Platform[],
  triggerPlatforms: readonly Platform[],
) {
  const onbuild = new Set<string>();
  const environments = new Map<string, ReadonlyMap<string, string> | undefined>();
  const directories = new Set<string | undefined>();
  let isKnown = false;
  for (const platform of new Set([...platforms, ...triggerPlatforms])) {
    const answer = await bases.settings(reference, platform);
    // A context may be there for the builder's platform alone.
    if (answer.kind === "unknown" && triggerPlatforms.length === 0) return undefined;
    const known = answer.kind === "known" ? answer : undefined;
    isKnown ||= known !== undefined;
    for (const instruction of known?.onbuild ?? []) onbuild.add(instruction);
    if (!platforms.includes(platform)) continue;
    environments.set(JSON.stringify(known && [...known.environment]), known?.environment);
    directories.add(known?.workingDirectory);
  }
  if (!isKnown) return undefined;
  const [environment] = environments.values();
  const [directory] = directories;
  return {
    onbuild: [...onbuild],
    environment: environments.size === 1 ? environment : undefined,
    directory: directories.size === 1 ? directory : undefined,
  };
}

/** Throws UserError with every problem of the wanted images' Dockerfiles: `path:line: message`. */
export function refuseBrokenDockerfiles(
  wanted: readonly ImageName[],
  texts: readonly DockerfileText[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  { parents }: Pick<ImageGraph, "parents">,
): void {
  const problems = new Set<string>();
  for (const source of texts) {
    const { name, dockerfile, definedAt } = source.spec;
    const analysis = analyses.get(name);
    if (!wanted.includes(name)) continue;
    if (source.kind === "missing") problems.add(source.problem);
    const place = dockerfile.kind === "file" ? dockerfile.path : definedAt;
    const hidden = analysis && findHiddenStages(source.spec, analysis, parents.get(name) ?? []);
    for (const { line, message } of [...(analysis?.problems ?? []), ...(hidden ?? [])]) {
      if (source.kind === "text") problems.add(`${place}:${line === 0 ? "" : `${line}:`} ${message}`);
    }
  }
  const [first, ...rest] = problems;
  const files = texts.flatMap(({ spec: { dockerfile } }) =>
    dockerfile.kind === "file" ? [dockerfile.path] : [],
  );
  if (first !== undefined) throw new UserError([first, ...rest], { files });
}
