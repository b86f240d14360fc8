import { defineConfig } from "vitest/config";

/** Measurements that print tables; no part of the gate. */
export default defineConfig({
  test: {
    include: ["bench/**/*.bench.ts"],
    globalSetup: ["test/support/environment.ts"],
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
