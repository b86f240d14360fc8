/** GitHub's prices: told only where it is known what the minutes cost. */
import { expect, test } from "vitest";
import { findPrice } from "../../../src/report/runner-price.ts";

const hosted = { RUNNER_ENVIRONMENT: "github-hosted", RUNNER_OS: "Linux", RUNNER_ARCH: "X64" };
const ours = { repository: { private: true } };
const open = { repository: { private: false } };

test.each<[string, Record<string, string>, number, unknown, number | undefined]>([
  ["a standard runner of a private repository", hosted, 2, ours, 0.006],
  ["on ARM", { ...hosted, RUNNER_ARCH: "ARM64" }, 2, ours, 0.005],
  ["a larger runner", hosted, 16, ours, 0.042],
  ["a larger runner of a public repository, which is not free", hosted, 8, open, 0.022],
  ["a standard runner of a public repository", hosted, 4, open, undefined],
  ["cores that GitHub does not offer", hosted, 6, ours, undefined],
  ["a runner of one's own", { ...hosted, RUNNER_ENVIRONMENT: "self-hosted" }, 2, ours, undefined],
  ["Windows", { ...hosted, RUNNER_OS: "Windows" }, 2, ours, undefined],
  ["an event that does not tell", hosted, 2, {}, undefined],
])("%s", (_, env, cpus, payload, price) => {
  expect(findPrice(env, cpus, payload)).toBe(price);
});
