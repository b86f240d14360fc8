/**
 * Whether a cache's layers can be read on demand: told in the cache's own manifest, so that the answer goes with the layers
 * it is about, and nobody can give it who could not have written the cache. Pure.
 */
import { numberAt, objectAt, parseJsonObject, stringAt } from "../registry/json.ts";

export type Verdict =
  | { readonly kind: "exact" }
  /** `at`: ISO 8601, when it was found. */
  | { readonly kind: "differs"; readonly because: string; readonly at: string };

const KEY = "io.ml-image-build.lazy";
/** Of what is looked at: an answer by other rules is none. */
const RULES = 1;
/** A base or a package may have changed meanwhile: a heavy build then writes in eStargz again, and looks. */
const LASTS_MS = 30 * 24 * 3_600_000;

/** `undefined`: nobody has looked at these layers, or it is long ago. */
export function readVerdict(manifest: Uint8Array, now: number): Verdict | undefined {
  const text = stringAt(objectAt(parseJsonObject(manifest), "annotations"), KEY);
  const json = parseJsonObject(text ?? "");
  if (json === undefined || numberAt(json, "rules") !== RULES) return undefined;
  const because = stringAt(json, "differs");
  if (because === undefined) return json.exact === true ? { kind: "exact" } : undefined;
  const at = stringAt(json, "at") ?? "";
  return now - Date.parse(at) < LASTS_MS ? { kind: "differs", because, at } : undefined;
}

/** The same manifest with the answer. Throws where it is no JSON object. */
export function writeVerdict(manifest: Uint8Array, verdict: Verdict): Buffer {
  const json = parseJsonObject(manifest);
  if (json === undefined) throw new Error("it is no manifest");
  const told =
    verdict.kind === "exact"
      ? { rules: RULES, exact: true }
      : { rules: RULES, differs: verdict.because, at: verdict.at };
  const annotations = { ...objectAt(json, "annotations"), [KEY]: JSON.stringify(told) };
  return Buffer.from(JSON.stringify({ ...json, annotations }));
}
