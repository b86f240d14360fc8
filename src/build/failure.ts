/** What a failed build's own words say: the inner line, and where in the Dockerfile. Pure. */
import type { BuildRun } from "./build-image.ts";

export interface BuildFailure {
  /** One line for people. */
  readonly message: string;
  /** Line of the Dockerfile, when buildx tells. */
  readonly dockerfileLine: number | undefined;
  /** The registry refused to overwrite an immutable tag: somebody else may have pushed the same image. */
  readonly isImmutableTag: boolean;
}

/** `lineOf`: a line of what was built → the line of the user's Dockerfile. */
export function describeFailure(
  run: BuildRun,
  timeoutMinutes: number,
  lineOf: (line: number) => number = (line) => line,
): BuildFailure {
  const line = /^(?:[^\s:]+):(\d+)$/m.exec(run.text)?.[1];
  return {
    message: messageOf(run, timeoutMinutes),
    dockerfileLine: line === undefined ? undefined : lineOf(Number(line)),
    isImmutableTag: /immutable|tag invalid: The image tag/i.test(run.text),
  };
}

function messageOf(run: BuildRun, timeoutMinutes: number): string {
  switch (run.ended) {
    case "timeout":
      return `stopped at its time limit of ${timeoutMinutes} minutes${atStep(run)}`;
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
      return said ?? `docker buildx build ended with exit code ${run.exitCode}`;
    }
  }
}

function atStep(run: BuildRun): string {
  const own = run.steps.filter((step) => !step.cached && !step.name.startsWith("[internal]"));
  const open = own.find((step) => step.error !== undefined) ?? own.at(-1);
  return open === undefined ? "" : ` in ${open.name.slice(0, 120)}`;
}
