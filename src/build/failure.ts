/** What a failed build's own words say: the inner line, and where in the Dockerfile. Pure. */
import { diagnose, lastWords, withoutCommand } from "../diagnosis/diagnose.ts";
import type { FailureDetail } from "../diagnosis/failure-detail.ts";
import type { Diagnosis } from "../diagnosis/signature.ts";
import type { StepTime } from "../model.ts";
import type { BuildRun } from "./build-image.ts";
import { describeStall } from "./watch-transfers.ts";

export interface BuildFailure {
  /** One line for people. */
  readonly message: string;
  /** Line of the Dockerfile, when buildx tells. */
  readonly dockerfileLine: number | undefined;
  /** The registry refused to overwrite an immutable tag: somebody else may have pushed the same image. */
  readonly isImmutableTag: boolean;
  /** `undefined`: nothing that is known. */
  readonly diagnosis: Diagnosis | undefined;
}

/** What the log of a build that ended by itself says; `undefined` for all others. */
export function diagnoseRun(run: BuildRun): Diagnosis | undefined {
  if (run.stall !== undefined) return diagnose([describeStall(run.stall)]);
  if (run.succeeded || run.ended !== "exit") return undefined;
  return diagnose([...run.failedOutput, ...errorsOf(run), ...lostCopies(run)]);
}

/** BuildKit's words are the same for a file that the context lacks and one that another stage lacks. */
function lostCopies({ steps }: BuildRun): readonly string[] {
  return steps.flatMap(({ name, error = "" }) => {
    const copy = /\] ((?:COPY|ADD) .*--from=.*)$/s.exec(name)?.[1];
    return copy !== undefined && /: not found$/.test(error) ? [`${copy.replace(/\s+/g, " ")}: ${error}`] : [];
  });
}

/** buildx's own error, without the Dockerfile that it quotes. */
export function errorsOf(run: BuildRun): readonly string[] {
  const words = run.text.split("\n").filter((line) => line.startsWith("ERROR:"));
  return [...run.steps.flatMap(({ error }) => (error === undefined ? [] : [error])), ...words];
}

/** `lineOf`: a line of what was built → the line of the user's Dockerfile. `placed`: the steps with their lines there. */
export function describeFailure(
  run: BuildRun,
  timeoutMinutes: number,
  lineOf: (line: number) => number = (line) => line,
  placed: readonly StepTime[] = [],
): BuildFailure {
  const line = /^[^\n:]+:(\d+)\n-{10}/m.exec(run.text)?.[1];
  const diagnosis = diagnoseRun(run);
  return {
    message: diagnosis === undefined ? messageOf(run, timeoutMinutes) : describeDiagnosis(diagnosis),
    diagnosis,
    dockerfileLine: line === undefined ? lineOfOpenStep(run, placed) : lineOf(Number(line)),
    isImmutableTag: /immutable|tag invalid: The image tag/i.test(run.text),
  };
}

/** For reports. `kept`: what is kept of the build. */
export function detailFailure(
  { diagnosis, dockerfileLine }: BuildFailure,
  kept: string | undefined,
): FailureDetail {
  const known =
    diagnosis === undefined
      ? {}
      : {
          said: diagnosis.line,
          cause: diagnosis.cause,
          remedy: diagnosis.remedy,
          source: diagnosis.source,
        };
  return {
    ...known,
    ...(dockerfileLine === undefined ? {} : { line: dockerfileLine }),
    ...(kept === undefined ? {} : { kept }),
  };
}

/** `E: Unable to locate package x: the distribution has no … What helps: … (https://…)`. */
function describeDiagnosis({ line, cause, remedy, source }: Diagnosis): string {
  return `${line}: ${cause}. What helps: ${remedy} (${source})`;
}

function messageOf(run: BuildRun, timeoutMinutes: number): string {
  switch (run.ended) {
    case "timeout":
      return `stopped at its time limit of ${timeoutMinutes} minutes${atStep(run)}`;
    case "stalled":
      return run.stall === undefined ? `stopped${atStep(run)}` : describeStall(run.stall);
    case "aborted":
      return `cancelled${atStep(run)}`;
    case "not-found":
      return run.text.trim();
    case "signal":
      return `docker buildx was killed${atStep(run)}`;
    case "exit": {
      const failed = run.steps.find(
        (step) => step.error !== undefined && !/context canceled/.test(step.error),
      );
      const lines = run.text.split("\n").filter((one) => one.startsWith("ERROR:"));
      const said = lines.at(-1)?.replace(/^ERROR:\s*(failed to (build|solve): )*/, "") ?? failed?.error;
      const words = lastWords(run.failedOutput);
      const last =
        words === undefined || withoutCommand(said ?? "").includes(words) ? "" : `; it said: ${words}`;
      return `${said ?? `docker buildx build ended with exit code ${run.exitCode}`}${last}`;
    }
  }
}

/** What buildx was at, where it says nothing about the Dockerfile: it was ended, or an ADD found nothing. */
function lineOfOpenStep(run: BuildRun, placed: readonly StepTime[]): number | undefined {
  const failed = run.steps.find(({ error }) => error !== undefined && !/context canceled/.test(error));
  const name = run.stall?.step ?? (run.ended === "exit" ? failed : findOpenStep(run))?.name;
  return placed.find((step) => step.name === name)?.line;
}

function findOpenStep({ steps }: BuildRun): StepTime | undefined {
  const own = steps.filter((step) => !step.cached && !step.name.startsWith("[internal]"));
  return own.find((step) => step.error !== undefined) ?? own.at(-1);
}

function atStep(run: BuildRun): string {
  const open = findOpenStep(run);
  return open === undefined ? "" : ` in ${open.name.slice(0, 120)}`;
}
