/** The tags of a bake target or compose service → repositories below the registry, and tags that move. */
import type { RegistryTarget } from "../model.ts";
import { repositoryPattern, tagPattern } from "./names.ts";
import { splitReference } from "./split-reference.ts";

export interface TagRepositories {
  /** Empty: no tag says where; the image's name does. */
  readonly repositories: readonly string[];
  readonly tags: readonly string[];
  /** Tags at registries other than ours. */
  readonly ignored: readonly string[];
  readonly problems: readonly string[];
}

/**
 * A tag without host names a repository below the registry; a tag at the registry itself names the path below
 * its prefix; other hosts are ignored. Only tags that are written count: `app` alone moves no `latest`.
 */
export function repositoriesOfTags(
  references: readonly string[],
  registry: RegistryTarget | undefined,
): TagRepositories {
  const repositories = new Set<string>();
  const tags = new Set<string>();
  const ignored: string[] = [];
  const problems: string[] = [];
  for (const reference of references) {
    const parts = splitReference(reference);
    const repository = parts.host === undefined ? parts.path : pathBelow(parts.host, parts.path, registry);
    if (repository === undefined) {
      ignored.push(reference);
    } else if (!new RegExp(repositoryPattern).test(repository)) {
      problems.push(`expected a tag such as team/app:1.0, found ${JSON.stringify(reference)}`);
    } else if (parts.tag !== undefined && !new RegExp(tagPattern).test(parts.tag)) {
      problems.push(
        `expected a tag such as ${repository}:1.0 (src-… is set by this tool itself), found ${JSON.stringify(reference)}`,
      );
    } else {
      repositories.add(repository);
      if (parts.tag !== undefined) tags.add(parts.tag);
    }
  }
  return { repositories: [...repositories], tags: [...tags], ignored, problems };
}

/** The repository that `host/path` is below the registry, `undefined` when it lies elsewhere. */
export function pathBelow(
  host: string,
  path: string,
  registry: RegistryTarget | undefined,
): string | undefined {
  if (registry === undefined || host !== registry.host || !path.startsWith(registry.prefix)) return undefined;
  const rest = path.slice(registry.prefix.length);
  return rest === "" ? undefined : rest;
}
