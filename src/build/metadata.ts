/** What `--metadata-file` tells of a finished build. Pure. */
import type { Digest } from "../model.ts";

export interface BuildMetadata {
  /** Digest of what was pushed; the index where there is one. */
  readonly digest: Digest | undefined;
  /** Base images that BuildKit really used: package URL → digest. */
  readonly materials: ReadonlyMap<string, string>;
}

/** Never throws: metadata that cannot be read is metadata that says nothing. */
export function parseMetadata(text: string | undefined): BuildMetadata {
  const value = parseJson(text);
  const digest = value["containerimage.digest"];
  const materials = new Map<string, string>();
  for (const provenance of provenances(value)) {
    for (const material of provenance.materials ?? []) {
      const sha256 = material.digest?.sha256;
      if (material.uri !== undefined && sha256 !== undefined) materials.set(material.uri, `sha256:${sha256}`);
    }
  }
  return {
    digest:
      typeof digest === "string" && /^sha256:[0-9a-f]{64}$/.test(digest) ? (digest as Digest) : undefined,
    materials,
  };
}

interface Provenance {
  readonly materials?: readonly { readonly uri?: string; readonly digest?: { readonly sha256?: string } }[];
}

/** One for the build, or one for each platform (`buildx.build.provenance/linux/arm64`). */
function provenances(value: Readonly<Record<string, unknown>>): readonly Provenance[] {
  return Object.entries(value)
    .filter(
      ([key, one]) => key.startsWith("buildx.build.provenance") && typeof one === "object" && one !== null,
    )
    .map(([, one]) => one as Provenance);
}

function parseJson(text: string | undefined): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
