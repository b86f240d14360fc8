/**
 * The only door to GitHub's cache service: `main.ts` with the argument `github-cache`, a program of its own, because
 * the library neither ends a transfer that hangs nor keeps its words out of the log. It takes the parts of
 * `@actions/cache` that speak to the service and move one file: the package's save and restore would pack what is
 * packed already once more, on the runner's disk (docs/decisions/0074).
 */
import { text } from "node:stream/consumers";
import { downloadCache, saveCache } from "../../node_modules/@actions/cache/lib/internal/cacheHttpClient.js";
import { getCacheServiceVersion } from "../../node_modules/@actions/cache/lib/internal/config.js";
import { internalCacheTwirpClient } from "../../node_modules/@actions/cache/lib/internal/shared/cacheTwirpClient.js";
import { openFiles } from "./files.ts";

/** Comes on standard input, as JSON. */
export type CacheRequest =
  /** Of each file the first of its keys that is there: the newest entry whose key begins so. */
  | {
      readonly kind: "read";
      readonly files: readonly { readonly keys: readonly string[]; readonly path: string }[];
    }
  /** The first of the keys that is there, among another tool's entries. */
  | { readonly kind: "look"; readonly keys: readonly string[]; readonly version: string }
  /** In this order; a key that is there already stays as it is. */
  | {
      readonly kind: "write";
      readonly files: readonly { readonly key: string; readonly path: string }[];
    };

/** The last line on standard output, behind `ANSWER`. */
export type CacheAnswer =
  /** For each file, or for the look, the key that was found or written; `null`: there is none. */
  { readonly keys: readonly (string | null)[] } | { readonly error: string };

export const ANSWER = "ml-image-build-github-cache ";

type Client = ReturnType<typeof internalCacheTwirpClient>;

/** What tells these entries from those of other tools; a hash, as theirs is. */
const VERSION = "40fae9a5a8d50ca52375e0d76be9cc2283d7c394b4ed0a6d1aa2340c20a4979e";

/** Answers one request. Never throws. */
export async function serveGithubCache(): Promise<void> {
  let answer: CacheAnswer;
  try {
    if (getCacheServiceVersion() !== "v2") throw new Error("this GitHub has no cache service of version 2");
    const request = JSON.parse(await text(process.stdin)) as CacheRequest;
    answer = { keys: await answerRequest(internalCacheTwirpClient(), request) };
  } catch (error) {
    answer = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`\n${ANSWER}${JSON.stringify(answer)}\n`);
}

async function answerRequest(client: Client, request: CacheRequest): Promise<readonly (string | null)[]> {
  const answers: (string | null)[] = [];
  switch (request.kind) {
    case "read":
      for (const { keys, path } of request.files) answers.push(await readFirst(client, keys, path));
      return answers;
    case "write":
      for (const { key, path } of request.files) answers.push(await writeOne(client, key, path));
      return answers;
    case "look":
      return [(await findFirst(client, request.keys, request.version))?.matchedKey ?? null];
  }
}

async function findFirst(client: Client, keys: readonly string[], version: string) {
  for (const key of keys) {
    const found = await client.GetCacheEntryDownloadURL({ key, restoreKeys: [], version });
    if (found.ok) return found;
  }
  return undefined;
}

async function readFirst(client: Client, keys: readonly string[], path: string): Promise<string | null> {
  const found = await findFirst(client, keys, VERSION);
  if (found === undefined) return null;
  await downloadCache(found.signedDownloadUrl, path, { useAzureSdk: true });
  return found.matchedKey;
}

async function writeOne(client: Client, key: string, path: string): Promise<string> {
  const known = await client.GetCacheEntryDownloadURL({ key, restoreKeys: [], version: VERSION });
  if (known.ok && known.matchedKey === key) return key;
  const created = await client.CreateCacheEntry({ key, version: VERSION }).catch((error: Error) => {
    // Another job is writing the same bytes at this moment.
    if (/already exists/i.test(error.message)) return undefined;
    throw error;
  });
  if (created === undefined) return key;
  if (!created.ok) throw new Error(created.message || "GitHub's cache takes no entry");
  const archiveSizeBytes = (await openFiles(undefined).stat(path))?.size ?? 0;
  await saveCache(-1, path, created.signedUploadUrl, {
    useAzureSdk: true,
    uploadChunkSize: 64 * 1024 * 1024,
    uploadConcurrency: 8,
    archiveSizeBytes,
  });
  const ended = await client.FinalizeCacheEntryUpload({
    key,
    version: VERSION,
    sizeBytes: String(archiveSizeBytes),
  });
  if (!ended.ok) throw new Error(ended.message || "GitHub's cache did not take the whole entry");
  return key;
}
