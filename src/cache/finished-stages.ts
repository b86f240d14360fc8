/** Progress of a build → how far each stage of its Dockerfile got. Pure. */
import type { StepState } from "../build/progress.ts";
import { parseMount } from "../dockerfile/mount.ts";
import type { PlacedCommand, Stage } from "../dockerfile/stages.ts";
import { type BuildStep, parseStepName } from "./build-step.ts";

export interface FinishedStep {
  readonly name: string;
  readonly seconds: number;
}

export interface FinishedStage {
  readonly stage: Stage;
  /** Instructions that are done, from the stage's first on without a gap. */
  readonly done: number;
  /** Those of them that really ran. */
  readonly ran: readonly FinishedStep[];
  /** Line of the first instruction that is not done; `undefined`: the stage is whole. */
  readonly cutAt: number | undefined;
  /** Stages that what is done is made from. */
  readonly needs: readonly number[];
}

type PlacedStep = StepState & { readonly step: BuildStep };

/** The steps that are instructions, of one target platform. */
export function stepsOf(steps: readonly StepState[], platform: string): readonly PlacedStep[] {
  return steps.flatMap((state) => {
    const step = parseStepName(state.name);
    if (step === undefined || (step.platform !== undefined && step.platform !== platform)) return [];
    return [{ ...state, step }];
  });
}

/**
 * One entry for each stage, in the Dockerfile's order. `withoutLast` leaves out the layer on which a step was
 * running when the build stopped, or each stage's last one.
 */
export function findFinished(
  stages: readonly Stage[],
  steps: readonly PlacedStep[],
  withoutLast: "none" | "under-work" | "each",
): readonly FinishedStage[] {
  return stages.map((stage) => {
    const finished = countFinished(stage, stages, steps);
    const isLeftOut =
      withoutLast === "each" ||
      (withoutLast === "under-work" && isUnderWork(stage, finished.length, stages, steps));
    const kept = finished.slice(0, Math.max(0, finished.length - (isLeftOut ? 1 : 0)));
    const cutAt = layersOf(stage)[kept.length]?.instruction.line;
    const commands = stage.commands.filter(
      ({ instruction }) => cutAt === undefined || instruction.line < cutAt,
    );
    return {
      stage,
      done: kept.length,
      ran: kept.flatMap((step) =>
        step === undefined || step.cached ? [] : [{ name: step.name, seconds: step.seconds }],
      ),
      cutAt,
      needs: needsOf(stage, commands, stages),
    };
  });
}

/** The stage's steps that are done, without a gap; `undefined` for one that BuildKit left out. */
function countFinished(
  stage: Stage,
  stages: readonly Stage[],
  steps: readonly PlacedStep[],
): readonly (PlacedStep | undefined)[] {
  const own = ownSteps(stage, stages, steps);
  const layers = layersOf(stage);
  // FROM an image counts as step 1, FROM a stage or scratch does not, and ONBUILD adds some: the
  // instructions of the file are the last ones.
  const counted = Math.max(0, (own[0]?.step.total ?? 0) - layers.length);
  const offset = isBaseUnnumbered(own, layers, counted) ? counted - 1 : counted;
  const finished: (PlacedStep | undefined)[] = [];
  for (const [index, { instruction }] of layers.entries()) {
    const number = offset + index + 1;
    const at = own.find(({ step }) => step.index === number);
    // BuildKit leaves out what changes nothing (a WORKDIR that is the current one): done if a later step is.
    const isLeftOut =
      at === undefined && own.some(({ step, state }) => step.index > number && state === "done");
    const isDone = at?.state === "done" && at.step.keyword === instruction.keyword.toUpperCase();
    if (!isDone && !isLeftOut) break;
    finished.push(at);
  }
  return finished;
}

/**
 * A base that is a named context (a parent, or one held at its digest) counts in the total and has no number:
 * the instructions begin at 1, and the total's own number is missing. When in doubt, fewer steps are done.
 */
function isBaseUnnumbered(
  own: readonly PlacedStep[],
  layers: readonly PlacedCommand[],
  counted: number,
): boolean {
  if (counted === 0 || own.length === 0) return false;
  return own.every(
    ({ step }) =>
      step.index < step.total &&
      step.keyword === layers[step.index - counted]?.instruction.keyword.toUpperCase(),
  );
}

/** A step on top of the stage's last finished layer began and did not end. */
function isUnderWork(
  stage: Stage,
  done: number,
  stages: readonly Stage[],
  steps: readonly PlacedStep[],
): boolean {
  const began = ({ state }: PlacedStep): boolean => state === "running" || state === "failed";
  if (done < layersOf(stage).length) return ownSteps(stage, stages, steps).some(began);
  return stages.some(
    (other) =>
      stage.name !== undefined &&
      other.base.toLowerCase() === stage.name &&
      countFinished(other, stages, steps).length === 0 &&
      ownSteps(other, stages, steps).some(began),
  );
}

function ownSteps(
  stage: Stage,
  stages: readonly Stage[],
  steps: readonly PlacedStep[],
): readonly PlacedStep[] {
  return steps.filter(({ step }) => step.stage === shownName(stage, stages));
}

function layersOf(stage: Stage): readonly PlacedCommand[] {
  return stage.commands.filter(({ instruction }) => makesLayer(instruction.keyword));
}

function makesLayer(keyword: string): boolean {
  return ["run", "copy", "add", "workdir"].includes(keyword);
}

/** As BuildKit's progress has it. */
export function shownName({ name, index }: Stage, stages: readonly Stage[]): string | undefined {
  return name ?? (stages.length === 1 ? undefined : `stage-${index}`);
}

function needsOf(stage: Stage, kept: readonly PlacedCommand[], stages: readonly Stage[]): readonly number[] {
  const find = (reference: string): number => {
    const earlier = stages.slice(0, stage.index);
    const named = earlier.findLast(({ name }) => name === reference.toLowerCase());
    return named?.index ?? (/^\d+$/.test(reference) ? Number(reference) : -1);
  };
  const references = kept.flatMap(({ command }) => {
    if (command.kind === "copy") return command.from === undefined ? [] : [command.from];
    if (command.kind !== "run") return [];
    return command.mounts
      .map((mount) => parseMount(mount, undefined).mount.from)
      .filter((from) => from !== "");
  });
  const needs = [...references, stage.base].map(find).filter((index) => index >= 0 && index < stage.index);
  return [...new Set(needs)];
}
