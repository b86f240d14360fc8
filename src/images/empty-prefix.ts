/** `FROM $REGISTRY/ml-base` with an empty REGISTRY, which BuildKit refuses: the build arg that mends it. Pure. */
import type { ImageReference } from "../dockerfile/analysis.ts";
import type { RegistryTarget } from "../model.ts";

export interface PrefixArg {
  /** The build arg to set. */
  readonly variable: string;
  readonly value: string;
  /** The reference as BuildKit then sees it. */
  readonly reference: string;
}

/** A host that no registry has; the reference is replaced by a named context and never asked for there. */
const placeholderHost = "ml-image-build.local";

/** `undefined` where the reference's prefix is not empty. */
export function argForEmptyPrefix(
  reference: ImageReference,
  registry: RegistryTarget | undefined,
): PrefixArg | undefined {
  if (!reference.reference.startsWith("/")) return undefined;
  const variable = /^\$\{?([A-Za-z_][A-Za-z0-9_]*)/.exec(reference.asWritten)?.[1];
  if (variable === undefined || !reference.emptyVariables.includes(variable)) return undefined;
  const value =
    registry === undefined ? placeholderHost : `${registry.host}/${registry.prefix}`.replace(/\/+$/, "");
  return { variable, value, reference: `${value}/${reference.reference.replace(/^\/+/, "")}` };
}
