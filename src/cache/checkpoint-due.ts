/** When a running build's finished layers are saved. Pure. */

/**
 * A step that took long, or several that did together, is saved as soon as it is done; shorter ones when
 * the step after them takes long: whoever loses the runner then loses no more than the threshold and the
 * step that was running.
 */
export function isCheckpointDue(
  unsaved: readonly { readonly seconds: number }[],
  runningSeconds: readonly number[],
  thresholdSeconds: number,
): boolean {
  if (unsaved.length === 0) return false;
  const finished = unsaved.reduce((sum, step) => sum + step.seconds, 0);
  // An export takes about a second: what took less is not worth one.
  return (
    finished >= thresholdSeconds || (finished >= 1 && runningSeconds.some((one) => one >= thresholdSeconds))
  );
}
