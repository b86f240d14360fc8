/** "did you mean": the known name that a mistyped one is most likely meant to be. */

/**
 * The nearest of `known`, or `undefined` when none is near: a third of the letters may differ, and a
 * name that holds a known one as a whole word (`build-args` for `args`) counts as near.
 */
export function nearestName(wanted: string, known: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly distance: number } | undefined;
  const lower = wanted.toLowerCase();
  for (const name of known) {
    const other = name.toLowerCase();
    const limit = Math.floor((Math.max(lower.length, other.length) + 1) / 3);
    const contained = wordsOf(lower).includes(other) || wordsOf(other).includes(lower);
    const distance = contained ? limit : editDistance(lower, other);
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { name, distance };
  }
  return best?.name;
}

/** `; did you mean "args"?`, or the fallback when nothing is near. */
export function didYouMean(wanted: string, known: Iterable<string>, otherwise = ""): string {
  const name = nearestName(wanted, known);
  return name === undefined ? otherwise : `; did you mean ${JSON.stringify(name)}?`;
}

function wordsOf(name: string): readonly string[] {
  return name.split(/[^a-z0-9]+/);
}

/** Damerau-Levenshtein with adjacent swaps: `platfroms` is one step from `platforms`. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let distance = Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        distance = Math.min(distance, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(distance);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
