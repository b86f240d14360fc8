/** A Dockerfile cut off after what one stage has finished, its base at least. Pure. */
import type { StepState } from "../build/progress.ts";
import { detectFrontend, isKnownFrontend } from "../dockerfile/frontend.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { readStages } from "../dockerfile/stages.ts";
import { findFinished, shownName, stepsOf } from "./finished-stages.ts";

export interface CutStage {
  /** The stage is its last one. */
  readonly text: string;
  /** Another one once the stage has got further. */
  readonly key: string;
}

/**
 * One for each stage that has a step of which `isLong` is true, the first stage first; none of a foreign frontend's.
 * Never throws.
 */
export function cutLongStages(
  text: string,
  steps: readonly StepState[],
  platform: string,
  isLong: (step: StepState) => boolean,
): readonly CutStage[] {
  const frontend = detectFrontend(text);
  if (frontend !== undefined && !isKnownFrontend(frontend)) return [];
  const parsed = parseDockerfile(text);
  const { stages, problems } = readStages(parsed.instructions);
  if (parsed.problems.length + problems.length > 0) return [];
  const placed = stepsOf(steps, platform);
  const lines = text.split("\n");
  const finished = findFinished(stages, placed, "none");
  return finished.flatMap(({ stage, done }) => {
    const own = placed.filter(({ step }) => step.stage === shownName(stage, stages));
    if (!own.some(isLong) || (done === 0 && stage.base === "scratch")) return [];
    const kept = lines.filter((_, index) => {
      const line = index + 1;
      const at = finished.findLast((one) => one.stage.from.line <= line);
      if (at === undefined) return true;
      return at.stage.index <= stage.index && (at.cutAt === undefined || line < at.cutAt);
    });
    return [{ text: `${kept.join("\n")}\n`, key: `${platform} ${stage.index} ${done}` }];
  });
}
