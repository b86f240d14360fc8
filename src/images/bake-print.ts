/** The JSON of `docker buildx bake --print` → targets. Every version of buildx prints a little differently. */
import { type ParsedSecret, parseSecret, secretFromFields } from "./secrets.ts";

/** What we use of a target. Lists and maps that are not printed are empty. */
export interface BakeTarget {
  readonly name: string;
  readonly context: string;
  readonly dockerfile: string;
  readonly dockerfileInline: string | undefined;
  readonly target: string | undefined;
  readonly args: ReadonlyMap<string, string>;
  readonly contexts: ReadonlyMap<string, string>;
  readonly tags: readonly string[];
  readonly platforms: readonly string[];
  readonly secrets: readonly ParsedSecret[];
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: readonly string[];
  readonly ssh: readonly string[];
  readonly network: string | undefined;
  readonly shmSize: string | undefined;
  readonly ulimits: readonly string[];
  readonly extraHosts: ReadonlyMap<string, string>;
  readonly noCache: boolean;
  readonly noCacheFilter: readonly string[];
  readonly entitlements: readonly string[];
  /** Keys that say something we do not do as they ask: where the result goes, caches, attestations, pulling. */
  readonly leftOut: readonly string[];
}

/** Reads what `bake --print` wrote; `undefined` when it is not that. */
export function parseBakePrint(json: string): readonly BakeTarget[] | undefined {
  const root = parseJson(json);
  const targets = isRecord(root) ? root.target : undefined;
  if (!isRecord(targets)) return undefined;
  return Object.entries(targets).flatMap(([name, raw]) => (isRecord(raw) ? [readTarget(name, raw)] : []));
}

/** Names of `bake --list type=targets,format=json`, groups left out; `undefined` when it is not that. */
export function parseBakeList(json: string): readonly string[] | undefined {
  const root = parseJson(json);
  if (!Array.isArray(root)) return undefined;
  return root.flatMap((entry: unknown) =>
    isRecord(entry) && typeof entry.name === "string" && entry.group !== true ? [entry.name] : [],
  );
}

type Raw = Readonly<Record<string, unknown>>;

const usedKeys = new Set([
  ...["context", "dockerfile", "dockerfile-inline", "target", "args", "contexts", "tags", "platforms"],
  ...["secret", "labels", "annotations", "ssh", "network", "shm-size", "ulimits", "extra-hosts"],
  ...["no-cache", "no-cache-filter", "entitlements", "description"],
]);

function readTarget(name: string, raw: Raw): BakeTarget {
  return {
    name,
    context: text(raw.context) ?? ".",
    dockerfile: text(raw.dockerfile) ?? "Dockerfile",
    dockerfileInline: template(raw["dockerfile-inline"]),
    target: text(raw.target),
    args: templateMap(raw.args),
    contexts: textMap(raw.contexts),
    tags: list(raw.tags).flatMap((tag) => text(tag) ?? []),
    platforms: list(raw.platforms).flatMap((platform) => text(platform) ?? []),
    secrets: list(raw.secret).map(readSecret),
    labels: templateMap(raw.labels),
    annotations: list(raw.annotations).flatMap((annotation) => template(annotation) ?? []),
    ssh: list(raw.ssh).flatMap((entry) => readSsh(entry) ?? []),
    network: text(raw.network),
    shmSize: text(raw["shm-size"]),
    ulimits: list(raw.ulimits).flatMap((limit) => text(limit) ?? []),
    extraHosts: templateMap(raw["extra-hosts"]),
    noCache: raw["no-cache"] === true,
    noCacheFilter: list(raw["no-cache-filter"]).flatMap((stage) => text(stage) ?? []),
    entitlements: list(raw.entitlements).flatMap((entitlement) => text(entitlement) ?? []),
    leftOut: Object.keys(raw).filter((key) => !usedKeys.has(key) && saysSomething(key, raw[key])),
  };
}

/** buildx itself adds an output to targets that are only contexts of others; `call = "build"` is the default. */
function saysSomething(key: string, value: unknown): boolean {
  if (value === null || value === false || value === "" || (Array.isArray(value) && value.length === 0))
    return false;
  if (key === "call") return value !== "build";
  if (key !== "output") return true;
  return list(value).some((output) => !(isRecord(output) && output.type === "cacheonly"));
}

function readSecret(entry: unknown): ParsedSecret {
  if (typeof entry === "string") return parseSecret(entry);
  const raw = isRecord(entry) ? entry : {};
  return secretFromFields({ id: text(raw.id), env: text(raw.env), src: text(raw.src), type: text(raw.type) });
}

/** `default`, `key=/path,/other`: as `--ssh` takes it. */
function readSsh(entry: unknown): string | undefined {
  if (!isRecord(entry)) return text(entry);
  const id = text(entry.id);
  const paths = list(entry.paths).flatMap((path) => text(path) ?? []);
  return id === undefined || paths.length === 0 ? id : `${id}=${paths.join(",")}`;
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Raw {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A value of null means "as the Dockerfile has it", so such keys fall out. */
function textMap(value: unknown): ReadonlyMap<string, string> {
  const entries = isRecord(value) ? Object.entries(value) : [];
  return new Map(entries.flatMap(([key, one]) => (typeof one === "string" ? [[key, one] as const] : [])));
}

/**
 * Since 0.23 buildx prints `${` as `$${`, and `%{` as `%%{`, so that what it prints is a bake file again
 * (docker/buildx#3097); where one of them stands alone, it is an older one, and nothing is doubled.
 */
function template(value: unknown): string | undefined {
  const printed = text(value);
  if (printed === undefined || /(?:^|[^$])\$\{|(?:^|[^%])%\{/.test(printed)) return printed;
  return printed.replace(/([$%])\1\{/g, "$1{");
}

function templateMap(value: unknown): ReadonlyMap<string, string> {
  return new Map([...textMap(value)].map(([key, one]) => [key, template(one) ?? one]));
}
