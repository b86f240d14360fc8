/** BuildKit's settings of a builder that reads on demand. Pure. */

const SETTINGS = [
  "[worker.oci.stargzSnapshotter]",
  "  no_background_fetch = true",
  '  http_cache_type = "memory"',
  '  filesystem_cache_type = "memory"',
  "[worker.oci.stargzSnapshotter.blob]",
  "  chunk_size = 250000",
];

/**
 * The snapshotter would fetch all of a touched layer in the background: the bytes that are not to be moved, over the line
 * that steps wait for. Larger pieces are fewer requests, one after the other, and what was read is kept in memory until
 * the builder goes: an import of many files took half the time (docs/benchmarks.md). `undefined`: the user's settings
 * say something of the worker themselves, and stay as they are.
 */
export function configureLazy(userDefaults: string | undefined): string | undefined {
  if (/^\s*\[\s*worker/m.test(userDefaults ?? "")) return undefined;
  const own = `${SETTINGS.join("\n")}\n`;
  return userDefaults === undefined ? own : `${userDefaults.trimEnd()}\n\n${own}`;
}
