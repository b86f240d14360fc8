/** A CloudFormation template's text → plain JSON, short forms (`!Ref X`) written out. Pure. */
import { type Document, isAlias, isMap, isPair, isScalar, isSeq, parseDocument } from "yaml";
import { isObject, type JsonObject, parseJsonObject } from "../registry/json.ts";

/** `undefined`: neither JSON nor YAML with an object on top. CloudFormation itself checks the rest. */
export function parseTemplate(text: string): JsonObject | undefined {
  const json = parseJsonObject(text);
  if (json !== undefined) return json;
  const document = parseDocument(text, { logLevel: "silent", uniqueKeys: false });
  if (document.errors.length > 0) return undefined;
  const value = plain(document.contents, document);
  return isObject(value) ? value : undefined;
}

function plain(node: unknown, document: Document): unknown {
  if (isAlias(node)) return plain(node.resolve(document), document);
  if (isScalar(node)) return withTag(node.tag, node.value);
  if (isSeq(node))
    return withTag(
      node.tag,
      node.items.map((item) => plain(item, document)),
    );
  if (!isMap(node)) return undefined;
  const entries = node.items.flatMap((pair): (readonly [string, unknown])[] => {
    if (!isPair(pair) || !isScalar(pair.key)) return [];
    return [[String(pair.key.value), plain(pair.value, document)]];
  });
  return withTag(node.tag, Object.fromEntries(entries));
}

/** `!Ref X` → `{Ref: X}`, `!GetAtt A.B` → `{"Fn::GetAtt": ["A", "B"]}`. */
function withTag(tag: string | undefined, value: unknown): unknown {
  if (tag === undefined || !tag.startsWith("!") || tag === "!") return value;
  const name = tag.slice(1);
  if (name === "Ref" || name === "Condition") return { [name]: value };
  if (name === "GetAtt" && typeof value === "string") {
    const dot = value.indexOf(".");
    return { "Fn::GetAtt": dot < 0 ? [value] : [value.slice(0, dot), value.slice(dot + 1)] };
  }
  return { [`Fn::${name}`]: value };
}
