import { describe, expect, test } from "vitest";
import { orderLongestFirst } from "../../../src/build/longest-first.ts";
import { chooseParallelism } from "../../../src/build/parallelism.ts";

const task = (key: string, seconds?: number, needs: readonly string[] = [], isQuick = false) => ({
  key,
  needs,
  seconds,
  isQuick,
});
const order = (tasks: readonly ReturnType<typeof task>[]): string =>
  orderLongestFirst(tasks)
    .map(({ key }) => key)
    .join(" ");

describe("orderLongestFirst", () => {
  test.each([
    ["nothing known: as it was", [task("a"), task("b"), task("c")], "a b c"],
    ["the longest first", [task("a", 10), task("b", 300), task("c", 60)], "b c a"],
    [
      "a short parent of a long child goes first",
      [task("base", 5), task("x", 100), task("child", 600, ["base"])],
      "base child x",
    ],
    ["an unknown one is as long as the others", [task("a", 10), task("new"), task("b", 90)], "b new a"],
    ["what is reused holds nobody up", [task("long", 900), task("reused", 700, [], true)], "reused long"],
    ["equal ones stay", [task("a", 5), task("b", 5)], "a b"],
  ])("%s", (_, tasks, expected) => expect(order(tasks)).toBe(expected));

  test("a thousand images in a chain", () => {
    const chain = Array.from({ length: 1000 }, (_, index) =>
      task(`${index}`, 1, index === 0 ? [] : [`${index - 1}`]),
    );
    expect(orderLongestFirst([...chain].reverse())[0]?.key).toBe("0");
  });
});

test.each([
  [2, 7, 2],
  [4, 16, 2],
  [16, 64, 8],
  [64, 256, 8],
  [16, 8, 2],
  [8, 3, 1],
])("max-parallel: auto with %d cores and %d GB is %d", (cpus, gigabytes, expected) =>
  expect(chooseParallelism(cpus, gigabytes * 1e9)).toBe(expected));
