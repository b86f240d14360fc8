/** GitHub's public price of the runner a job is on, where that is known. Pure. */
import { isObject, objectAt } from "../registry/json.ts";

/**
 * US dollars a minute of GitHub's Linux runners by their cores, since 2026-01-01.
 * https://docs.github.com/billing/reference/actions-runner-pricing
 */
const PRICES: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  X64: { 2: 0.006, 4: 0.012, 8: 0.022, 16: 0.042, 32: 0.082, 64: 0.162, 96: 0.252 },
  ARM64: { 2: 0.005, 4: 0.008, 8: 0.014, 16: 0.026, 32: 0.05, 64: 0.098 },
};
/** Public repositories have standard runners of up to four cores for nothing; larger ones cost there too. */
const FREE_CORES = 4;

/** `undefined`: free, not GitHub's, or not known. A runner with a GPU costs more than its cores tell. */
export function findPrice(
  env: Readonly<Record<string, string | undefined>>,
  cpus: number,
  payload: unknown,
): number | undefined {
  if (env.RUNNER_ENVIRONMENT !== "github-hosted" || env.RUNNER_OS !== "Linux") return undefined;
  const isPrivate = isObject(payload) && objectAt(payload, "repository")?.private === true;
  return isPrivate || cpus > FREE_CORES ? PRICES[env.RUNNER_ARCH ?? ""]?.[cpus] : undefined;
}
