/** Stages that a base of this run would take the place of. Pure. */
import type { DockerfileAnalysis, DockerfileProblem } from "../dockerfile/analysis.ts";
import { contextKey, findContext } from "../dockerfile/context-name.ts";
import type { ImageSpec, ParentEdge } from "../model.ts";

/**
 * `FROM base AS base`: the base is given as a build context, and BuildKit lets a context stand for a stage of its
 * name too, so that the stage's instructions would silently be left out. Contexts that the user gave are meant so.
 */
export function findHiddenStages(
  { contexts }: Pick<ImageSpec, "contexts">,
  { stages }: Pick<DockerfileAnalysis, "stages">,
  parents: readonly ParentEdge[],
): readonly DockerfileProblem[] {
  const added = new Set(parents.map(({ contextName }) => contextName).filter((name) => !contexts.has(name)));
  return stages.flatMap(({ name, line, base, reachable, isBare }) => {
    const hiding = name === undefined || !reachable ? undefined : findContext(name, added);
    // With nothing of its own it is the base itself.
    if (hiding === undefined || (isBare && contextKey(base) === contextKey(hiding))) return [];
    const message =
      `the stage "${name}" has the name of the image "${hiding}" of this run, which BuildKit would put in its place, ` +
      `without the stage's own instructions; rename the stage (FROM … AS ${name}-stage)`;
    return [{ line, message }];
  });
}
