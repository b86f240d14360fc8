/** The cache half of the results service, version 2: entries that belong to a ref, found by exact key, then by prefix. */
import { randomUUID } from "node:crypto";
import type { TwirpAnswer, TwirpCall, TwirpService } from "./results-service.ts";

interface Entry {
  readonly ref: string;
  readonly key: string;
  readonly version: string;
  readonly blob: string;
  finalized: boolean;
}

export interface CacheEntries {
  readonly service: TwirpService;
  /** `refs/heads/main index-…#1` of the finished entries, oldest first. */
  list(): readonly string[];
}

export function createCacheEntries(): CacheEntries {
  const entries: Entry[] = [];
  const text = (value: unknown): string => (typeof value === "string" ? value : "");

  const create = ({ body, scopes, blobs }: TwirpCall): TwirpAnswer => {
    const ref = scopes.find(({ write }) => write)?.ref;
    if (ref === undefined) {
      return { body: { ok: false, message: "cache write denied: token has no writable scopes" } };
    }
    const [key, version] = [text(body.key), text(body.version)];
    if (entries.some((one) => one.ref === ref && one.key === key && one.version === version)) {
      return {
        status: 409,
        body: {
          code: "already_exists",
          msg: "cache entry with the same key, version, and scope already exists",
        },
      };
    }
    const blob = randomUUID();
    entries.push({ ref, key, version, blob, finalized: false });
    return { body: { ok: true, signed_upload_url: blobs.urlOf(blob) } };
  };

  const finalize = ({ body, scopes }: TwirpCall): TwirpAnswer => {
    const entry = entries.find(
      (one) =>
        one.key === text(body.key) &&
        one.version === text(body.version) &&
        scopes.some(({ ref, write }) => write && ref === one.ref),
    );
    if (entry === undefined) return { status: 404, body: { code: "not_found", msg: "no such entry" } };
    entry.finalized = true;
    return { body: { ok: true, entry_id: String(entries.indexOf(entry) + 1) } };
  };

  const find = ({ body, scopes, blobs }: TwirpCall): TwirpAnswer => {
    const restore = Array.isArray(body.restore_keys) ? body.restore_keys.map(text) : [];
    const prefixes = [text(body.key), ...restore];
    for (const { ref } of scopes) {
      const ours = entries
        .filter((one) => one.finalized && one.ref === ref && one.version === text(body.version))
        .reverse();
      const exact = ours.find(({ key }) => key === text(body.key));
      const found =
        exact ?? prefixes.map((prefix) => ours.find(({ key }) => key.startsWith(prefix))).find(Boolean);
      if (found !== undefined) {
        return { body: { ok: true, signed_download_url: blobs.urlOf(found.blob), matched_key: found.key } };
      }
    }
    return { body: { ok: false, signed_download_url: "", matched_key: "" } };
  };

  return {
    list: () => entries.filter(({ finalized }) => finalized).map(({ ref, key }) => `${ref} ${key}`),
    service(call) {
      switch (call.method) {
        case "CreateCacheEntry":
          return create(call);
        case "FinalizeCacheEntryUpload":
          return finalize(call);
        case "GetCacheEntryDownloadURL":
          return find(call);
        default:
          return { status: 404, body: { code: "bad_route", msg: call.method } };
      }
    },
  };
}
