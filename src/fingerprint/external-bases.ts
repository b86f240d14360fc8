/** The images outside of this run that a build takes files from. Pure. */
import type { DockerfileAnalysis } from "../dockerfile/analysis.ts";
import type { ImageSpec, ParentEdge, Platform } from "../model.ts";
import type { World } from "../shell/world.ts";

export interface BasesOf {
  readonly spec: ImageSpec;
  readonly analysis: DockerfileAnalysis;
  readonly parents: readonly ParentEdge[];
}

/** Reference → the platforms it is used for; none: all that is behind it counts. */
export function externalBases(
  world: Pick<World, "platform">,
  { spec, analysis, parents }: BasesOf,
): ReadonlyMap<string, ReadonlySet<Platform>> {
  const inRepository = new Set(parents.map((edge) => edge.contextName));
  const external = new Map<string, Set<Platform>>();
  const add = (reference: string, platforms: readonly Platform[]): void => {
    external.set(reference, new Set([...(external.get(reference) ?? []), ...platforms]));
  };
  for (const { reference, platform } of analysis.references) {
    if (inRepository.has(reference) || spec.contexts.has(reference) || reference === "scratch") continue;
    if (platform === "") add(reference, spec.platforms);
    // For a check ahead of the build, the builder's platform is this machine's; the fingerprint counts them all.
    else add(reference, [platform === "build" ? hostPlatform(world) : (platform as Platform)]);
  }
  for (const [name, source] of spec.contexts) {
    // A stage may take it for the builder's platform, which only the Dockerfile's FROM says.
    if (source.kind === "reference" && !inRepository.has(name)) external.set(source.reference, new Set());
  }
  return new Map([...external].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The builder's, as far as can be known. */
function hostPlatform(world: Pick<World, "platform">): Platform {
  return `linux/${world.platform.arch === "x64" ? "amd64" : world.platform.arch}` as Platform;
}
