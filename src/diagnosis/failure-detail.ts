/** A failed build in parts, for reports that show them apart. */
import { isObject, numberAt, stringAt } from "../registry/json.ts";

export interface FailureDetail {
  /** Of the Dockerfile. */
  readonly line?: number;
  /** The log's own line. */
  readonly said?: string;
  readonly cause?: string;
  readonly remedy?: string;
  /** Where the failure is described: a URL. */
  readonly source?: string;
  /** What is kept of the build for the next one. */
  readonly kept?: string;
}

/** What another job wrote; fields of another type are left out. */
export function parseFailureDetail(value: unknown): FailureDetail | undefined {
  if (!isObject(value)) return undefined;
  const line = numberAt(value, "line");
  const texts = (["said", "cause", "remedy", "source", "kept"] as const).flatMap((key) => {
    const text = stringAt(value, key);
    return text === undefined ? [] : [[key, text.slice(0, 2000)] as const];
  });
  return { ...(line === undefined ? {} : { line }), ...Object.fromEntries(texts) };
}
