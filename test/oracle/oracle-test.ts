import { afterAll, test } from "vitest";
import { caseTimeout, ensureOracle, Oracle } from "./buildkit-process.ts";

/** A test that asks BuildKit's own code; skipped, with the reason, where that cannot be compiled. */
export function oracleTest(name: string, normalCases: number, run: (oracle: Oracle) => Promise<void>): void {
  let oracle: Oracle | undefined;
  afterAll(() => oracle?.stop());
  test(name, { timeout: caseTimeout(normalCases) }, async (context) => {
    const program = await ensureOracle();
    if (typeof program !== "string") {
      context.skip(program.skipped);
      return;
    }
    oracle = new Oracle(program);
    await run(oracle);
  });
}
