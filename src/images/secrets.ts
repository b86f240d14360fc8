/** `--secret` values, as users write them and as bake prints them. */
import type { SecretSpec } from "../model.ts";

export type ParsedSecret =
  | { readonly kind: "secret"; readonly secret: SecretSpec }
  | { readonly kind: "wrong"; readonly because: string };

/** Parses `id=hf_token,env=HF_TOKEN`, `type=file,id=key,src=key.txt`, or only an id (the variable of that name). */
export function parseSecret(text: string): ParsedSecret {
  const fields = new Map<string, string>();
  for (const part of text.split(",")) {
    const equals = part.indexOf("=");
    if (equals < 0) return wrong(`${JSON.stringify(part.trim())} has no "="`);
    const key = part.slice(0, equals).trim().toLowerCase();
    if (!secretKeys.has(key)) {
      return wrong(`it has the unknown key ${JSON.stringify(key)} (known: id, env, src, type)`);
    }
    const name = key === "source" ? "src" : key;
    if (fields.has(name)) return wrong(`${JSON.stringify(key)} stands there twice`);
    fields.set(name, part.slice(equals + 1).trim());
  }
  return secretFromFields({
    id: fields.get("id"),
    env: fields.get("env"),
    src: fields.get("src"),
    type: fields.get("type"),
  });
}

export interface SecretFields {
  readonly id?: string | undefined;
  readonly env?: string | undefined;
  readonly src?: string | undefined;
  readonly type?: string | undefined;
}

/** The same from separate fields, as bake prints them. */
export function secretFromFields(fields: SecretFields): ParsedSecret {
  const { id, env, src, type } = fields;
  if (id === undefined || id === "") return wrong('it has no "id"');
  if (env !== undefined && src !== undefined) return wrong('it has both "env" and "src"');
  if (type !== undefined && type !== "env" && type !== "file") {
    return wrong(`its type is ${JSON.stringify(type)}, not "env" or "file"`);
  }
  if (env === "" || src === "") return wrong(`its "${env === "" ? "env" : "src"}" is empty`);
  if (env !== undefined) return { kind: "secret", secret: { id, source: { kind: "env", variable: env } } };
  if (src !== undefined) {
    // Docker takes type=env with src=NAME as the variable NAME.
    const source =
      type === "env" ? ({ kind: "env", variable: src } as const) : ({ kind: "file", path: src } as const);
    return { kind: "secret", secret: { id, source } };
  }
  if (type === "file") return wrong('it has "type=file" but no "src"');
  return { kind: "secret", secret: { id, source: { kind: "env", variable: id } } };
}

const secretKeys = new Set(["id", "env", "src", "source", "type"]);

function wrong(because: string): ParsedSecret {
  return { kind: "wrong", because };
}
