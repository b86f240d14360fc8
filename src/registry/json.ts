/** Reading JSON that somebody else wrote: every answer is `undefined` instead of a surprise. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `undefined`: not JSON, or not an object. */
export function parseJsonObject(text: string | Uint8Array): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(typeof text === "string" ? text : Buffer.from(text).toString("utf8"));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function objectAt(value: JsonObject | undefined, key: string): JsonObject | undefined {
  const found = value?.[key];
  return isObject(found) ? found : undefined;
}

/** The objects in an array; everything else in it is left out. */
export function objectsAt(value: JsonObject | undefined, key: string): readonly JsonObject[] {
  const found = value?.[key];
  return Array.isArray(found) ? found.filter(isObject) : [];
}

/** The strings in an array; everything else in it is left out. */
export function stringsAt(value: JsonObject | undefined, key: string): readonly string[] {
  const found = value?.[key];
  return Array.isArray(found) ? found.filter((item) => typeof item === "string") : [];
}

/** `undefined` for an absent, empty or other value. */
export function stringAt(value: JsonObject | undefined, key: string): string | undefined {
  const found = value?.[key];
  return typeof found === "string" && found !== "" ? found : undefined;
}

export function numberAt(value: JsonObject | undefined, key: string): number | undefined {
  const found = value?.[key];
  return typeof found === "number" && Number.isFinite(found) ? found : undefined;
}
