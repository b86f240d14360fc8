/** BuildKit's names of steps → which instruction of which stage they are. Pure. */
import type { Platform } from "../model.ts";

/** `[linux/arm64 deps 2/5] RUN pip install …`. */
export interface BuildStep {
  /** The target platform; only builds for several platforms name it. */
  readonly platform: Platform | undefined;
  /** A name, or `stage-1`; `undefined` in a Dockerfile with one stage that has no name. */
  readonly stage: string | undefined;
  readonly index: number;
  readonly total: number;
  /** `RUN`, `COPY`, `ADD`, `WORKDIR`, `FROM`. */
  readonly keyword: string;
}

/** `undefined`: no instruction of the Dockerfile (`[internal] …`, `exporting …`). */
export function parseStepName(name: string): BuildStep | undefined {
  const match = /^\[(?:([a-z0-9]+\/[\w./]+(?:->[\w./]+)?) )?(?:([^\s/\]]+) )? *(\d+)\/(\d+)\] (\S+)/.exec(
    name,
  );
  if (match === null) return undefined;
  // `[3/3] LINK COPY --link …` comes beside `[3/3] COPY --link …`: it only puts layers on top of each other.
  if (match[5] === "LINK") return undefined;
  const [, platform, stage, index, total, keyword = ""] = match;
  return {
    platform: platform === undefined ? undefined : targetOf(platform),
    stage,
    index: Number(index),
    total: Number(total),
    keyword: keyword.toUpperCase(),
  };
}

/** A cross build names the step's platform and the one it is for: `linux/amd64->arm64`. */
function targetOf(text: string): Platform {
  const [own = "", target = own] = text.split("->");
  return (target.includes("/") ? target : `${own.split("/")[0]}/${target}`) as Platform;
}

/** Seconds of the instructions that really ran; pulling a base is none of them. */
export function secondsRun(steps: readonly { name: string; cached: boolean; seconds: number }[]): number {
  return steps.reduce((sum, step) => {
    const parsed = parseStepName(step.name);
    return parsed === undefined || parsed.keyword === "FROM" || step.cached ? sum : sum + step.seconds;
  }, 0);
}
