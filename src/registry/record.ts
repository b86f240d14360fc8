/**
 * Build records: what an image was built from, and how long it took, as a small OCI artifact beside it. They
 * only explain and predict; no decision to reuse is ever taken from one.
 */
import type { OnDemand } from "../build/step-time.ts";
import { measurePulls, type Pulls } from "../lazy/saved-time.ts";
import { parseUnkept, type Unkept } from "../lazy/unkept.ts";
import type { Fingerprint, InputComponent, LayerSize, StepTime, Trigger } from "../model.ts";
import type { ImageStore } from "./image-store.ts";
import {
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  parseJsonObject,
  stringAt,
} from "./json.ts";
import { digestOf, OCI_MANIFEST } from "./manifest.ts";
import { RegistryError } from "./registry-error.ts";

export interface BuildRecord {
  readonly version: 1;
  readonly image: string;
  readonly fingerprint: string;
  readonly digest: string;
  readonly commit: string | undefined;
  /** ISO 8601. */
  readonly builtAt: string;
  readonly durationSeconds: number;
  readonly sizeBytes: number | undefined;
  readonly components: readonly InputComponent[];
  readonly steps: readonly StepTime[];
  /** The fields below are absent in records of earlier versions. */
  readonly branch?: string;
  readonly layers?: readonly LayerSize[];
  readonly hits?: { readonly cached: number; readonly total: number };
  /** Absent where layers were pulled. */
  readonly onDemand?: OnDemand;
  /** This build's steps among them; present from the first build that read on demand. */
  readonly unkept?: Unkept;
  /** What this build pulled whole, else what the last one did that is known. */
  readonly pulls?: Pulls;
  /** Earlier builds of this line, the oldest first, this one not among them; bounded. */
  readonly history?: readonly HistoryEntry[];
}

/** One build, as a trend needs it. */
export interface HistoryEntry {
  readonly builtAt: string;
  readonly commit?: string;
  readonly durationSeconds: number;
  readonly sizeBytes?: number;
  /** 0 to 1. */
  readonly hitRate?: number;
}

const MAX_HISTORY = 30;

/** The history of a build whose line's last record is `last`. */
export function continueHistory(last: BuildRecord | undefined): readonly HistoryEntry[] {
  if (last === undefined) return [];
  const { builtAt, commit, durationSeconds, sizeBytes, hits } = last;
  const entry: HistoryEntry = {
    builtAt,
    durationSeconds,
    ...(commit === undefined ? {} : { commit }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    ...(hits === undefined || hits.total === 0 ? {} : { hitRate: hits.cached / hits.total }),
  };
  return [...(last.history ?? []), entry].slice(-MAX_HISTORY);
}

/** What pulling layers took when it was last done, as records tell. */
export function findPulls(
  records: { readonly last: BuildRecord | undefined; readonly baseline: BuildRecord | undefined } | undefined,
): Pulls | undefined {
  const known = [records?.last, records?.baseline].filter((record) => record !== undefined);
  return known.map(({ pulls, steps }) => pulls ?? measurePulls(steps)).find((pulls) => pulls !== undefined);
}

export const RECORD_TYPE = "application/vnd.ml-image-build.record.v1+json";
const EMPTY_TYPE = "application/vnd.oci.empty.v1+json";
/** A record of 50,000 files is about 6 MB. */
const LARGEST_RECORD = 16 * 1024 * 1024;

/** The record of one fingerprint: `record-<20 hex>`, in an untrusted run `pr12-record-<20 hex>`. */
export function recordTag(trigger: Trigger, fingerprint: Fingerprint): string {
  const prefix = trigger.scope.kind === "trusted" ? "" : trigger.scope.prefix;
  return `${prefix}record-${fingerprint.slice(0, 20)}`;
}

/** The record of the line's last build, own scope first: `pr12-record-last`, `record-last`. */
export function lastRecordTags(trigger: Trigger): readonly [string, ...string[]] {
  return trigger.scope.kind === "trusted"
    ? ["record-last"]
    : [`${trigger.scope.prefix}record-last`, "record-last"];
}

/** What a build is compared with: a pull request with the branch it merges into, else the line's last build. */
export function baselineTags({ scope, baseScope }: Trigger): readonly [string, ...string[]] {
  if (scope.kind === "trusted") return ["record-last"];
  if (baseScope !== undefined) return [`${baseScope}record-last`, "record-last"];
  return scope.prefix.startsWith("branch-") ? [`${scope.prefix}record-last`, "record-last"] : ["record-last"];
}

/** Throws RegistryError; the caller decides that a lost record is no failure. */
export async function writeRecord(
  store: ImageStore,
  repository: string,
  tags: readonly string[],
  record: BuildRecord,
): Promise<void> {
  const path = store.pathOf(repository);
  const config = Buffer.from("{}");
  const layer = Buffer.from(JSON.stringify(record));
  await Promise.all([config, layer].map((blob) => store.registry.putBlob(path, blob)));
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: RECORD_TYPE,
      config: { mediaType: EMPTY_TYPE, digest: digestOf(config), size: config.length },
      layers: [{ mediaType: RECORD_TYPE, digest: digestOf(layer), size: layer.length }],
    }),
  );
  const manifest = { digest: digestOf(bytes), mediaType: OCI_MANIFEST, bytes };
  await Promise.all(tags.map((tag) => store.tag(repository, manifest, tag)));
}

/** The first of `tags` that has a record that can be read; `undefined` where none has one. Throws RegistryError where one is there and none can be read. */
export async function readRecord(
  store: ImageStore,
  repository: string,
  tags: readonly string[],
): Promise<BuildRecord | undefined> {
  const found = await store.find(repository, tags);
  let failure: RegistryError | undefined;
  for (const tag of tags) {
    const manifest = found.get(tag);
    if (manifest === undefined) continue;
    try {
      return await readOne(store, repository, manifest);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      failure ??= new RegistryError(error.kind, `${tag}: ${error.message}`, { cause: error });
    }
  }
  if (failure !== undefined) throw failure;
  return undefined;
}

async function readOne(
  store: ImageStore,
  repository: string,
  { bytes }: { readonly bytes: Buffer },
): Promise<BuildRecord> {
  const layers = parseJsonObject(bytes)?.layers;
  const [layer] = Array.isArray(layers) ? layers.filter(isObject) : [];
  if (layer?.mediaType !== RECORD_TYPE || typeof layer.digest !== "string")
    throw new RegistryError("unexpected", "it is no build record");
  const digest = layer.digest as BuildRecord["digest"] as Parameters<typeof store.registry.getBlob>[1];
  const blob = await store.registry.getBlob(store.pathOf(repository), digest, LARGEST_RECORD);
  const record = blob === undefined ? undefined : parseRecord(parseJsonObject(blob));
  if (record !== undefined) return record;
  throw new RegistryError("unexpected", blob === undefined ? "its content is gone" : "it has another form");
}

/** Another version's record, or something else: `undefined`. What is of another type in it is left out. */
export function parseRecord(json: JsonObject | undefined): BuildRecord | undefined {
  if (json?.version !== 1 || !Array.isArray(json.components)) return undefined;
  const components = json.components.filter(
    (one): one is InputComponent =>
      isObject(one) && [one.kind, one.name, one.value].every((part) => typeof part === "string"),
  );
  const known = without(json, "hits", "branch", "onDemand", "pulls", "unkept");
  const [cached, total] = ["cached", "total"].map((key) => numberAt(objectAt(json, "hits"), key));
  const branch = stringAt(json, "branch");
  return {
    ...known,
    components,
    commit: stringAt(json, "commit"),
    builtAt: stringAt(json, "builtAt") ?? "",
    durationSeconds: numberAt(json, "durationSeconds") ?? 0,
    sizeBytes: numberAt(json, "sizeBytes"),
    ...(cached === undefined || total === undefined ? {} : { hits: { cached, total } }),
    ...(branch === undefined ? {} : { branch }),
    ...parsePulls(objectAt(json, "pulls")),
    ...parseOnDemand(json),
    ...parseUnkept(json),
    steps: objectsAt(json, "steps").filter(isStep),
    layers: objectsAt(json, "layers").filter(isLayer),
    history: objectsAt(json, "history").filter(isEntry),
  };
}

/** What is read apart, and is not there where it is something else. */
function without<K extends keyof BuildRecord>(json: JsonObject, ...read: readonly K[]): Omit<BuildRecord, K> {
  const others = Object.entries(json).filter(([key]) => !read.some((one) => one === key));
  return Object.fromEntries(others) as unknown as Omit<BuildRecord, K>;
}

function parsePulls(json: JsonObject | undefined): Pick<BuildRecord, "pulls"> {
  const [bytes = 0, seconds = 0] = [numberAt(json, "bytes"), numberAt(json, "seconds")];
  return bytes > 0 && seconds > 0 ? { pulls: { bytes, seconds } } : {};
}

/** Of a record or a report; what is no amount is left out. */
export function parseOnDemand(of: JsonObject | undefined): { readonly onDemand?: OnDemand } {
  const json = objectAt(of, "onDemand");
  const [readBytes = -1, plainBytes = -1] = [numberAt(json, "readBytes"), numberAt(json, "plainBytes")];
  if (readBytes < 0 || plainBytes < readBytes) return {};
  const savedSeconds = numberAt(json, "savedSeconds") ?? -1;
  return { onDemand: { readBytes, plainBytes, ...(savedSeconds < 0 ? {} : { savedSeconds }) } };
}

function isStep(one: JsonObject): one is JsonObject & StepTime {
  return typeof one.name === "string" && typeof one.seconds === "number" && typeof one.cached === "boolean";
}

function isLayer(one: JsonObject): one is JsonObject & LayerSize {
  return typeof one.digest === "string" && typeof one.bytes === "number";
}

function isEntry(one: JsonObject): one is JsonObject & HistoryEntry {
  return typeof one.builtAt === "string" && typeof one.durationSeconds === "number";
}
