/** Builds the real world, runs, maps the result to an exit code. */
import { setMaxListeners } from "node:events";
import { describeError, UserError } from "./errors.ts";
import { run } from "./run.ts";
import { exitCodeOfSignal } from "./shell/exec.ts";
import { openWorld } from "./shell/open-world.ts";
import type { Exec } from "./shell/world.ts";

export async function start(exec: Exec): Promise<void> {
  const cancellation = new AbortController();
  // Every running program and waiting request listens to it.
  setMaxListeners(0, cancellation.signal);
  const world = openWorld(process.env, cancellation.signal, exec);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      process.exitCode = exitCodeOfSignal(signal);
      cancellation.abort();
    });
  }
  try {
    const succeeded = await run(world);
    if (!succeeded) process.exitCode ||= 1;
  } catch (error) {
    process.exitCode ||= 1;
    if (cancellation.signal.aborted) {
      // What was interrupted looks broken, and is not.
      world.log.error(`cancelled; it was interrupted at: ${describeError(error)}`);
    } else if (error instanceof UserError) {
      for (const problem of error.problems) world.log.error(problem, error.placeOf(problem));
    } else {
      world.log.error(`internal error: ${describeError(error)}`);
      world.log.info(error instanceof Error ? (error.stack ?? "") : "");
    }
  }
}
