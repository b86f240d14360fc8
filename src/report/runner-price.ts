/** GitHub's public price of the runner a job is on, where that is known. Pure. */
import { isObject, objectAt } from "../registry/json.ts";

/**
 * US dollars a minute of GitHub's standard runners in private repositories.
 * https://docs.github.com/billing/reference/actions-runner-pricing
 */
const PRICES: Readonly<Record<string, number>> = {
  "Linux/X64": 0.006,
  "Linux/ARM64": 0.005,
};

/** Standard runners of private repositories have two cores; public repositories pay nothing, larger runners another price. */
export function findPrice(
  env: Readonly<Record<string, string | undefined>>,
  cpus: number,
  payload: unknown,
): number | undefined {
  const isPrivate = isObject(payload) && objectAt(payload, "repository")?.private === true;
  if (env.RUNNER_ENVIRONMENT !== "github-hosted" || !isPrivate || cpus !== 2) return undefined;
  return PRICES[`${env.RUNNER_OS}/${env.RUNNER_ARCH}`];
}
