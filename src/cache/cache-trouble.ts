/** What the progress stream says about caches that could not be read or written. Pure. */
import type { StepTime } from "../model.ts";

/** https://github.com/moby/buildkit/issues/3719: the importer reads at most 1 MiB, the exporter writes more. */
export const LARGEST_CACHE_CONFIG = 1024 * 1024;

/** One sentence for each cache that was there and could not be read. */
export function importTroubles(steps: readonly StepTime[]): readonly string[] {
  return steps.flatMap(({ name, error }) => {
    const from = /^importing cache manifest from (.+)$/.exec(name)?.[1];
    if (from === undefined || error === undefined) return [];
    return [`the layer cache ${from} was not read: ${explain(error)}`];
  });
}

/** Why the cache of a build was not written; `undefined`: it was. */
export function exportTrouble(steps: readonly StepTime[]): string | undefined {
  const failed = steps.find(
    ({ name, error }) => /^exporting (cache|to GitHub Actions Cache)/.test(name) && error !== undefined,
  );
  return failed?.error === undefined ? undefined : explain(failed.error);
}

/**
 * Whether a build failed at layers that a cache promised: they are gone, or their store is down, and BuildKit fails the
 * build for it. `certain` where its words leave no other place; a registry that sends its layers from elsewhere is
 * `possible`. `repository`: of the cache, as the registry knows it; `undefined`: GitHub's cache.
 */
export function findCacheFault(
  errors: readonly string[],
  repository: string | undefined,
): "certain" | "possible" | undefined {
  const found = errors
    .filter((error) => error.includes("failed to copy: "))
    .map((error) => judge(error, repository));
  return found.find((one) => one === "certain") ?? found.find((one) => one !== undefined);
}

function judge(error: string, repository: string | undefined): "certain" | "possible" | undefined {
  const named = [...error.matchAll(/\bhttps?:\/\/[^/\s"]+\/v2\/([^\s"]+?)\/(?:blobs|manifests)\//g)];
  if (named.length > 0) return named.some(([, path]) => path === repository) ? "certain" : undefined;
  // Layers of a base that has a manifest are there, but for a cache that outlived its layers.
  if (/could not fetch content descriptor \S+ .*from remote: not found/.test(error)) return "certain";
  const isAddressed = /\bhttps?:\/\//.test(error);
  const isAzure = /^RESPONSE \d+|\btwirp\b/m.test(error);
  return repository === undefined && (isAzure || !isAddressed) ? "certain" : "possible";
}

/** Registries and cache services have their moments. */
export function isPassing(trouble: string): boolean {
  return /\b(429|500|502|503|504)\b|connection (reset|refused)|\bEOF\b|broken pipe|closed (network connection|pipe)|server closed idle|i\/o timeout|TLS handshake|too many requests/i.test(
    trouble,
  );
}

function explain(error: string): string {
  if (/blob sha256:\w+ is too large/.test(error)) {
    return `${error}; BuildKit takes no cache description beyond 1 MiB (moby/buildkit#3719): fewer instructions or stages, or a new cache-repository`;
  }
  if (/\b(401|403)\b|denied|unauthorized|forbidden/i.test(error)) {
    return `${error}; the credentials of this run may not do it: see the README's permissions`;
  }
  if (/cache write denied|failed to reserve cache|no writable scopes/i.test(error)) {
    return `${error}; GitHub gives this run a cache token that may only read (an event from outside, or a full cache)`;
  }
  return error;
}
