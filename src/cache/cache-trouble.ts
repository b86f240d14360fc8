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
