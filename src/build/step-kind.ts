/** What a step is for, told by its name. Pure. */
import type { StepKind } from "./step-time.ts";

/** BuildKit's names: `[internal] load build context`, `exporting to image`, `[runtime 3/5] RUN …`. */
export function kindOfStep(name: string): StepKind {
  if (/^\[context [^\]]*\] (load metadata|\S+@sha256:)/.test(name)) return "base";
  if (/^\[(internal\] load build context|context )/.test(name)) return "transfer";
  if (/^importing cache manifest/.test(name)) return "cache-import";
  if (/^(exporting cache|exporting to GitHub Actions Cache|preparing build cache)/.test(name))
    return "cache-export";
  if (/^pushing /.test(name)) return "push";
  if (/^(exporting|sending tarball|resolving provenance|generating sbom|unpacking to)/.test(name))
    return "export";
  if (/^\[(internal|auth)\]/.test(name)) return "internal";
  if (/^docker-image:\/\/|^oci-layout:\/\/|^\[[^\]]*\d+\/\d+\] FROM /.test(name)) return "base";
  return /^\[[^\]]*\d+\/\d+\] /.test(name) ? "instruction" : "internal";
}

/** The parts of `exporting to image`, which the stream tells as statuses of that one step. */
export function kindOfStatus(id: string): "push" | "export" | undefined {
  if (/^pushing /.test(id)) return "push";
  return /^(exporting|unpacking|sending) /.test(id) ? "export" : undefined;
}
