/** Which image of this run a `FROM`, `COPY --from` or mount `from=` means. Pure. */
import type { ImageReference } from "../dockerfile/analysis.ts";
import type { ImageSpec, RegistryTarget } from "../model.ts";
import { type ReferenceParts, splitReference } from "./split-reference.ts";
import { pathBelow } from "./tag-repositories.ts";
import { isLibrary, isUpstream } from "./upstream-names.ts";

export type ReferenceMatch =
  | { readonly kind: "external" }
  | {
      readonly kind: "parent";
      readonly spec: ImageSpec;
      readonly how: MatchKind;
      /** Everybody else means another image by this name: see `upstream-names.ts`. */
      readonly isUpstream?: boolean;
    }
  /** Several images go to this repository and none of them has this tag. */
  | { readonly kind: "ambiguous"; readonly specs: readonly ImageSpec[] };

/** What of a reference tells which image it means. */
export type NamedReference = Pick<ImageReference, "reference" | "asWritten" | "prefixFromVariable">;

/** `bare`: `ml-base:1`; `variable`: `$REGISTRY/ml-base`; `registry`: at the registry input itself. */
export type MatchKind = "bare" | "variable" | "registry";

/** Finds the image that a reference means. Own images count too; the caller knows whose Dockerfile it is. */
export function matchReference(
  reference: NamedReference,
  specs: readonly ImageSpec[],
  registry: RegistryTarget | undefined,
): ReferenceMatch {
  const parts = splitReference(reference.reference.replace(/^\/+/, ""));
  // A digest names content that exists already, not what this run builds.
  if (parts.digest !== undefined) return { kind: "external" };
  if (parts.host !== undefined) {
    const path = pathBelow(parts.host, parts.path, registry);
    const found = path === undefined ? undefined : choose(imagesAt(path, specs), parts, "registry");
    if (found !== undefined) return found;
  }
  const found = startsWithVariable(reference)
    ? matchAfterVariable(reference, parts, specs, registry)
    : parts.host === undefined
      ? choose(imagesAt(parts.path, specs), parts, "bare")
      : undefined;
  // An empty prefix (`/redis:7`) is legal only as one of ours.
  if (found?.kind !== "parent" || reference.reference.startsWith("/")) return found ?? { kind: "external" };
  return { ...found, isUpstream: isUpstream(parts, found.spec) };
}

/** The reference begins with a variable that stands for registry and prefix: `$REGISTRY/ml-base`, not `$IMAGE`. */
export function startsWithVariable(reference: NamedReference): boolean {
  return reference.prefixFromVariable && afterFirstSlash(reference.asWritten) !== undefined;
}

/**
 * What stands after the variable's slash counts: `$REGISTRY/team/ml-base` is `team/ml-base`, or a longer or shorter
 * end of it.
 */
function matchAfterVariable(
  reference: NamedReference,
  parts: ReferenceParts,
  specs: readonly ImageSpec[],
  registry: RegistryTarget | undefined,
): ReferenceMatch | undefined {
  if (isLibrary(parts.path)) return undefined;
  const written = afterFirstSlash(reference.asWritten)?.split("/").length ?? 1;
  const path = parts.path.split("/");
  const whole = path.slice(-written).join("/");
  const belowPrefix =
    registry !== undefined && registry.prefix !== "" && whole.startsWith(registry.prefix)
      ? [whole.slice(registry.prefix.length)]
      : [];
  // Longest first, so that team/ml-base is not taken for ml-base where both exist.
  const ends = path.map((_, index) => path.slice(index).join("/"));
  // `pytorch/pytorch` is not the folder's own `pytorch`.
  if (written > 1 && path.at(-1) === path.at(-2)) ends.pop();
  for (const candidate of [whole, ...belowPrefix, ...ends]) {
    const found = choose(imagesAt(candidate, specs), parts, "variable");
    if (found !== undefined) return found;
  }
  return undefined;
}

function imagesAt(path: string, specs: readonly ImageSpec[]): readonly ImageSpec[] {
  const named = specs.filter((spec) => spec.name === path);
  return named.length > 0 ? named : specs.filter((spec) => spec.repositories.includes(path));
}

/** One image is meant whatever the tag says; among variants in one repository the tag tells. */
function choose(
  found: readonly ImageSpec[],
  parts: ReferenceParts,
  how: MatchKind,
): ReferenceMatch | undefined {
  const [first, second] = found;
  if (first === undefined) return undefined;
  if (second === undefined) return { kind: "parent", spec: first, how };
  const tagged = found.find((spec) => spec.tags.includes(parts.tag ?? "latest"));
  if (tagged !== undefined) return { kind: "parent", spec: tagged, how };
  // Without tags only equal builds may share a repository (shared-repositories.ts): either will do.
  if (found.every((spec) => spec.tags.length === 0)) return { kind: "parent", spec: first, how };
  return { kind: "ambiguous", specs: found };
}

/** Outside of `${…}`, where a default value may have slashes of its own. */
function afterFirstSlash(written: string): string | undefined {
  const bare = written.replace(/\$\{[^}]*\}/g, (variable) => variable.replaceAll("/", "_"));
  const slash = bare.indexOf("/");
  return slash < 0 ? undefined : written.slice(slash + 1);
}
