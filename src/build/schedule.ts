/**
 * Runs tasks in dependency order, at most `limit` at a time. A task that does not succeed blocks what
 * depends on it, and nothing else.
 */
export interface Task<Key, Result> {
  readonly key: Key;
  readonly needs: readonly Key[];
  run(): Promise<Result>;
}

export interface Verdicts<Key, Result> {
  isSuccess(result: Result): boolean;
  /** The result of a task that was not run because `because` did not succeed. */
  block(key: Key, because: Key): Result;
}

/**
 * Tasks start in the given order as soon as what they need has succeeded. `tasks` must not have cycles;
 * needs that are no tasks count as done. `run` must not reject: a rejection ends the whole schedule.
 */
export async function runTasks<Key, Result>(
  tasks: readonly Task<Key, Result>[],
  limit: number,
  verdicts: Verdicts<Key, Result>,
): Promise<ReadonlyMap<Key, Result>> {
  const results = new Map<Key, Result>();
  const known = new Set(tasks.map((task) => task.key));
  const waiting = [...tasks];
  const running = new Map<Key, Promise<Key>>();

  const startReady = (): void => {
    for (let index = 0; index < waiting.length && running.size < limit; ) {
      const task = waiting[index] as Task<Key, Result>;
      const needs = task.needs.filter((need) => known.has(need));
      const failed = needs.find((need) => {
        const result = results.get(need);
        return result !== undefined && !verdicts.isSuccess(result);
      });
      if (failed !== undefined) {
        waiting.splice(index, 1);
        results.set(task.key, verdicts.block(task.key, failed));
        // What waited for this one may stand before it in the list.
        index = 0;
      } else if (needs.every((need) => results.has(need))) {
        waiting.splice(index, 1);
        running.set(
          task.key,
          task.run().then((result) => {
            results.set(task.key, result);
            return task.key;
          }),
        );
      } else {
        index += 1;
      }
    }
  };

  for (startReady(); running.size > 0; startReady()) {
    running.delete(await Promise.race(running.values()));
  }
  for (const task of waiting) {
    throw new Error(`the schedule has a cycle at ${String(task.key)}`);
  }
  return results;
}
