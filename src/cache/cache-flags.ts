/** A cache's place → what buildx takes. Pure. */

/** Half the time of gzip's default level, for 3 % more bytes: docs/decisions/0061-gzip-at-level-4.md. */
export const GZIP: readonly string[] = ["compression=gzip", "compression-level=4"];

/** Gzip layers with an index, which a builder can read on demand: docs/lazy.md. */
export const ESTARGZ: readonly string[] = ["compression=estargz", "compression-level=4"];

/**
 * A registry cache in eStargz. By force: one plain layer, as of a base, and BuildKit pulls all that lie above it too
 * (seen: 61 MB instead of less than 20). A cache is written only after a step that really ran.
 */
const LAZY_CACHE: readonly string[] = [...ESTARGZ, "force-compression=true"];

/** Where one layer cache lies. */
export type CacheLocation =
  /** `host/repository:tag`. */
  | { readonly kind: "registry"; readonly reference: string }
  /** GitHub's cache service, which buildx finds in its environment. */
  | { readonly kind: "gha"; readonly scope: string };

/**
 * How long BuildKit asks GitHub's cache again that has it wait (429): its own ten minutes for each question would keep
 * all builds of the builder.
 */
const GHA_TIMEOUT = "timeout=60s";

/** The value of `--cache-from`. */
export function importFlag(location: CacheLocation): string {
  switch (location.kind) {
    case "registry":
      return `type=registry,ref=${location.reference}`;
    case "gha":
      return `type=gha,scope=${location.scope},${GHA_TIMEOUT}`;
  }
}

/**
 * The value of `--cache-to`: every stage's layers. `ignore-error`, because a build whose cache cannot be
 * written is a good build; the progress stream tells the cause. `isLazy`: for builders that read on demand.
 */
export function exportFlag(location: CacheLocation, isLazy = false): string {
  switch (location.kind) {
    case "registry":
      // ECR takes a cache only as an image manifest with OCI types (aws/containers-roadmap#876); BuildKit
      // before 0.21 does neither by default.
      return `${importFlag(location)},mode=max,image-manifest=true,oci-mediatypes=true,${(isLazy ? LAZY_CACHE : GZIP).join(",")},ignore-error=true`;
    case "gha":
      return `${importFlag(location)},mode=max,ignore-error=true`;
  }
}

/** For messages. */
export function describeLocation(location: CacheLocation): string {
  return location.kind === "registry" ? location.reference : `GitHub's cache, scope ${location.scope}`;
}
