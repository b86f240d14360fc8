/** The real world, from the doors beside this file. */
import { availableParallelism, totalmem } from "node:os";
import { log } from "./actions.ts";
import { clock } from "./clock.ts";
import { exec as directly, leave } from "./exec.ts";
import { openFiles } from "./files.ts";
import { http } from "./http.ts";
import type { Exec, World } from "./world.ts";

/** `cancelled` ends every running program, unless a call brings a signal of its own (cleaning up does). */
export function openWorld(env: NodeJS.ProcessEnv, cancelled: AbortSignal, exec: Exec = directly): World {
  return {
    env,
    cwd: process.cwd(),
    self: [process.execPath, process.argv[1] ?? ""],
    exec: (argv, options) => exec(argv, { signal: cancelled, ...options }),
    leave,
    cancelled,
    files: openFiles(env.RUNNER_TEMP),
    http,
    clock,
    log,
    platform: {
      os: process.platform,
      arch: process.arch,
      cpus: availableParallelism(),
      memoryBytes: totalmem(),
    },
  };
}
