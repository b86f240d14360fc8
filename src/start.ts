/** Builds the real world, runs, maps the result to an exit code. */
import { describeError, UserError } from "./errors.ts";
import { run } from "./run.ts";
import { openWorld } from "./shell/open-world.ts";
import type { Exec } from "./shell/world.ts";

export async function start(exec: Exec, cancelled: AbortSignal): Promise<void> {
  const world = openWorld(process.env, cancelled, exec);
  try {
    const succeeded = await run(world);
    if (!succeeded) process.exitCode ||= 1;
  } catch (error) {
    process.exitCode ||= 1;
    if (cancelled.aborted) {
      // What was interrupted looks broken, and is not.
      world.log.error(`cancelled; it was interrupted at: ${describeError(error)}`);
    } else if (error instanceof UserError) {
      for (const problem of error.problems) world.log.error(problem, error.placeOf(problem));
      const { publishProblems } = await import("./report/publish-problems.ts");
      await publishProblems(world, error.problems);
    } else {
      world.log.error(`internal error: ${describeError(error)}`);
      world.log.info(error instanceof Error ? (error.stack ?? "") : "");
    }
  }
}
