/**
 * A report file that another workflow run wrote → `RunReport`. A fork's pull request decides what is in it: every
 * value is of its type and bounded, or left out. Pure.
 */
import type { LayerSize, StepTime, Trigger } from "../model.ts";
import {
  isObject,
  type JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  parseJsonObject,
  stringAt,
  stringsAt,
} from "../registry/json.ts";
import { parseOnDemand } from "../registry/record.ts";
import type { ImageReport, RunReport } from "./run-report.ts";

const MAX_IMAGES = 2000;
const MAX_STEPS = 2000;
const STATUSES = ["built", "reused", "failed", "blocked"] as const;

/** `undefined`: no report of this version. */
export function parseReport(text: string): RunReport | undefined {
  const json = parseJsonObject(text);
  const images = objectAt(json, "images");
  if (json?.version !== 1 || images === undefined) return undefined;
  const parsed = Object.entries(images)
    .slice(0, MAX_IMAGES)
    .flatMap(([name, value]) => {
      const image = isObject(value) ? parseImage(value) : undefined;
      return image === undefined ? [] : [[name.slice(0, 200), image] as const];
    });
  const savings = parseSavings(objectAt(json, "savings"));
  return {
    version: 1,
    trigger: parseTrigger(objectAt(json, "trigger")),
    images: Object.fromEntries(parsed),
    ...(savings === undefined ? {} : { savings }),
  };
}

function parseSavings(json: JsonObject | undefined): RunReport["savings"] {
  const [seconds, images, unknown] = [
    amount(json, "seconds"),
    amount(json, "images"),
    amount(json, "unknown"),
  ];
  if (seconds === undefined || images === undefined || unknown === undefined) return undefined;
  const dollars = amount(json, "dollars");
  return { seconds, images, unknown, ...(dollars === undefined ? {} : { dollars }) };
}

function parseImage(json: JsonObject): ImageReport | undefined {
  const status = STATUSES.find((one) => one === json.status);
  if (status === undefined) return undefined;
  const digest = stringAt(json, "digest");
  const error = stringAt(json, "error");
  const hits = parseHits(objectAt(json, "hits"));
  const before = objectAt(json, "before");
  const seconds = amount(before, "durationSeconds");
  const beforeBytes = amount(before, "sizeBytes");
  const bytes = amount(json, "sizeBytes");
  return {
    status,
    repository: (stringAt(json, "repository") ?? "").slice(0, 300),
    tag: (stringAt(json, "tag") ?? "").slice(0, 128),
    ...(digest !== undefined && /^sha256:[0-9a-f]{64}$/.test(digest) ? { digest } : {}),
    platforms: [],
    fingerprint: /^[0-9a-f]{64}$/.exec(stringAt(json, "fingerprint") ?? "")?.[0] ?? "",
    reasons: stringsAt(json, "reasons")
      .slice(0, 20)
      .map((one) => one.slice(0, 300)),
    durationSeconds: amount(json, "durationSeconds") ?? 0,
    ...(bytes === undefined ? {} : { sizeBytes: bytes }),
    ...(error === undefined ? {} : { error: error.slice(0, 2000) }),
    steps: objectsAt(json, "steps").slice(0, MAX_STEPS).flatMap(parseStep),
    layers: objectsAt(json, "layers").slice(0, 500).flatMap(parseLayer),
    ...(hits === undefined ? {} : { hits }),
    ...parseOnDemand(json),
    ...(seconds === undefined
      ? {}
      : {
          before: {
            builtAt: "",
            durationSeconds: seconds,
            ...(beforeBytes === undefined ? {} : { sizeBytes: beforeBytes }),
          },
        }),
    flags: objectsAt(json, "flags")
      .slice(0, 50)
      .map((one) => ({
        kind: one.kind === "over-budget" ? "over-budget" : "worse",
        text: (stringAt(one, "text") ?? "").slice(0, 300),
      })),
  };
}

function parseStep(json: JsonObject): readonly StepTime[] {
  const name = stringAt(json, "name");
  const seconds = amount(json, "seconds");
  if (name === undefined || seconds === undefined) return [];
  const spans = Array.isArray(json.intervals) ? json.intervals.slice(0, 100) : [];
  const intervals = spans.flatMap((span: unknown) => {
    if (!Array.isArray(span)) return [];
    const [from, to] = span;
    return Number.isFinite(from) && Number.isFinite(to) && from <= to ? [[from, to] as const] : [];
  });
  const error = stringAt(json, "error")?.slice(0, 500);
  return [{ name: name.slice(0, 300), cached: json.cached === true, seconds, error, intervals }];
}

function parseLayer(json: JsonObject): readonly LayerSize[] {
  const bytes = amount(json, "bytes");
  return bytes === undefined
    ? []
    : [{ digest: "", bytes, instruction: stringAt(json, "instruction")?.slice(0, 300) }];
}

function parseHits(json: JsonObject | undefined): ImageReport["hits"] {
  const [cached, total] = [amount(json, "cached"), amount(json, "total")];
  return cached === undefined || total === undefined ? undefined : { cached, total };
}

function amount(json: JsonObject | undefined, key: string): number | undefined {
  const value = numberAt(json, key);
  return value === undefined || value < 0 ? undefined : value;
}

/** Only the commit is told, and only as one: the pull request comes from the event, never from here. */
function parseTrigger(json: JsonObject | undefined): Trigger {
  const sha = /^[0-9a-f]{40}$/.exec(stringAt(json, "sha") ?? "")?.[0];
  return {
    event: "pull_request",
    scope: { kind: "untrusted", prefix: "", because: "a pull request" },
    baseScope: undefined,
    isFork: true,
    sha,
    branch: undefined,
    pullRequest: undefined,
    runId: "0",
    runAttempt: "1",
  };
}
