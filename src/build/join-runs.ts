/** Several tries of one build as one. Pure. */
import { parseStepName } from "../cache/build-step.ts";
import type { StepTime } from "../model.ts";
import type { BuildRun } from "./build-image.ts";

/** The second one's result; what the first one ran is new for the cache all the same. */
export function joinRuns(first: BuildRun, second: BuildRun): BuildRun {
  const didRun = ({ name, cached, error }: StepTime): boolean => {
    const keyword = parseStepName(name)?.keyword;
    return keyword !== undefined && keyword !== "FROM" && !cached && error === undefined;
  };
  return {
    ...second,
    seconds: first.seconds + second.seconds,
    steps: [...first.steps.filter(didRun), ...second.steps],
    timeline: [...markTry(first.timeline), ...second.timeline],
  };
}

/** The last ones of them are of the try that has just ended. */
function markTry(steps: readonly StepTime[]): readonly StepTime[] {
  const now = Math.max(0, ...steps.map(({ earlierTry = 0 }) => earlierTry)) + 1;
  return steps.map((step) => ({ ...step, earlierTry: step.earlierTry ?? now }));
}
