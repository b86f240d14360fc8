/** The Dockerfiles of images with `link: auto`, with `--link` where it can be proven to change nothing. */
import { type AllBaseFacts, givenArgs } from "./analyze-images.ts";
import type { DockerfileAnalysis } from "./dockerfile/analysis.ts";
import { type LinkedDockerfile, linkCopies, linkLookups } from "./dockerfile/link-rewrite.ts";
import type { SourceKind } from "./dockerfile/link-tail.ts";
import type { ImageGraph, ImageName, ImageSpec } from "./model.ts";
import type { DockerfileText } from "./read-dockerfile.ts";
import type { World } from "./shell/world.ts";

export interface LinkSources {
  readonly facts: AllBaseFacts;
  readonly analyses: ReadonlyMap<ImageName, DockerfileAnalysis>;
  readonly graph: Pick<ImageGraph, "parents">;
  /** Build args that the graph sets on top of the definitions'. */
  readonly argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
}

export async function linkImages(
  world: World,
  root: string,
  texts: readonly DockerfileText[],
  { facts, analyses, graph, argsToSet }: LinkSources,
): Promise<ReadonlyMap<ImageName, LinkedDockerfile>> {
  const linked = new Map<ImageName, LinkedDockerfile>();
  for (const source of texts) {
    const { spec } = source;
    if (spec.link !== "auto" || source.kind !== "text") continue;
    const options = {
      args: new Map([...givenArgs(world, spec), ...(argsToSet.get(spec.name) ?? [])]),
      target: spec.target,
      platforms: spec.platforms,
      contexts: new Set(spec.contexts.keys()),
      ...facts.get(spec.name),
      baseDirectory: new Map([
        ...(facts.get(spec.name)?.baseDirectory ?? []),
        ...(graph.parents.get(spec.name) ?? []).flatMap(({ contextName, parent }) => {
          const directory = analyses.get(parent)?.workingDirectory;
          return directory === undefined ? [] : [[contextName, directory] as const];
        }),
      ]),
    };
    const kinds = new Map<string, SourceKind>();
    for (const path of linkLookups(source.text, options))
      kinds.set(path, await readKind(world, root, spec, path));
    linked.set(
      spec.name,
      linkCopies(source.text, options, (path) => kinds.get(path) ?? "unknown"),
    );
  }
  return linked;
}

/** Links are followed as the context's; one that leads out of it tells nothing. */
async function readKind(world: World, root: string, spec: ImageSpec, path: string): Promise<SourceKind> {
  if (spec.context.kind !== "local") return "unknown";
  const context = await world.files.realPath(`${root}/${spec.context.path}`);
  if (context === undefined) return "unknown";
  const real = await world.files.realPath(path === "" ? context : `${context}/${path}`);
  if (real === undefined) {
    const dangling = await world.files.stat(`${context}/${path}`);
    return dangling === undefined ? "absent" : "unknown";
  }
  if (real !== context && !real.startsWith(`${context}/`)) return "unknown";
  const kind = (await world.files.stat(real))?.kind;
  return kind === "file" || kind === "directory" ? kind : "unknown";
}
