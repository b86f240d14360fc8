/**
 * A Dockerfile cut off after the last finished instruction of each stage: building it costs nothing but the
 * export of what is in the builder already. A failed or stopped build exports no cache by itself. Pure.
 */
import type { StepState } from "../build/progress.ts";
import { detectFrontend, isKnownFrontend } from "../dockerfile/frontend.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { readStages } from "../dockerfile/stages.ts";
import { type FinishedStage, type FinishedStep, findFinished, stepsOf } from "./finished-stages.ts";

export interface CutDockerfile {
  readonly text: string;
  /** For `--target`; `undefined`: the last stage. */
  readonly target: string | undefined;
  /** What really ran and is worth keeping, in the Dockerfile's order. */
  readonly ran: readonly FinishedStep[];
}

export interface CutOptions {
  /** Also keep stages of which nothing ran this time: the cache about to be replaced may hold them alone. */
  readonly withCached: boolean;
  /** Steps of a build for several platforms that are for this one. */
  readonly platform: string;
  /** Leave out the layer on which a step was running when the build stopped, or each stage's last one. */
  readonly withoutLast?: "none" | "under-work" | "each";
}

const COLLECTOR = "ml-image-build-finished";

/** `undefined`: nothing that ran is finished, or the Dockerfile is of a foreign frontend. Never throws. */
export function cutDockerfile(
  text: string,
  steps: readonly StepState[],
  { withCached, platform, withoutLast = "none" }: CutOptions,
): CutDockerfile | undefined {
  const frontend = detectFrontend(text);
  if (frontend !== undefined && !isKnownFrontend(frontend)) return undefined;
  const parsed = parseDockerfile(text);
  const list = readStages(parsed.instructions);
  if (parsed.problems.length + list.problems.length > 0) return undefined;
  const finished = findFinished(list.stages, stepsOf(steps, platform), withoutLast);
  const ran = finished.flatMap((stage) => stage.ran);
  if (ran.length === 0) return undefined;

  const leaves = findLeaves(finished, withCached);
  const lines = text.split("\n");
  const end = (stage: FinishedStage): number =>
    (finished[stage.stage.index + 1]?.stage.from.line ?? lines.length + 1) - 1;
  const [only] = leaves;
  const isOne = leaves.length === 1 && only !== undefined;
  const kept = lines.filter((_, index) => {
    const line = index + 1;
    const stage = finished.findLast((one) => one.stage.from.line <= line);
    if (stage === undefined) return true;
    if (isOne && stage.stage.index > only.stage.index) return false;
    return line < (stage.cutAt ?? end(stage) + 1);
  });
  if (isOne) return { text: `${kept.join("\n")}\n`, target: only.stage.name, ran };
  const copies = leaves.map(
    // A pattern that matches nothing: the stage must be there, and not a byte of it is copied.
    ({ stage }) => `COPY --from=${stage.name ?? stage.index} /.ml-image-build-nothing* /`,
  );
  const collector = [`FROM scratch AS ${COLLECTOR}`, ...copies];
  return { text: `${[...kept, ...collector].join("\n")}\n`, target: COLLECTOR, ran };
}

/** Stages worth building that no other such stage is made from. */
function findLeaves(finished: readonly FinishedStage[], withCached: boolean): readonly FinishedStage[] {
  const wanted = finished.filter(({ ran, done }) => (withCached ? done > 0 : ran.length > 0));
  const within = new Set<number>();
  const visit = (stage: FinishedStage): void => {
    for (const need of stage.needs) {
      const needed = finished[need];
      if (needed === undefined || within.has(need)) continue;
      within.add(need);
      visit(needed);
    }
  };
  for (const stage of wanted) visit(stage);
  return wanted.filter(({ stage }) => !within.has(stage.index));
}
