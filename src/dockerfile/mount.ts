import { splitCsv } from "./csv.ts";

export type MountType = "bind" | "cache" | "tmpfs" | "secret" | "ssh";

/** One `RUN --mount`. Values are "" where the Dockerfile has none. */
export interface Mount {
  readonly type: MountType;
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly id: string;
  readonly sharing: "shared" | "private" | "locked";
  readonly mode: number | undefined;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export interface ReadMount {
  readonly mount: Mount;
  readonly problems: readonly string[];
}

type Fields = { -readonly [Key in keyof Mount]: Mount[Key] };

/** Expands a value, or says why it cannot be. */
export type Expander = (word: string) => string | { readonly error: string };

const VALUE_KEYS = new Set(["readonly", "ro", "readwrite", "rw", "required", "size", "env"]);

/**
 * Reads a `--mount` value. Without `expand` only `from` is read, as BuildKit does it when it looks for the
 * stages a RUN needs: before any variable is known, all mounts look like bind mounts.
 */
export function parseMount(value: string, expand: Expander | undefined): ReadMount {
  const mount: Fields = {
    type: "bind",
    from: "",
    source: "",
    target: "",
    id: "",
    sharing: "shared",
    mode: undefined,
    uid: undefined,
    gid: undefined,
  };
  const fields = splitCsv(value);
  if ("error" in fields) return { mount, problems: [`failed to parse csv mounts: ${fields.error}`] };
  const problems: string[] = [];
  for (const field of fields) {
    const equals = field.indexOf("=");
    const key = (equals === -1 ? field : field.slice(0, equals)).toLowerCase();
    const raw = equals === -1 ? undefined : field.slice(equals + 1);
    const problem =
      expand === undefined ? readFrom(mount, key, raw) : readField(mount, { key, raw, field, expand });
    if (problem !== undefined) problems.push(problem);
  }
  if (expand !== undefined) problems.push(...checkMount(mount));
  return { mount, problems };
}

function readFrom(mount: Fields, key: string, raw: string | undefined): string | undefined {
  if (key !== "from" || raw === undefined) return undefined;
  const dollar = raw.indexOf("$");
  if (dollar !== -1 && dollar !== raw.length - 1) {
    return "'from' doesn't support variable expansion, define alias stage instead";
  }
  mount.from = raw;
  return undefined;
}

interface Field {
  readonly key: string;
  readonly raw: string | undefined;
  readonly field: string;
  readonly expand: Expander;
}

function readField(mount: Fields, { key, raw, field, expand }: Field): string | undefined {
  if (raw === undefined) {
    const isSwitch = ["readonly", "ro", "readwrite", "rw"].includes(key);
    const isRequired = key === "required" && (mount.type === "secret" || mount.type === "ssh");
    return isSwitch || isRequired ? undefined : `invalid field '${field}' must be a key=value pair`;
  }
  const value = expand(raw);
  if (typeof value !== "string") return value.error;
  switch (key) {
    case "type": {
      const type = value.toLowerCase();
      if (!isMountType(type)) return `unsupported mount type "${value}"`;
      mount.type = type;
      return undefined;
    }
    case "from":
      mount.from = value;
      return undefined;
    case "source":
    case "src":
      mount.source = value;
      return undefined;
    case "target":
    case "dst":
    case "destination":
      mount.target = value;
      return undefined;
    case "id":
      mount.id = value;
      return undefined;
    case "sharing": {
      const sharing = value.toLowerCase();
      if (sharing !== "shared" && sharing !== "private" && sharing !== "locked") {
        return `unsupported sharing value "${value}"`;
      }
      mount.sharing = sharing;
      return undefined;
    }
    case "mode":
    case "uid":
    case "gid": {
      const digits = key === "mode" ? /^[0-7]+$/ : /^[0-9]+$/;
      if (!digits.test(value)) return `invalid value ${value} for ${key}`;
      mount[key] = Number.parseInt(value, key === "mode" ? 8 : 10);
      return undefined;
    }
    default:
      return VALUE_KEYS.has(key) ? undefined : `unexpected key '${key}' in '${field}'`;
  }
}

function isMountType(type: string): type is MountType {
  return type === "bind" || type === "cache" || type === "tmpfs" || type === "secret" || type === "ssh";
}

function checkMount(mount: Mount): readonly string[] {
  const problems: string[] = [];
  if (mount.type === "bind" || mount.type === "tmpfs") {
    for (const key of ["mode", "uid", "gid"] as const) {
      if (mount[key] !== undefined) problems.push(`${key} not allowed for "${mount.type}" type mounts`);
    }
  }
  if (mount.type === "secret") {
    if (mount.from !== "") problems.push("secret mount should not have a from");
    if (mount.source === "" && mount.target === "" && mount.id === "") {
      problems.push("invalid secret mount. one of source, target required");
    }
    if (mount.source !== "" && mount.id !== "") problems.push("both source and id can't be set");
  }
  return problems;
}
