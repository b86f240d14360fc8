/** How git is asked. Pure, and light: the listings are started before the rest of the program is loaded. */
import type { ExecOptions } from "../shell/world.ts";

export const GIT_TIMEOUT_MS = 120_000;

export interface GitCommand {
  readonly argv: readonly [string, ...string[]];
  readonly options: ExecOptions;
}

export function gitCommand(directory: string, ...args: string[]): GitCommand {
  return {
    // A checkout that another user owns (job containers) is still the one that the runner was told to build.
    argv: ["git", "-C", directory, "-c", "safe.directory=*", "-c", "core.quotepath=off", ...args],
    options: {
      timeoutMs: GIT_TIMEOUT_MS,
      env: {
        GIT_OPTIONAL_LOCKS: "0",
        GIT_TERMINAL_PROMPT: "0",
        LC_ALL: "C",
        // The checkout decides, not what a hook or an earlier step left in the environment.
        GIT_DIR: undefined,
        GIT_WORK_TREE: undefined,
        GIT_INDEX_FILE: undefined,
        GIT_COMMON_DIR: undefined,
        GIT_NAMESPACE: undefined,
      },
    },
  };
}

/** What a run asks git, in this order: the root, the index, what differs from it, what it lacks, settings. */
export const questions = {
  root: ["rev-parse", "--show-toplevel"],
  index: ["ls-files", "-z", "--stage", "-v"],
  // Looks at every file's times on several threads, as `ls-files --modified` does not.
  changed: ["diff-files", "-z", "--name-only", "--no-renames", "--ignore-submodules=all"],
  untracked: ["ls-files", "-z", "--others", "--directory"],
  objectFormat: ["rev-parse", "--show-object-format"],
  conversion: ["config", "--get-regexp", "^core\\.(autocrlf|eol)$"],
} as const;

/** All of the questions for the directory that a run starts in; right where that is the checkout's root. */
export function earlyQuestions(directory: string): readonly GitCommand[] {
  return Object.values(questions).map((args) => gitCommand(directory, ...args));
}
