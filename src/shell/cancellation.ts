/** The runner's cancellation as a signal. Listened for before the first program is started, so that none outlives it. */
import { setMaxListeners } from "node:events";
import { exitCodeOfSignal } from "./exec.ts";

/** Aborted by SIGINT and SIGTERM, which also set the exit code. */
export function listenForCancellation(): AbortSignal {
  const cancellation = new AbortController();
  // Every running program and waiting request listens to it.
  setMaxListeners(0, cancellation.signal);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      process.exitCode = exitCodeOfSignal(signal);
      cancellation.abort();
    });
  }
  return cancellation.signal;
}
