/** BuildKit's settings of a builder that reads on demand. Pure. */

/**
 * The snapshotter would fetch all of a touched layer in the background: the bytes that are not to be moved, over the line
 * that steps wait for. `undefined`: the user's settings say something of the worker themselves, and stay as they are.
 */
export function configureLazy(userDefaults: string | undefined): string | undefined {
  if (/^\s*\[\s*worker/m.test(userDefaults ?? "")) return undefined;
  const own = "[worker.oci.stargzSnapshotter]\n  no_background_fetch = true\n";
  return userDefaults === undefined ? own : `${userDefaults.trimEnd()}\n\n${own}`;
}
