import { defineConfig } from "vitest/config";

/** Real packages from PyPI and Debian on a real engine: minutes each, so apart from `npm test`. */
export default defineConfig({
  test: {
    name: "slow",
    include: [
      "test/slow/**/*.test.ts",
      // Those with more to show than the gate has time for.
      "test/real/process/{caches,github-cache,salvage,stalls}.test.ts",
      "test/real/workflows/examples.test.ts",
    ],
    env: { TEST_WHOLE: "true" },
    globalSetup: ["test/support/environment.ts"],
    reporters: ["default", "./test/support/closing-line.ts"],
    testTimeout: 1_800_000,
    hookTimeout: 900_000,
    fileParallelism: false,
  },
});
