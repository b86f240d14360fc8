import { describe, expect, test } from "vitest";
import { dueLines } from "../../../src/build/heartbeat.ts";
import { Progress } from "../../../src/build/progress.ts";
import { countHits, placeSteps } from "../../../src/build/step-lines.ts";
import { type BuildRecord, continueHistory } from "../../../src/registry/record.ts";
import { findBrokenBudgets, findRegressions, type Measured } from "../../../src/report/regressions.ts";
import { countSavings, describeSavings } from "../../../src/report/savings.ts";

const step = (name: string, seconds: number, cached = false) => ({ name, seconds, cached, error: undefined });
const before: Measured = {
  durationSeconds: 300,
  sizeBytes: 1_000_000_000,
  hits: { cached: 8, total: 10 },
  steps: [step("[2/3] RUN a", 100)],
};

describe("findRegressions", () => {
  test.each<[string, Partial<Measured>, number]>([
    ["the same", {}, 0],
    ["slower by a share, not by a minute's worth", { durationSeconds: 355 }, 0],
    ["slower", { durationSeconds: 500 }, 1],
    ["a slower step", { steps: [step("[2/3] RUN a", 160)] }, 1],
    ["a cached step is not slower", { steps: [step("[2/3] RUN a", 160, true)] }, 0],
    ["larger", { sizeBytes: 1_200_000_000 }, 1],
    ["a little larger", { sizeBytes: 1_040_000_000 }, 0],
    [
      "fewer hits, and a minute slower for it",
      { hits: { cached: 1, total: 10 }, durationSeconds: before.durationSeconds + 61 },
      1,
    ],
    ["too few steps to tell", { hits: { cached: 0, total: 2 } }, 0],
  ])("%s", (_, change, flags) => {
    expect(findRegressions({ ...before, ...change }, before)).toHaveLength(flags);
  });

  test("budgets", () => {
    expect(findBrokenBudgets(before, { sizeMb: 1000, seconds: 300 })).toEqual([]);
    expect(findBrokenBudgets(before, { sizeMb: 999, seconds: 299 }).map(({ text }) => text)).toEqual([
      "budget size-mb: at most 999, found 1000.0",
      "budget seconds: at most 299, found 300.0",
    ]);
  });
});

test("savings count what is known, and say what is not", () => {
  expect(describeSavings(countSavings([600, undefined], 0.006))).toBe(
    "The reused image took 10 min 0 s when last built: 10.0 runner minutes not spent (USD 0.06 at this runner's rate); of 1 more no build time is known.",
  );
  expect(describeSavings(countSavings([undefined], 1))).toBe("");
});

test("a history is bounded, and reads records of earlier versions", () => {
  const old: BuildRecord = {
    version: 1,
    image: "a",
    fingerprint: "f",
    digest: "d",
    commit: undefined,
    builtAt: "2026-01-01T00:00:00Z",
    durationSeconds: 1,
    sizeBytes: undefined,
    components: [],
    steps: [],
  };
  expect(continueHistory(undefined)).toEqual([]);
  expect(continueHistory(old)).toEqual([{ builtAt: old.builtAt, durationSeconds: 1 }]);
  let last = old;
  for (let index = 0; index < 40; index += 1) last = { ...old, history: continueHistory(last) };
  expect(last.history).toHaveLength(30);
});

test("a long step is told after one, two, five and ten minutes, with what it took before", () => {
  const told = new Map<string, number>();
  const at = (seconds: number) => dueLines([{ name: "RUN pip", seconds }], [step("RUN pip", 5700)], told);
  expect([30, 60, 90, 125, 310, 720, 800, 1210].map((seconds) => at(seconds)[0])).toEqual([
    undefined,
    "… RUN pip · 1 min 0 s of about 1 h 35 min",
    undefined,
    "… RUN pip · 2 min 5 s of about 1 h 35 min",
    "… RUN pip · 5 min 10 s of about 1 h 35 min",
    "… RUN pip · 12 min 0 s of about 1 h 35 min",
    undefined,
    "… RUN pip · 20 min 10 s of about 1 h 35 min",
  ]);
});

test("steps find their lines, in stages and after ONBUILD", () => {
  const text = "FROM a AS deps\nENV X=1\nRUN one\n# comment\nRUN two\nFROM deps\nCOPY x /\n";
  const names = [
    "[deps 1/3] FROM a",
    "[deps 3/3] RUN two",
    "[stage-1 1/1] COPY x /",
    "[deps 4/5] RUN one",
    "[deps 3/3] COPY other /",
  ];
  const placed = placeSteps(
    names.map((name) => step(name, 1)),
    text,
  );
  expect(placed.map(({ line }) => line)).toEqual([1, 5, 7, 3, undefined]);
  const moved = [step("[1/3] RUN one", 1), step("[2/3] RUN two", 1)];
  expect(placeSteps(moved, "FROM a\nRUN one\nRUN two\n").map(({ line }) => line)).toEqual([2, 3]);
  expect(countHits(placed)).toEqual({ cached: 0, total: 4 });
});

test("pushing is apart from exporting, and bytes are counted", () => {
  const progress = new Progress();
  const at = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
  const vertex = { digest: "sha256:1", name: "exporting to image", started: at(0) };
  const status = (id: string, from: number, to: number) => ({
    id,
    vertex: "sha256:1",
    started: at(from),
    completed: at(to),
  });
  progress.read(JSON.stringify({ vertexes: [vertex] }));
  progress.read(
    JSON.stringify({
      statuses: [
        status("exporting layers", 0, 4),
        { ...status("pushing layers", 4, 9), current: 50, total: 100 },
      ],
    }),
  );
  progress.read(JSON.stringify({ vertexes: [{ ...vertex, completed: at(10) }] }));
  expect(progress.timeline()).toMatchObject([
    { name: "exporting to image", kind: "export", seconds: 5 },
    { name: "pushing", kind: "push", seconds: 5, bytesOut: 100 },
  ]);
  expect(progress.steps()).toMatchObject([{ name: "exporting to image", seconds: 10 }]);
});
