import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: ["default", "./test/support/closing-line.ts"],
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        // Those packages name source maps that they do not bring.
        logLevel: "error",
        test: {
          name: "contract",
          include: ["test/contract/**/*.test.ts"],
          testTimeout: 120_000,
          // GitHub's packages import JSON without saying so, which Node refuses and a bundler does not.
          server: { deps: { inline: [/@actions\/(?:workflow-parser|expressions)/] } },
        },
      },
      {
        test: {
          name: "oracle",
          include: ["test/oracle/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: "servers",
          include: ["test/servers/**/*.test.ts"],
          globalSetup: ["test/support/servers.ts"],
          testTimeout: 180_000,
          hookTimeout: 600_000,
          // They mostly wait for their servers.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "real",
          include: ["test/real/**/*.test.ts"],
          globalSetup: ["test/support/environment.ts"],
          testTimeout: 180_000,
          hookTimeout: 600_000,
          // One engine and two cores: side by side, tests would only wait for each other.
          fileParallelism: false,
        },
      },
    ],
  },
});
