/** Instructions after cached layers that made the builder pull and unpack them, and what to write instead. Pure. */
import type { StepTime } from "../model.ts";
import { type BuildStep, parseStepName } from "./build-step.ts";

/** Below it nobody would change a Dockerfile for. */
const WORTH_SECONDS = 1;

interface Placed {
  readonly step: BuildStep;
  readonly time: StepTime;
  /** The instruction: `COPY handler.py /app/`. */
  readonly text: string;
}

/**
 * One sentence for each stage whose cached layers were pulled for light instructions only. A cached step's own
 * time is that of pulling and unpacking it; a RUN that does real work needs the files, so nothing is said then.
 */
export function adviseAgainstPulls(steps: readonly StepTime[]): readonly string[] {
  const stages = new Map<string, Placed[]>();
  for (const time of steps) {
    const step = parseStepName(time.name);
    if (step === undefined) continue;
    const key = `${step.platform ?? ""} ${step.stage ?? ""}`;
    const text = time.name.replace(/^\[[^\]]*\] /, "");
    stages.set(key, [...(stages.get(key) ?? []), { step, time, text }]);
  }
  return [...stages.values()].flatMap(adviseStage);
}

function adviseStage(placed: readonly Placed[]): readonly string[] {
  const inOrder = [...placed].sort((a, b) => a.step.index - b.step.index);
  const ran = inOrder.filter(({ step, time }) => !time.cached && step.keyword !== "FROM");
  const forcing = ran.filter(({ step, text }) => !isLinked(step, text));
  const first = forcing[0];
  if (first === undefined) return [];
  const pulled = inOrder
    .filter(({ step, time }) => step.index < first.step.index && (time.cached || step.keyword === "FROM"))
    .reduce((sum, { time }) => sum + time.seconds, 0);
  const remedies = forcing.map(({ step, text }) => remedyFor(step, text));
  if (pulled < WORTH_SECONDS || remedies.some((remedy) => remedy === undefined)) return [];
  const what = forcing.map(({ text }, index) => `\`${text.slice(0, 80)}\`: ${remedies[index]}`).join("; ");
  return [
    `about ${Math.round(pulled)} s went into pulling and unpacking cached layers that only light instructions asked for. ${what}`,
  ];
}

function isLinked({ keyword }: BuildStep, text: string): boolean {
  return (keyword === "COPY" || keyword === "ADD") && /^\w+ (--\S+ )*--link(=true)?( |$)/.test(text);
}

/** `undefined`: it needs the layers below it. */
function remedyFor({ keyword }: BuildStep, text: string): string | undefined {
  switch (keyword) {
    case "COPY":
    case "ADD":
      return `write \`${keyword} --link\`, which needs nothing below it (--chown by number; no symbolic link in the destination's path), or set \`link: auto\``;
    case "WORKDIR":
      return "put it before the heavy instructions";
    case "RUN":
      return /^RUN\s+(\/bin\/)?(chmod|chown)\s[^;&|]*$/.test(text)
        ? "write `COPY --link --chmod=… --chown=…` instead"
        : undefined;
    default:
      return undefined;
  }
}
