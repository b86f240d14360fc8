/** Steps → the Dockerfile's lines they stand on, and how many came from a cache. Pure. */
import { parseStepName } from "../cache/build-step.ts";
import { parseDockerfile } from "../dockerfile/parse.ts";
import { readStages, type Stage } from "../dockerfile/stages.ts";
import type { StepTime } from "../model.ts";

/** What BuildKit counts in `3/5`, beside FROM. */
const COUNTED = new Set(["run", "copy", "add", "workdir"]);

/** The steps with `line` where it is certain; a step that fits no instruction has none. Never throws. */
export function placeSteps(steps: readonly StepTime[], dockerfile: string): readonly StepTime[] {
  const { stages } = readStages(parseDockerfile(dockerfile).instructions);
  return steps.map((step) => {
    const line = lineOf(step, stages, steps);
    return line === undefined ? step : { ...step, line };
  });
}

function lineOf(
  { name }: StepTime,
  stages: readonly Stage[],
  steps: readonly StepTime[],
): number | undefined {
  const step = parseStepName(name);
  if (step === undefined) return /^https?:\/\//.test(name) ? lineOfDownload(name, stages) : undefined;
  const stage = stages.find((one) =>
    step.stage === undefined
      ? stages.length === 1
      : one.name === step.stage.toLowerCase() || step.stage === `stage-${one.index}`,
  );
  if (stage === undefined) return undefined;
  if (step.keyword === "FROM") return stage.from.line;
  const layers = stage.commands.filter(({ instruction }) => COUNTED.has(instruction.keyword));
  // A base's ONBUILD adds steps, FROM a stage is none: the file's own instructions are the last ones.
  // A base that is a named context is counted in the total and has no number: all others move up by one.
  const isMoved =
    step.total > layers.length &&
    steps.some((other) => {
      const first = parseStepName(other.name);
      return first?.index === 1 && first.stage === step.stage && first.keyword !== "FROM";
    });
  const fromEnd = step.total - step.index + (isMoved ? 0 : 1);
  const found = layers.at(-fromEnd);
  return fromEnd >= 1 && fromEnd <= layers.length && found?.instruction.keyword.toUpperCase() === step.keyword
    ? found.instruction.line
    : undefined;
}

/** `ADD https://…`; where variables hide the address, the only one there is. */
function lineOfDownload(url: string, stages: readonly Stage[]): number | undefined {
  const downloads = stages
    .flatMap(({ commands }) => commands.map(({ instruction }) => instruction))
    .filter(({ keyword, args }) => keyword === "add" && args.some((arg) => /^(?:https?:|\$)/.test(arg)));
  const named = downloads.find(({ args }) => args.includes(url));
  return (named ?? (downloads.length === 1 ? downloads[0] : undefined))?.line;
}

export interface CacheHits {
  readonly cached: number;
  readonly total: number;
}

/** Of the instructions that make layers. */
export function countHits(steps: readonly StepTime[]): CacheHits {
  const counted = steps.filter(({ name, earlierTry }) => {
    if (earlierTry !== undefined) return false;
    const step = parseStepName(name);
    return step !== undefined && step.keyword !== "FROM";
  });
  return { cached: counted.filter(({ cached }) => cached).length, total: counted.length };
}
