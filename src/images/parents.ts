/** The parents of one image, each with the place that asks for it. Pure. */
import type { DockerfileAnalysis, ImageReference } from "../dockerfile/analysis.ts";
import type { ImageName, ImageSpec, RegistryTarget } from "../model.ts";
import { argForEmptyPrefix } from "./empty-prefix.ts";
import { type MatchKind, matchReference, type NamedReference } from "./reference-match.ts";

export interface FoundParent {
  readonly parent: ImageName;
  readonly contextName: string;
  /** `backend/app/Dockerfile:3: FROM ml-base:1`. */
  readonly place: string;
}

export interface FoundParents {
  readonly parents: readonly FoundParent[];
  /** Build args that keep `FROM $REGISTRY/ml-base` legal where REGISTRY is empty. */
  readonly argsToSet: ReadonlyMap<string, string>;
  readonly notices: readonly string[];
}

/** Images whose name also means something upstream: their own Dockerfile builds FROM that name. */
export type NameCollisions = ReadonlySet<string>;

/** How a collision is kept: `bare redis`. */
export function collisionKey(how: MatchKind, name: ImageName): string {
  return `${how} ${name}`;
}

/** Finds names like our `redis`, built FROM redis:7: everywhere they mean the upstream image. */
export function findNameCollisions(
  specs: readonly ImageSpec[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  registry: RegistryTarget | undefined,
): NameCollisions {
  const collisions = new Set<string>();
  for (const spec of specs) {
    const analysis = analyses.get(spec.name);
    const contexts = referenceContexts(spec, analysis).map(({ reference }) => reference);
    for (const reference of [...(analysis?.references ?? []), ...contexts]) {
      const match = matchReference(reference, specs, registry);
      // At our own registry it is an earlier build of the same image, and nothing upstream.
      if (match.kind === "parent" && match.spec === spec && match.how !== "registry") {
        collisions.add(collisionKey(match.how, spec.name));
      }
    }
  }
  return collisions;
}

/** The parents that an image's contexts and Dockerfile name, in the order of their mention. */
export function findParents(
  spec: ImageSpec,
  analysis: DockerfileAnalysis | undefined,
  specs: readonly ImageSpec[],
  registry: RegistryTarget | undefined,
  collisions: NameCollisions,
): FoundParents {
  const parents: FoundParent[] = [];
  const argsToSet = new Map<string, string>();
  const notices: string[] = [];
  for (const [contextName, source] of spec.contexts) {
    if (source.kind !== "image" || !isContextUsed(contextName, spec, analysis)) continue;
    const place = `${spec.definedAt}: context ${contextName}`;
    parents.push({ parent: source.image, contextName, place });
  }
  const named = (analysis?.references ?? []).map((reference) => {
    const arg = argForEmptyPrefix(reference, registry);
    const contextName = arg?.reference ?? reference.reference;
    return { reference, arg, contextName, place: placeOf(spec, reference) };
  });
  for (const { reference, arg, contextName, place } of [...referenceContexts(spec, analysis), ...named]) {
    const match = matchReference(reference, specs, registry);
    if (match.kind === "ambiguous") {
      const names = match.specs.map((one) => one.name).join(", ");
      notices.push(
        `${place}: the images ${names} go to this repository, but none has this tag; it is taken for an image outside this run`,
      );
    }
    if (match.kind !== "parent" || match.spec === spec) continue;
    const isOwnBase = collisions.has(collisionKey(match.how, match.spec.name));
    if (isOwnBase || match.isUpstream === true) {
      const because = isOwnBase
        ? `because the image "${match.spec.name}" is itself built FROM that name`
        : "because everybody knows another image by that name";
      notices.push(
        `${place}: taken for an image outside this run, ${because}; ` +
          `to mean "${match.spec.name}", name it in this image's contexts as image:${match.spec.name}`,
      );
      continue;
    }
    if (arg !== undefined) argsToSet.set(arg.variable, arg.value);
    parents.push({ parent: match.spec.name, contextName, place });
  }
  return { parents: withoutDoubles(parents), argsToSet, notices };
}

/** `docker-image://` contexts: they can name an image of this run as a FROM can. */
function referenceContexts(spec: ImageSpec, analysis: DockerfileAnalysis | undefined) {
  return [...spec.contexts].flatMap(([contextName, source]) => {
    if (source.kind !== "reference" || !isContextUsed(contextName, spec, analysis)) return [];
    const { reference } = source;
    const named: NamedReference = { reference, asWritten: reference, prefixFromVariable: false };
    const place = `${spec.definedAt}: context ${contextName}`;
    return [{ reference: named, arg: undefined, contextName, place }];
  });
}

/** Where the Dockerfile cannot be read for certain, every context counts as used. */
function isContextUsed(name: string, spec: ImageSpec, analysis: DockerfileAnalysis | undefined): boolean {
  if (analysis === undefined || spec.dockerfile.kind === "remote") return true;
  return analysis.unknowns.length > 0 || analysis.namedContexts.includes(name);
}

function placeOf(spec: ImageSpec, reference: ImageReference): string {
  const file =
    spec.dockerfile.kind === "file"
      ? `${spec.dockerfile.path}:${reference.line}`
      : `${spec.definedAt}: Dockerfile line ${reference.line}`;
  return reference.instruction === "FROM"
    ? `${file}: FROM ${reference.asWritten}`
    : `${file}: ${reference.instruction} from=${reference.asWritten}`;
}

function withoutDoubles(parents: readonly FoundParent[]): readonly FoundParent[] {
  return parents.filter(
    (one, index) =>
      parents.findIndex((other) => other.parent === one.parent && other.contextName === one.contextName) ===
      index,
  );
}
