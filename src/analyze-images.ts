/** Every image's Dockerfile, analysed with that image's args, target, platforms and contexts. */
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import { analyzeDockerfile } from "./dockerfile/analyze.ts";
import { UserError } from "./errors.ts";
import type { ImageGraph, ImageName, ImageSpec } from "./model.ts";
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

export function analyzeImages(
  world: World,
  texts: readonly DockerfileText[],
  facts: AllBaseFacts,
): ReadonlyMap<ImageName, DockerfileAnalysis> {
  return new Map(
    texts.map((source) => [
      source.spec.name,
      analyzeDockerfile(source.kind === "text" ? source.text : "FROM scratch\n", {
        args: givenArgs(world, source.spec),
        target: source.kind === "text" ? source.spec.target : undefined,
        platforms: source.spec.platforms,
        contexts: new Set(source.spec.contexts.keys()),
        ...facts.get(source.spec.name),
      }),
    ]),
  );
}

/** What buildx passes: a value, or the variable of that name where it is set. */
export function givenArgs(world: World, spec: ImageSpec): ReadonlyMap<string, string> {
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
    if (source.kind === "reference") asked.set(name, source.reference);
  }
  for (const [name, reference] of asked) {
    const settings = await askSettings(bases, reference, spec);
    if (settings === undefined) continue;
    onbuild.set(name, settings.onbuild);
    if (settings.environment !== undefined) baseEnvironment.set(name, settings.environment);
    if (settings.directory !== undefined) baseDirectory.set(name, settings.directory);
  }
  return { onbuild, baseEnvironment, baseDirectory };
}

/** All platforms' triggers; the environment and the directory only where the platforms agree on them. */
async function askSettings(bases: BaseImages, reference: string, { platforms }: ImageSpec) {
  const onbuild = new Set<string>();
  const environments = new Map<string, ReadonlyMap<string, string>>();
  const directories = new Set<string>();
  for (const platform of platforms) {
    const answer = await bases.settings(reference, platform);
    if (answer.kind === "unknown") return undefined;
    for (const instruction of answer.onbuild) onbuild.add(instruction);
    environments.set(JSON.stringify([...answer.environment]), answer.environment);
    directories.add(answer.workingDirectory);
  }
  const [environment, ...others] = environments.values();
  const [directory] = directories;
  return {
    onbuild: [...onbuild],
    environment: others.length === 0 ? environment : undefined,
    directory: directories.size === 1 ? directory : undefined,
  };
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
      if (source.kind === "text") problems.add(`${place}:${line === 0 ? "" : `${line}:`} ${message}`);
    }
  }
  const [first, ...rest] = problems;
  const files = texts.flatMap(({ spec: { dockerfile } }) =>
    dockerfile.kind === "file" ? [dockerfile.path] : [],
  );
  if (first !== undefined) throw new UserError([first, ...rest], { files });
}
