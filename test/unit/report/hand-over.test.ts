import { expect, test } from "vitest";
import { parseRecord } from "../../../src/registry/record.ts";
import { tryReport } from "../../../src/report/hand-over.ts";
import { findRegressions } from "../../../src/report/regressions.ts";
import { openWorld } from "../../../src/shell/open-world.ts";

test("a report that cannot be written is a warning, and fails no run", async () => {
  // No folder can be made there, as on a full disk.
  const world = openWorld({ RUNNER_TEMP: "/dev/null/full" }, new AbortController().signal);
  expect(await tryReport(world, "report", {})).toBe("");
});

test("a record with values of other types is compared without them", () => {
  const odd = { hits: null, sizeBytes: "1", durationSeconds: null, builtAt: 3, commit: {}, branch: 1 };
  const record = parseRecord({ version: 1, components: [], steps: [{ name: 1 }], layers: "x", ...odd });
  expect(record).toMatchObject({ durationSeconds: 0, builtAt: "", steps: [], layers: [] });
  expect(record?.sizeBytes).toBeUndefined();
  expect(record).not.toHaveProperty("hits");
  const now = { durationSeconds: 500, sizeBytes: 1, hits: { cached: 1, total: 9 }, steps: [] };
  expect(record && findRegressions(now, record)).toHaveLength(1);
  expect(parseRecord({ version: 2, components: [] })).toBeUndefined();
});
