/** In which order images start: what takes longest, with all that waits for it, first. Pure. */

export interface Expected<Key> {
  readonly key: Key;
  readonly needs: readonly Key[];
  /** Of its last build; `undefined`: nobody knows. */
  readonly seconds: number | undefined;
  /** Over in a moment: nothing is to be built. */
  readonly isQuick: boolean;
}

/**
 * Stable: where nothing is known the order stays. What is unknown counts as the mean of what is known, so
 * that a new image neither waits for all others nor goes before the longest.
 */
export function orderLongestFirst<Task extends Expected<unknown>>(tasks: readonly Task[]): readonly Task[] {
  const known = tasks.flatMap(({ seconds, isQuick }) => (seconds === undefined || isQuick ? [] : [seconds]));
  const mean = known.length === 0 ? 0 : known.reduce((sum, one) => sum + one, 0) / known.length;
  const chains = new Map<unknown, number>();
  const chainOf = (task: Task, above: readonly unknown[]): number => {
    const before = chains.get(task.key);
    if (before !== undefined) return before;
    const own = task.isQuick ? 0 : (task.seconds ?? mean);
    const waiting = tasks.filter(({ key, needs }) => needs.includes(task.key) && !above.includes(key));
    const chain = own + Math.max(0, ...waiting.map((one) => chainOf(one, [...above, task.key])));
    chains.set(task.key, chain);
    return chain;
  };
  const rank = (task: Task): number => (task.isQuick ? Number.POSITIVE_INFINITY : chainOf(task, []));
  const ranked = tasks.map((task, index) => ({ task, index, rank: rank(task) }));
  ranked.sort((a, b) => (a.rank === b.rank ? a.index - b.index : a.rank < b.rank ? 1 : -1));
  return ranked.map(({ task }) => task);
}
