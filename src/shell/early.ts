/** Programs that are started before whoever asks for them is loaded: git lists files while Node reads the bundle. */
import type { Exec, ExecOptions, ExecResult } from "./world.ts";

export interface EarlyCommand {
  readonly argv: readonly [string, ...string[]];
  readonly options: ExecOptions;
}

export interface EarlyExec {
  /** Hands each early result out once, to the first call with the same argv; that call's signal ends it too. */
  readonly exec: Exec;
  /** Ends what nobody asked for. */
  end(): void;
}

/** Starts `commands` now. */
export function startEarly(exec: Exec, commands: readonly EarlyCommand[]): EarlyExec {
  const started = new Map<
    string,
    { readonly result: Promise<ExecResult>; readonly ending: AbortController }
  >();
  for (const { argv, options } of commands) {
    const ending = new AbortController();
    const result = exec(argv, { ...options, signal: ending.signal });
    started.set(JSON.stringify(argv), { result, ending });
  }
  return {
    exec(argv, options) {
      const key = JSON.stringify(argv);
      const early = started.get(key);
      if (early === undefined) return exec(argv, options);
      started.delete(key);
      const end = (): void => early.ending.abort();
      options?.signal?.addEventListener("abort", end, { once: true });
      if (options?.signal?.aborted === true) end();
      return early.result;
    },
    end() {
      for (const { ending } of started.values()) ending.abort();
    },
  };
}
