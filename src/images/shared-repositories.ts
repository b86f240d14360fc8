/** Two images in one repository: fine as variants of one thing, a mistake when they would overwrite each other. */
import type { ContextSource, ImageSpec } from "../model.ts";

export interface RepositoryConflict {
  /** The later one of the two. */
  readonly spec: ImageSpec;
  readonly other: ImageSpec;
  readonly repository: string;
  /** Ends the sentence "… belongs to the image x too, ". */
  readonly because: string;
}

/**
 * Finds repositories that two different builds push to. Allowed are images that build the same (two services of one image),
 * and variants that are told apart by their tags: each has some, and none has one of the other's.
 */
export function findRepositoryConflicts(specs: readonly ImageSpec[]): readonly RepositoryConflict[] {
  const conflicts: RepositoryConflict[] = [];
  const owners = new Map<string, ImageSpec[]>();
  for (const spec of specs) {
    for (const repository of spec.repositories) {
      const others = owners.get(repository) ?? [];
      for (const other of others) {
        const because = conflictOf(spec, other);
        if (because === undefined) continue;
        conflicts.push({ spec, other, repository, because });
        break;
      }
      owners.set(repository, [...others, spec]);
    }
  }
  return conflicts;
}

function conflictOf(spec: ImageSpec, other: ImageSpec): string | undefined {
  if (buildKey(spec) === buildKey(other)) return undefined;
  const both = spec.tags.find((tag) => other.tags.includes(tag));
  if (both !== undefined) {
    return `and both would move its tag ${JSON.stringify(both)}; give each image tags or a repository of its own`;
  }
  if (spec.tags.length > 0 && other.tags.length > 0) return undefined;
  return "and they are different builds; give each image a repository of its own, or tags that tell them apart";
}

/** Equal for images that are built from the same definition, whatever they are called. */
function buildKey(spec: ImageSpec): string {
  return JSON.stringify([
    sourceKey(spec.context),
    spec.dockerfile,
    spec.target ?? null,
    [...spec.args].map(([name, value]) => [name, value ?? null]).sort(),
    [...spec.contexts].map(([name, source]) => [name, sourceKey(source)]).sort(),
    spec.secrets.map((secret) => secret.id).sort(),
    spec.platforms.toSorted(),
    spec.runtime,
    spec.link,
    spec.buildFlags.toSorted(),
  ]);
}

function sourceKey(source: ContextSource): string {
  switch (source.kind) {
    case "local":
    case "outside":
      return `path ${source.path}`;
    case "image":
      return `image ${source.image}`;
    case "reference":
      return `reference ${source.reference}`;
    case "remote":
      return `url ${source.url}`;
  }
}
