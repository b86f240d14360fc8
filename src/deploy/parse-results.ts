/** Results of builds (the output `results` or `images`, or a report file) → one entry per image. Pure. */

import type { Digest } from "../model.ts";
import { isObject, type JsonObject, objectAt, parseJsonObject, stringAt } from "../registry/json.ts";
import { isRepository, isTag, parseDigest } from "../registry/reference.ts";

/** A text of results and where it comes from, for messages. */
export interface ResultsText {
  readonly text: string;
  readonly from: string;
}

export interface ResultEntry {
  readonly name: string;
  readonly status: string;
  readonly repository: string;
  /** `undefined`: failed, blocked, or not pushed. */
  readonly digest: Digest | undefined;
  readonly uri: string | undefined;
  readonly tag: string | undefined;
  readonly parameter: string | undefined;
  readonly error: string | undefined;
  readonly from: string;
}

export interface ParsedResults {
  readonly images: ReadonlyMap<string, ResultEntry>;
  readonly problems: readonly string[];
}

/**
 * Several texts are one run's legs: an image that failed in one attempt and was built in another counts as
 * built (the artifacts of earlier attempts stay), but two digests for one image are a contradiction.
 */
export function parseResults(texts: readonly ResultsText[]): ParsedResults {
  const images = new Map<string, ResultEntry>();
  const problems: string[] = [];
  for (const { text, from } of texts) {
    const json = parseJsonObject(text);
    if (json === undefined) {
      problems.push(`${from}: expected the JSON object of the output "results", found ${quote(text)}`);
      continue;
    }
    for (const [name, value] of Object.entries(imagesOf(json))) {
      const entry = isObject(value) ? parseEntry(name, value, from) : `expected an object`;
      if (typeof entry === "string") {
        problems.push(`${from}: image ${name}: ${entry}`);
        continue;
      }
      const before = images.get(name);
      if (before?.digest !== undefined && entry.digest !== undefined && before.digest !== entry.digest) {
        problems.push(
          `image ${name} has two digests: ${before.digest} in ${before.from}, ${entry.digest} in ${entry.from}; ` +
            "give the results of one run only",
        );
      }
      if (before?.digest === undefined || entry.digest !== undefined) images.set(name, entry);
    }
  }
  return { images, problems };
}

/** A report has its images below `images`; the outputs are the map itself. */
function imagesOf(json: JsonObject): JsonObject {
  return typeof json.version === "number" ? (objectAt(json, "images") ?? {}) : json;
}

function parseEntry(name: string, json: JsonObject, from: string): ResultEntry | string {
  const status = stringAt(json, "status");
  const repository = stringAt(json, "repository");
  if (status === undefined || repository === undefined) {
    return 'expected {"status": …, "repository": …, "digest": …} as the output "results" has them';
  }
  // Artifacts may come from a job that ran other people's code: only what has the form of a reference goes on.
  if (!isRepository(repository)) return `expected a repository's path, found ${quote(repository)}`;
  // Whatever a failed image left behind is not what was asked for.
  const isDone = status === "built" || status === "reused";
  const told = isDone ? stringAt(json, "digest") : undefined;
  const digest = told === undefined ? undefined : parseDigest(told);
  if (told !== undefined && digest === undefined) return `expected a digest sha256:…, found ${quote(told)}`;
  return {
    name,
    status,
    repository,
    digest,
    uri: stringAt(json, "uri"),
    tag: tagIn(json),
    parameter: stringAt(json, "parameter"),
    error: stringAt(json, "error"),
    from,
  };
}

function tagIn(json: JsonObject): string | undefined {
  const tag = stringAt(json, "tag");
  return tag !== undefined && isTag(tag) ? tag : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.trim().slice(0, 60));
}
