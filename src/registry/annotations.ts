/** A manifest's annotations. Pure. */
import { objectAt, parseJsonObject } from "./json.ts";

/** None where there are none, or the bytes are no manifest. */
export function annotationsOf(manifest: Uint8Array): ReadonlyMap<string, string> {
  const annotations = objectAt(parseJsonObject(manifest), "annotations") ?? {};
  return new Map(
    Object.entries(annotations).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as const] : [],
    ),
  );
}

/** The same manifest with these annotations on top of its own. */
export function withAnnotations(manifest: Uint8Array, added: ReadonlyMap<string, string>): Buffer {
  const annotations = Object.fromEntries([...annotationsOf(manifest), ...added]);
  return Buffer.from(JSON.stringify({ ...parseJsonObject(manifest), annotations }));
}
