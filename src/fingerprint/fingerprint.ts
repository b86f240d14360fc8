/** Inputs → fingerprint. Pure. */
import { createHash } from "node:crypto";
import type { Fingerprint, InputComponent } from "../model.ts";

/**
 * Part of every fingerprint: raised when the same inputs would be built or analysed differently, so that
 * nothing that an older version decided is reused.
 */
export const FINGERPRINT_VERSION = "1";

const kinds: readonly InputComponent["kind"][] = [
  "version",
  "dockerfile",
  "option",
  "arg",
  "base",
  "parent",
  "file",
  "unknown",
];

/** The same components in any order give the same fingerprint; every field is delimited. */
export function computeFingerprint(components: readonly InputComponent[]): Fingerprint {
  const lines = [{ kind: "version", name: "", value: FINGERPRINT_VERSION } as const, ...components]
    .map(({ kind, name, value }) => `${kinds.indexOf(kind)} ${JSON.stringify([name, value])}`)
    .sort();
  return createHash("sha256").update(lines.join("\n")).digest("hex") as Fingerprint;
}
