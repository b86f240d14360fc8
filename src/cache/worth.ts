/** Whether a finished build has anything new for its cache. Pure. */
import { LINK_CHECK } from "../dockerfile/link-check.ts";
import type { StepTime } from "../model.ts";
import { parseStepName, secondsRun } from "./build-step.ts";

/** An export asks the builder for everything once more: it should save the next build more than that. */
const WORTH_SECONDS = 2;

/**
 * After a code edit every heavy layer is cached, and what ran is not worth an export. Where no cache was
 * there yet, all of it is new, also what this builder had from an earlier run.
 */
export function isWorthExporting(steps: readonly StepTime[], hadCache: boolean): boolean {
  // The check of `link: auto` is quick, and what it needs is not: without it in the cache all below is pulled.
  if (steps.some(({ name, cached }) => name.includes(LINK_CHECK) && !cached)) return true;
  return hadCache ? secondsRun(steps) >= WORTH_SECONDS : steps.some(({ name }) => isInstruction(name));
}

/** Caches were read and not one step came from them: worth a word, as it is seldom what was meant. */
export function hasZeroHits(steps: readonly StepTime[]): boolean {
  const instructions = steps.filter(({ name }) => isInstruction(name));
  return instructions.length > 0 && instructions.every(({ cached }) => !cached);
}

function isInstruction(name: string): boolean {
  const step = parseStepName(name);
  return step !== undefined && step.keyword !== "FROM";
}
