/** Every way in which a registry fails under layers that are read on demand; the gate has two of them. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LazyFaultSite, lazyFaults, openLazyFaultSite } from "../support/lazy-faults.ts";
import { missing } from "../support/lazy-run.ts";

let site: LazyFaultSite | undefined;

beforeAll(async () => {
  if (missing === undefined) site = await openLazyFaultSite();
});
afterAll(() => site?.stop());

test.for(["reset", "down", "expired"] as const)("%s", async (kind, context) => {
  if (site === undefined) return context.skip(missing);
  const edit = await site.edit(lazyFaults[kind], `${kind}\n`);
  expect(edit.log).toContain("built again without reading on demand");
});

test("a registry that does not answer: the step is taken for a long one", async (context) => {
  if (site === undefined) return context.skip(missing);
  const edit = await site.edit(lazyFaults.hang, "hang\n");
  expect(edit.log).toMatch(/more than a small edit|built again without reading on demand/);
});
