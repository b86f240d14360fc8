/**
 * What `mode: plan` says a build reads, against what a real BuildKit takes: each case is built, and its result
 * tells by the files' content which of them were read.
 *
 * `ML_IMAGE_BUILD_DIFFERENTIAL_CASES=3000 npx vitest run --project real test/real/differential` is the long
 * run; `ML_IMAGE_BUILD_DIFFERENTIAL_SEED` is the first seed, to look at a case again.
 */
import { beforeAll, expect, inject, test } from "vitest";
import type { Frontend } from "./build-case.ts";
import { caseCount, firstSeed } from "./case-count.ts";
import { runDifferential } from "./run-cases.ts";
import { pushTriggerBase } from "./trigger-base.ts";

const machine = inject("machine");
const drivers = [
  { name: "docker-container", builder: machine.containerBuilder, normal: 160, isOwn: true },
  {
    name: "docker",
    builder: machine.engine === "ready" ? "default" : machine.engine,
    normal: 50,
    isOwn: false,
  },
] as const;

let onbuild = "";
beforeAll(async () => {
  if (typeof machine.containerBuilder === "string")
    onbuild = await pushTriggerBase(machine.containerBuilder, machine.registry, machine.base);
});

for (const { name, builder, normal, isOwn } of drivers) {
  test(`every file that BuildKit takes is named, driver ${name}`, { timeout: 7_200_000 }, async (context) => {
    if (typeof builder !== "string") return context.skip(builder.missing);
    if (onbuild === "") return context.skip("no builder that pushes a base with ONBUILD");
    const frontend: Frontend = {
      base: machine.base,
      onbuild,
      knowsParents: isOwn,
      survivesBadPatterns: isOwn,
    };
    const range = { first: firstSeed(), count: caseCount(normal) };
    const { tally, failures } = await runDifferential(frontend, builder, range);
    console.log(`differential, ${name}:`, JSON.stringify(tally));
    expect(failures.slice(0, 5).join("\n\n")).toBe("");
    expect(tally.compared).toBeGreaterThan(tally.cases / 2);
  });
}
