/**
 * Why is my image built? Content decides, the registry proves, and not knowing means: build. Pure.
 *
 * A reuse carries its proof (the manifest that was found, with the right label), a build at least one reason.
 */
import type { Rebuild } from "../inputs.ts";
import type {
  Decision,
  Digest,
  Fingerprint,
  FoundImage,
  ImageInputs,
  ImageName,
  ParentEdge,
} from "../model.ts";
import { parseManifest } from "../registry/manifest.ts";

/** What the registry said about an image's fingerprint. */
export type Lookup =
  | {
      readonly kind: "found";
      readonly image: FoundImage;
      /** Digests of its bases of this repository when it was built. */
      readonly parentDigests: ReadonlyMap<string, string>;
      /** Digests of its external bases when it was built. */
      readonly bases: ReadonlyMap<string, string>;
    }
  | { readonly kind: "absent"; readonly because: string }
  /** No registry, no answer, no permission. */
  | { readonly kind: "unknown"; readonly because: string };

export interface Candidate {
  readonly name: ImageName;
  readonly fingerprint: Fingerprint;
  readonly inputs: ImageInputs;
  readonly parents: readonly ParentEdge[];
  readonly lookup: Lookup;
  /** What changed since an image of this line was last built; only explains, and may be empty. */
  readonly changes: readonly string[];
}

/** Decides for every image; `candidates` has parents before children. */
export function decideImages(
  candidates: readonly Candidate[],
  rebuild: Rebuild,
): ReadonlyMap<ImageName, Decision> {
  const decisions = new Map<ImageName, Decision>();
  const builders = new Map<Fingerprint, ImageName>();
  for (const candidate of candidates) {
    const { name, fingerprint } = candidate;
    const reasons = reasonsToBuild(candidate, rebuild, decisions);
    const [first, ...rest] = reasons;
    const twin = builders.get(fingerprint);
    if (first === undefined && candidate.lookup.kind === "found") {
      decisions.set(name, {
        action: "reuse",
        name,
        fingerprint,
        reasons: [`unchanged: found as ${candidate.lookup.image.repository}:${candidate.lookup.image.tag}`],
        found: candidate.lookup.image,
      });
    } else if (twin !== undefined) {
      decisions.set(name, {
        action: "share",
        name,
        fingerprint,
        reasons: [`same content as ${twin}`],
        with: twin,
      });
    } else {
      builders.set(fingerprint, name);
      decisions.set(name, {
        action: "build",
        name,
        fingerprint,
        reasons: [first ?? "nothing proves that it exists", ...rest],
        replaces: candidate.lookup.kind !== "absent",
        isAskedFor: isAskedFor(candidate.name, rebuild),
      });
    }
  }
  return decisions;
}

function isAskedFor(name: ImageName, rebuild: Rebuild): boolean {
  return rebuild.kind === "all" || (rebuild.kind === "named" && rebuild.names.includes(name));
}

function reasonsToBuild(
  candidate: Candidate,
  rebuild: Rebuild,
  decisions: ReadonlyMap<ImageName, Decision>,
): string[] {
  const { name, inputs, lookup, parents, changes } = candidate;
  const reasons: string[] = [];
  if (isAskedFor(name, rebuild)) reasons.push("asked for by the input rebuild");
  for (const { parent } of parents) {
    const decision = decisions.get(parent);
    if (decision !== undefined && decision.action !== "reuse") {
      reasons.push(`base ${parent} is built because ${decision.reasons.join(", ")}`);
    } else if (lookup.kind === "found" && decision?.action === "reuse") {
      const was = lookup.parentDigests.get(parent);
      const is = decision.found.manifest.digest;
      if (!isBuiltOn(was, decision.found))
        reasons.push(`base ${parent} was rebuilt: ${shortDigest(was)} → ${shortDigest(is)}`);
    }
  }
  reasons.push(...inputs.unknowns);
  if (lookup.kind !== "found")
    reasons.push(...(changes.length > 0 || reasons.length > 0 ? changes : [lookup.because]));
  // Two references may mean one base.
  return [...new Set(reasons)];
}

/** `was`: the base's digest, or those of its platforms, which were built apart and merged into an index. */
function isBuiltOn(was: string | undefined, { manifest }: FoundImage): boolean {
  if (was === undefined || was === manifest.digest) return was === manifest.digest;
  const parsed = parseManifest(manifest.bytes, manifest.mediaType);
  const parts = new Set<string>(parsed?.kind === "index" ? parsed.entries.map(({ digest }) => digest) : []);
  return was.split(",").every((digest) => digest === manifest.digest || parts.has(digest));
}

function shortDigest(digest: Digest | string | undefined): string {
  return digest === undefined ? "unknown" : digest.slice(0, "sha256:".length + 12);
}
