/** YAML text with places: where a value stands, as `FILE:LINE:COL images.x.platforms[0]`. */
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLError,
} from "yaml";

/** Keys and indexes from the document's root. */
export type ValuePath = readonly (string | number)[];

export interface YamlDocument {
  /** The document as plain values, merge keys and aliases resolved. */
  readonly value: unknown;
  /** `FILE:LINE:COL path`, of the value or, with `"key"`, of its key; the nearest parent where it has no place. */
  place(path: ValuePath, of?: "key" | "value"): string;
  /** A scalar as it is written: `3.10` where the value is the number 3.1. `undefined` for anything else. */
  sourceText(path: ValuePath): string | undefined;
}

export type ParsedYaml =
  | { readonly kind: "document"; readonly document: YamlDocument; readonly problems: readonly string[] }
  /** No tree that is worth a second look. */
  | { readonly kind: "broken"; readonly problems: readonly [string, ...string[]] };

/** Parses one YAML document. Duplicate keys are problems of a document that can be checked further. */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const fatal: string[] = [];
  const duplicates: string[] = [];
  for (const error of document.errors) {
    const list = error.code === "DUPLICATE_KEY" ? duplicates : fatal;
    list.push(`${at(error.pos[0])} ${sentence(error, text)}`);
  }
  const [first, ...rest] = fatal;
  if (first !== undefined) return { kind: "broken", problems: [first, ...rest, ...duplicates] };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias without anchor, or a few lines that unfold to gigabytes.
    return {
      kind: "broken",
      problems: [`${file}: ${error instanceof Error ? error.message : String(error)}`],
    };
  }
  return {
    kind: "document",
    problems: duplicates,
    document: {
      value,
      place: (path, of = "value") => `${at(offsetOf(document, path, of))} ${formatPath(path)}`.trimEnd(),
      sourceText: (path) => {
        const node = locate(document, path)?.node;
        return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
      },
    },
  };
}

/** `["images", "x", "platforms", 0]` → `images.x.platforms[0]`. */
export function formatPath(path: ValuePath): string {
  return path
    .map((part, index) => {
      if (typeof part === "number") return `[${part}]`;
      if (!/^[A-Za-z0-9_-]+$/.test(part)) return `[${JSON.stringify(part)}]`;
      return index === 0 ? part : `.${part}`;
    })
    .join("");
}

interface Located {
  readonly node: Node | undefined;
  readonly key: Node | undefined;
}

function offsetOf(document: Document, path: ValuePath, of: "key" | "value"): number {
  for (let length = path.length; length >= 0; length--) {
    const found = locate(document, path.slice(0, length));
    const exact = length === path.length;
    const offset = (exact && of === "key" ? found?.key : found?.node)?.range?.[0] ?? found?.key?.range?.[0];
    if (offset !== undefined) return offset;
  }
  return 0;
}

function locate(document: Document, path: ValuePath): Located | undefined {
  let current: Located = { node: document.contents ?? undefined, key: undefined };
  for (const part of path) {
    const parent = isAlias(current.node) ? current.node.resolve(document) : current.node;
    const next = isSeq(parent) ? itemOf(parent.items, part) : pairOf(document, parent, part);
    if (next === undefined) return undefined;
    current = next;
  }
  return isAlias(current.node) ? { node: current.node.resolve(document), key: current.key } : current;
}

function itemOf(items: readonly unknown[], index: string | number): Located | undefined {
  const item = typeof index === "number" ? items[index] : undefined;
  return isNode(item) ? { node: item, key: undefined } : undefined;
}

/** The pair of a map, else the one that a merge key (`<<`) brings in. */
function pairOf(document: Document, parent: unknown, key: string | number): Located | undefined {
  if (!isMap(parent)) return undefined;
  const own = parent.items.find((pair) => keyText(pair) === String(key));
  if (own !== undefined) {
    return { node: isNode(own.value) ? own.value : undefined, key: isNode(own.key) ? own.key : undefined };
  }
  for (const merge of parent.items.filter((pair) => keyText(pair) === "<<")) {
    const value = isAlias(merge.value) ? merge.value.resolve(document) : merge.value;
    for (const source of isSeq(value) ? value.items : [value]) {
      const found = pairOf(document, isAlias(source) ? source.resolve(document) : source, key);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function keyText(pair: Pair): string | undefined {
  if (isScalar(pair.key)) return typeof pair.key.value === "symbol" ? "<<" : String(pair.key.value);
  return undefined;
}

/** The parser's words, put for somebody who did not write the parser. */
function sentence(error: YAMLError, text: string): string {
  switch (error.code) {
    case "DUPLICATE_KEY": {
      const key = /^[^\s:]+/.exec(text.slice(error.pos[0]))?.[0] ?? "";
      return `the key ${JSON.stringify(key)} stands twice in this map; remove one of them`;
    }
    case "TAB_AS_INDENT":
      return "a tab is used for indentation; YAML allows only spaces there";
    case "MULTIPLE_DOCS":
      return 'a second YAML document begins here ("---"); the images file is a single one';
    case "BAD_INDENT":
      return `the indentation does not fit the lines above it (${error.message})`;
    default:
      return `not valid YAML: ${error.message}`;
  }
}
