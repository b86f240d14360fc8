/** Spans of time of which several may overlap, repeat or be open. Pure. */

export interface Interval {
  readonly from: number;
  /** `undefined`: still open. */
  readonly to: number | undefined;
}

/** The closed ones, merged and in order. */
export function mergeIntervals(intervals: Iterable<Interval>): readonly (readonly [number, number])[] {
  const closed = [...intervals].flatMap(({ from, to }) =>
    to === undefined ? [] : [[from, Math.max(from, to)] as const],
  );
  closed.sort((a, b) => a[0] - b[0]);
  const merged: [number, number][] = [];
  for (const [from, to] of closed) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** Seconds covered by at least one. */
export function coveredSeconds(merged: readonly (readonly [number, number])[]): number {
  return merged.reduce((sum, [from, to]) => sum + to - from, 0) / 1000;
}
