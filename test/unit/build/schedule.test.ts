import { describe, expect, test } from "vitest";
import { runTasks, type Task } from "../../../src/build/schedule.ts";

type Result = "ok" | "failed" | `blocked by ${string}`;
const verdicts = {
  isSuccess: (result: Result) => result === "ok",
  block: (_: string, because: string): Result => `blocked by ${because}`,
};

/** Tasks that record when they run; `failing` ones fail. */
function makeTasks(edges: Record<string, string[]>, failing: readonly string[] = []) {
  const log: string[] = [];
  let running = 0;
  let most = 0;
  const tasks = Object.entries(edges).map(
    ([key, needs]): Task<string, Result> => ({
      key,
      needs,
      async run() {
        running += 1;
        most = Math.max(most, running);
        log.push(key);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running -= 1;
        return failing.includes(key) ? "failed" : "ok";
      },
    }),
  );
  return { tasks, log, most: () => most };
}

describe("runTasks", () => {
  test("parents before children, whatever the order of the list", async () => {
    const { tasks, log } = makeTasks({ leaf: ["middle"], middle: ["root"], root: [], other: [] });
    const results = await runTasks(tasks, 4, verdicts);
    expect([...results.values()]).toEqual(["ok", "ok", "ok", "ok"]);
    expect(log.indexOf("root")).toBeLessThan(log.indexOf("middle"));
    expect(log.indexOf("middle")).toBeLessThan(log.indexOf("leaf"));
  });

  test("a failure blocks what depends on it, at any depth, and nothing else", async () => {
    const { tasks, log } = makeTasks({ leaf: ["middle"], middle: ["root"], root: [], other: [] }, ["root"]);
    const results = Object.fromEntries(await runTasks(tasks, 1, verdicts));
    expect(results).toEqual({
      root: "failed",
      middle: "blocked by root",
      leaf: "blocked by middle",
      other: "ok",
    });
    expect(log.sort()).toEqual(["other", "root"]);
  });

  test.each([1, 2, 3])("at most %i at a time", async (limit) => {
    const { tasks, most } = makeTasks({ a: [], b: [], c: [], d: [], e: [] });
    await runTasks(tasks, limit, verdicts);
    expect(most()).toBe(limit);
  });

  test("needs that are no tasks count as done", async () => {
    const { tasks } = makeTasks({ a: ["elsewhere"] });
    expect(Object.fromEntries(await runTasks(tasks, 1, verdicts))).toEqual({ a: "ok" });
  });

  test("a cycle is an error, not a silence", async () => {
    const { tasks } = makeTasks({ a: ["b"], b: ["a"] });
    await expect(runTasks(tasks, 1, verdicts)).rejects.toThrow(/cycle/);
  });

  test("nothing to do", async () => {
    expect((await runTasks<string, Result>([], 2, verdicts)).size).toBe(0);
  });
});
