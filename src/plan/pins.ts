/**
 * Bases held at the digests that were planned, so that a tag that moves while a run lasts, or a builder with a
 * mirror that lags behind, cannot put another base under a fingerprint. Pure.
 */
import type { DockerfileAnalysis } from "../dockerfile/analysis.ts";
import { findContext } from "../dockerfile/context-name.ts";
import type { ImageInputs, ImageSpec, ParentEdge } from "../model.ts";

/** Older frontends know no named contexts, and refuse a build that brings one. */
const knowsContexts =
  /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?::(?:latest|master|labs|1(?:\.(?:[4-9]|\d{2,})(?:\.\d+)?)?(?:-labs)?))?$/;

/** A base's reference → `docker-image://REFERENCE@DIGEST`. */
export function pinBases(
  spec: ImageSpec,
  { frontend, stages }: Pick<DockerfileAnalysis, "frontend" | "stages">,
  parents: readonly ParentEdge[],
  { baseDigests }: Pick<ImageInputs, "baseDigests">,
): ReadonlyMap<string, string> {
  if (frontend !== undefined && !knowsContexts.test(frontend)) return new Map();
  // A context would take the place of a stage or another context of the same name.
  const taken = new Set([
    ...stages.flatMap(({ name }) => (name === undefined ? [] : [name.toLowerCase()])),
    ...spec.contexts.keys(),
    ...parents.map(({ contextName }) => contextName),
  ]);
  return new Map(
    [...baseDigests].flatMap(([reference, [digest]]) =>
      digest === undefined || reference.includes("@") || findContext(reference, taken) !== undefined
        ? []
        : [[reference, `docker-image://${reference}@${digest}`] as const],
    ),
  );
}
