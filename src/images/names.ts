/** Names of images, repositories and tags: their grammars, and how a free text becomes one. */
import type { ImageName } from "../model.ts";

/** A path component of https://github.com/opencontainers/distribution-spec: lower case, single separators. */
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
/** An image's name in the images file: usable as a repository. */
export const imageNamePattern = `^${component}$`;
/** A repository below the registry. A first part with a dot would be a host by Docker's rules, so it needs none. */
export const repositoryPattern = `^(?!localhost/)(?![^/]*\\.[^/]*/)${component}(?:/${component})*$`;
/** A named context, as buildx lets it through: an image reference, which has no capitals in its path. */
export const contextNamePattern = `^(?:[A-Za-z0-9.-]+(?::[0-9]+)?/)?${component}(?:/${component})*(?::[A-Za-z0-9_][A-Za-z0-9._-]*)?$`;
/** A tag that a user may choose; `src-…` and `pr12-src-…` are the ones this tool proves images by. */
export const tagPattern = "^(?!(?:pr[0-9]+-)?src-)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$";

/** The only place where a text becomes an ImageName; callers have checked it, or took it from buildx. */
export function imageName(text: string): ImageName {
  return text as ImageName;
}

/** Lower case, everything that a repository cannot have replaced by `-`; `undefined` when nothing is left. */
export function repositorySafe(text: string): string | undefined {
  const safe = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, (run) => (/^(?:\.|_|__|-+)$/.test(run) ? run : "-"))
    .replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, "");
  return safe === "" ? undefined : safe;
}
