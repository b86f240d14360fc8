/** Image specs → the graph of who is built from whom. Pure. */
import type { DockerfileAnalysis } from "../dockerfile/analysis.ts";
import { UserError } from "../errors.ts";
import type { ImageGraph, ImageName, ImageSpec, ParentEdge, RegistryTarget } from "../model.ts";
import { type FoundParent, findNameCollisions, findParents } from "./parents.ts";

export interface BuiltGraph {
  readonly graph: ImageGraph;
  /** By image: build args to pass, because a reference's registry variable is empty (`FROM $REGISTRY/ml-base`). */
  readonly argsToSet: ReadonlyMap<ImageName, ReadonlyMap<string, string>>;
  readonly notices: readonly string[];
}

/**
 * Finds every image's parents: `image:` contexts that its Dockerfile uses, and references to images of this run.
 * `analyses` lacks the images whose Dockerfile cannot be read. Throws UserError on a cycle, with its places.
 */
export function buildGraph(
  specs: readonly ImageSpec[],
  analyses: ReadonlyMap<ImageName, DockerfileAnalysis>,
  registry: RegistryTarget | undefined,
): BuiltGraph {
  const collisions = findNameCollisions(specs, analyses, registry);
  const found = new Map<ImageName, readonly FoundParent[]>();
  const argsToSet = new Map<ImageName, ReadonlyMap<string, string>>();
  const notices: string[] = [];
  for (const spec of specs) {
    const one = findParents(spec, analyses.get(spec.name), specs, registry, collisions);
    found.set(spec.name, one.parents);
    if (one.argsToSet.size > 0) argsToSet.set(spec.name, one.argsToSet);
    notices.push(...one.notices);
  }
  const order = orderImages(found);
  const parents = new Map<ImageName, readonly ParentEdge[]>();
  for (const [name, edges] of found) {
    parents.set(
      name,
      edges.map(({ parent, contextName }) => ({ parent, contextName })),
    );
  }
  return { graph: { order, parents }, argsToSet, notices };
}

/** The wanted images and everything they are built from, parents first; no names at all mean every image. */
export function selectImages(graph: ImageGraph, wanted: readonly string[]): readonly ImageName[] {
  if (wanted.length === 0) return graph.order;
  const selected = new Set<string>();
  const queue = [...wanted];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (selected.has(name)) continue;
    selected.add(name);
    const known = graph.order.find((one) => one === name);
    const parents = known === undefined ? [] : (graph.parents.get(known) ?? []);
    queue.push(...parents.map((edge) => edge.parent));
  }
  return graph.order.filter((name) => selected.has(name));
}

/** Parents before children, otherwise as defined. */
function orderImages(found: ReadonlyMap<ImageName, readonly FoundParent[]>): readonly ImageName[] {
  const order: ImageName[] = [];
  const done = new Set<ImageName>();
  const visit = (name: ImageName, path: readonly FoundParent[], from: ImageName): void => {
    if (done.has(name)) return;
    for (const edge of found.get(name) ?? []) {
      if (!found.has(edge.parent)) throw new UserError(`${edge.place}: there is no image "${edge.parent}"`);
      const longer = [...path, edge];
      const start = edge.parent === from ? 0 : path.findIndex((one) => one.parent === edge.parent) + 1;
      if (edge.parent === from || start > 0) throw cycleError(longer.slice(start));
      visit(edge.parent, longer, from);
    }
    done.add(name);
    order.push(name);
  };
  for (const name of found.keys()) visit(name, [], name);
  return order;
}

/** `cycle` is a closed walk: its last edge leads to the image that the first one starts from. */
function cycleError(cycle: readonly FoundParent[]): UserError {
  const names = cycle.map((edge) => edge.parent);
  const walk = [names.at(-1), ...names].join(" → ");
  return new UserError(
    [`images are built from each other: ${walk}`, ...cycle.map((edge) => `  ${edge.place}`)].join("\n"),
  );
}
