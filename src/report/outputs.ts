/** Results → the action's outputs. Pure; the only list of output names. */
import type { ImageName, RegistryTarget } from "../model.ts";
import type { ImageResult } from "./results.ts";

/** Every output, in the order of `action.yml`; a contract test holds the two together. */
export const outputNames = [
  "images",
  "results",
  "built",
  "reused",
  "failed",
  "any-built",
  "parameter-overrides",
  "plan",
  "plan-file",
  "matrix",
  "bake-file",
  "report",
  "stack-status",
  "change",
  "stack-outputs",
  "change-set",
] as const;
export type OutputName = (typeof outputNames)[number];
export type Outputs = Partial<Record<OutputName, string>>;

/**
 * GitHub drops a job's outputs past 1 MB, counted as UTF-16: 900 KB leave room for other steps.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idoutputs
 */
const MAX_OUTPUT_BYTES = 900 * 1024;

export interface BoundedOutputs {
  readonly outputs: Outputs;
  /** What was left out, for a warning. */
  readonly notices: readonly string[];
}

/** Outputs of `mode: all`. Past the limit, reasons are cut, then left out. */
export function buildOutputs(
  results: ReadonlyMap<ImageName, ImageResult>,
  registry: RegistryTarget | undefined,
  reportFile: string,
): BoundedOutputs {
  const notice = (what: string): string =>
    `the outputs would be larger than GitHub takes: ${what}; the file named by the output report has everything`;
  return firstThatFits([
    () => ({ outputs: render(results, registry, reportFile, (reasons) => reasons), notices: [] }),
    () => ({
      outputs: render(results, registry, reportFile, (reasons) =>
        reasons.slice(0, 1).map((one) => one.slice(0, 100)),
      ),
      notices: [notice("reasons are cut short")],
    }),
    () => ({
      outputs: render(results, registry, reportFile, () => []),
      notices: [notice("reasons are left out")],
    }),
  ]);
}

/** The first candidate within GitHub's limit, else the last one. */
export function firstThatFits(candidates: readonly (() => BoundedOutputs)[]): BoundedOutputs {
  let last: BoundedOutputs = { outputs: {}, notices: [] };
  for (const candidate of candidates) {
    last = candidate();
    const characters = Object.entries(last.outputs).reduce(
      (sum, [name, value]) => sum + name.length + value.length,
      0,
    );
    if (characters * 2 <= MAX_OUTPUT_BYTES) break;
  }
  return last;
}

function render(
  results: ReadonlyMap<ImageName, ImageResult>,
  registry: RegistryTarget | undefined,
  reportFile: string,
  cut: (reasons: readonly string[]) => readonly string[],
): Outputs {
  const entries = [...results].map(
    ([name, result]) => [name, { ...result, reasons: cut(result.reasons) }] as const,
  );
  const named = (...statuses: readonly ImageResult["status"][]): string =>
    JSON.stringify(entries.filter(([, { status }]) => statuses.includes(status)).map(([name]) => name));
  return {
    images: JSON.stringify(Object.fromEntries(entries)),
    results: JSON.stringify(
      Object.fromEntries(entries.map(([name, result]) => [name, withoutHost(result, registry)])),
    ),
    built: named("built"),
    reused: named("reused"),
    failed: named("failed", "blocked"),
    "any-built": String(entries.some(([, { status }]) => status === "built")),
    "parameter-overrides": entries
      .filter(([, { parameter, uri }]) => parameter !== undefined && uri !== undefined)
      .map(([, { parameter, uri }]) => `${parameter}=${uri}`)
      .join("\n"),
    report: reportFile,
  };
}

/**
 * GitHub drops an output that contains a masked value, and account ids are often masked
 * (aws-actions/amazon-ecr-login#546): no host, no account id anywhere.
 */
export function withoutHost(
  result: ImageResult,
  registry: RegistryTarget | undefined,
): Omit<ImageResult, "uri"> {
  const { uri: _, ...rest } = result;
  const clean = (text: string): string => cleanHost(text, registry);
  return {
    ...rest,
    reasons: rest.reasons.map(clean),
    ...(rest.error === undefined ? {} : { error: clean(rest.error) }),
  };
}

/** Words without the registry's host, or the account id in any other registry's. */
export function cleanHost(text: string, registry: RegistryTarget | undefined): string {
  const known = registry === undefined ? text : text.replaceAll(registry.host, "<registry>");
  return known.replace(/\b\d{12}(?=\.dkr[.-]ecr)/g, "<account>");
}
