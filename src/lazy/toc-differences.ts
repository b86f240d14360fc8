/**
 * What a layer holds that its eStargz index does not, or that the snapshotter shows in another way than an unpacked layer
 * has it: docs/decisions/0085-exact-lazy-layers.md. Anything that is not known to come out equal is a difference. Pure.
 */
import { posix } from "node:path";
import { isObject, type JsonObject, numberAt, objectAt, objectsAt, stringAt } from "../registry/json.ts";

const WHITEOUT = ".wh.";
const OPAQUE = ".wh..wh..opq";
/** Names that the snapshotter keeps for itself, at the root of a layer. */
const RESERVED = new Set([
  ".prefetch.landmark",
  ".no.prefetch.landmark",
  ".stargz-snapshotter",
  "stargz.index.json",
]);
/** 0, and what is before it, is left out and seen as the year 1; later times are not in every file system. */
const KNOWN_TIME = /^(?:19[7-9]\d|20\d\d)-/;
const LARGEST_ID = 2 ** 32 - 2;
const LARGEST_MAJOR = 2 ** 12 - 1;
const LARGEST_MINOR = 2 ** 20 - 1;

interface Entry {
  readonly path: string;
  readonly type: string;
  readonly json: JsonObject;
}

/** One reason, for people; `undefined`: read on demand, the layer is what it is when it is unpacked. */
export function findTocDifference(toc: JsonObject): string | undefined {
  // Go writes an empty list so.
  const isEmpty = toc.entries === null;
  const isKnown = Array.isArray(toc.entries) && toc.entries.every(isObject);
  if (toc.version !== 1 || !(isEmpty || isKnown)) return "its index has another form";
  const entries = new Map<string, Entry>();
  for (const json of objectsAt(toc, "entries")) {
    const type = stringAt(json, "type") ?? "";
    // A further part of a large file.
    if (type === "chunk") continue;
    const path = cleanPath(stringAt(json, "name") ?? "");
    if (entries.has(path)) return `/${path} is in it twice`;
    entries.set(path, { path, type, json });
  }
  for (const entry of entries.values()) {
    const found = findDifference(entry, entries);
    if (found !== undefined) return `/${entry.path}${found}`;
  }
  return undefined;
}

/** As Go's `path.Clean` has it, without the first slash. */
function cleanPath(name: string): string {
  return posix.normalize(`/${name}`).replace(/^\/+|\/+$/g, "");
}

function findDifference(entry: Entry, entries: ReadonlyMap<string, Entry>): string | undefined {
  const { path, type, json } = entry;
  const target = stringAt(json, "linkName") ?? "";
  const attributes = Object.keys(objectAt(json, "xattrs") ?? {});
  if ([path, target, ...attributes].some((text) => text.includes("\uFFFD")))
    return " has a name that is not UTF-8";
  const names = path.split("/");
  const base = names.at(-1) ?? "";
  if (RESERVED.has(names[0] ?? "")) return " has a name that the snapshotter keeps for itself";
  if (path === "") return isPlainRoot(entry) ? undefined : " has a mode or an owner of its own";
  const parent = entries.get(names.slice(0, -1).join("/"));
  if (names.length > 1 && parent?.type !== "dir") return " is in a directory that the layer does not have";
  if (names.slice(0, -1).some((name) => name.startsWith(WHITEOUT))) return " is below a name of whiteouts";
  if (base.startsWith(WHITEOUT)) return findWhiteoutDifference(entry, base, entries);
  if (!KNOWN_TIME.test(stringAt(json, "modtime") ?? ""))
    return " has a modification time of 0, or one that not every file system knows";
  if (attributes.some((name) => name !== "security.capability")) return " has extended attributes";
  if (![numberAt(json, "uid") ?? 0, numberAt(json, "gid") ?? 0].every((id) => isBetween(id, LARGEST_ID)))
    return " has an owner that is no number of Linux";
  return findTypeDifference(type, json, target, entries);
}

function findTypeDifference(
  type: string,
  json: JsonObject,
  target: string,
  entries: ReadonlyMap<string, Entry>,
): string | undefined {
  switch (type) {
    case "reg":
    case "dir":
    case "fifo":
      return undefined;
    case "symlink":
      return ((numberAt(json, "mode") ?? 0) & 0o777) === 0o777 ? undefined : " is a link with a mode";
    case "hardlink": {
      const linked = entries.get(cleanPath(target))?.type;
      const isFile = linked !== undefined && linked !== "dir" && linked !== "hardlink";
      return isFile ? undefined : " is a hard link to what the layer does not have";
    }
    case "char":
    case "block": {
      const [major, minor] = [numberAt(json, "devMajor") ?? 0, numberAt(json, "devMinor") ?? 0];
      const isKnown = isBetween(major, LARGEST_MAJOR) && isBetween(minor, LARGEST_MINOR);
      // The device 0:0 is how overlayfs tells a file that is gone.
      return isKnown && major + minor > 0 ? undefined : " is a device that Linux does not have";
    }
    default:
      return ` is a ${type}`;
  }
}

function findWhiteoutDifference(
  { path, type }: Entry,
  base: string,
  entries: ReadonlyMap<string, Entry>,
): string | undefined {
  if (type !== "reg") return " is no file, and has a name of whiteouts";
  if (base === OPAQUE) return undefined;
  const hidden = base.slice(WHITEOUT.length);
  if (hidden === "" || hidden.startsWith(WHITEOUT)) return " is a whiteout of an unknown kind";
  return entries.has(`${path.slice(0, -base.length)}${hidden}`)
    ? " hides what the layer itself has"
    : undefined;
}

/** What it is where the layer says nothing of it, as layers by BuildKit never do. */
function isPlainRoot({ type, json }: Entry): boolean {
  const isRoots = (numberAt(json, "uid") ?? 0) === 0 && (numberAt(json, "gid") ?? 0) === 0;
  return type === "dir" && isRoots && ((numberAt(json, "mode") ?? 0) & 0o7777) === 0o755;
}

function isBetween(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= most;
}
