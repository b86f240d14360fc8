/** Programs that are started before whoever asks for them is loaded: git lists files while Node reads the bundle. */
import type { Exec, ExecOptions, ExecResult } from "./world.ts";

export interface EarlyCommand {
  readonly argv: readonly [string, ...string[]];
  readonly options: ExecOptions;
}

/** Starts `commands` now; the returned `exec` hands each result out once, to the first call with the same argv. */
export function startEarly(exec: Exec, commands: readonly EarlyCommand[]): Exec {
  const started = new Map<string, Promise<ExecResult>>();
  for (const { argv, options } of commands) started.set(JSON.stringify(argv), exec(argv, options));
  return (argv, options) => {
    const key = JSON.stringify(argv);
    const early = started.get(key);
    started.delete(key);
    return early ?? exec(argv, options);
  };
}
