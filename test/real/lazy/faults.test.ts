/** A registry that fails in the middle of a step whose layers are read on demand: no half-read file ends in an image. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { flattenImage } from "../../support/flatten-image.ts";
import { type LazyFaultSite, lazyFaults, openLazyFaultSite } from "../../support/lazy-faults.ts";
import { missing } from "../../support/lazy-run.ts";

let site: LazyFaultSite | undefined;

beforeAll(async () => {
  if (missing === undefined) site = await openLazyFaultSite();
});
afterAll(() => site?.stop());

test("the step fails, and a plain build follows", async (context) => {
  if (site === undefined) return context.skip(missing);
  const edit = await site.edit(lazyFaults.reset, "reset\n");
  expect(edit.log).toContain("Input/output error");
  expect(edit.log).toContain("built again without reading on demand");
});

test("a step that hides the error: its image gets no tag", async (context) => {
  if (site === undefined) return context.skip(missing);
  const edit = await site.edit(
    lazyFaults.expired,
    "hidden\n",
    "sha256sum -c /sum > /seen 2>/dev/null || true",
  );
  expect(edit.log).toContain("the builder's log has errors of reading");
  const { registry } = inject("machine");
  const entries = await flattenImage(registry, site.repository, edit.images.one?.digest ?? "");
  const whole = createHash("sha256").update("/big: OK\n").digest("hex");
  expect(entries.get("/seen")).toContain(whole.slice(0, 12));
});
