/** How git is asked. Pure, and light: the listings are started before the rest of the program is loaded. */
import type { ExecOptions } from "../shell/world.ts";

export const GIT_TIMEOUT_MS = 120_000;

export interface GitCommand {
  readonly argv: readonly [string, ...string[]];
  readonly options: ExecOptions;
}

/** Settings under which git says more than usual, and none under which it says less than what is on the disk. */
const settings = [
  // A checkout that another user owns (job containers) is still the one that the runner was told to build.
  "safe.directory=*",
  "core.quotepath=off",
  // Believed without a look at the files otherwise.
  "core.fsmonitor=false",
  "core.trustctime=true",
  "core.checkStat=default",
];
/** Where files have modes, links and two cases: a repository that was set up elsewhere would hide changes of them. */
const unixSettings = ["core.fileMode=true", "core.symlinks=true"];

/** What a hook or an outer git leaves in the environment would show us another repository or index. */
const foreignVariables = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_ATTR_SOURCE",
  "GIT_LITERAL_PATHSPECS",
  "GIT_ICASE_PATHSPECS",
];

/** The command line and environment of `git ARGS` in `directory`, on this operating system. */
export function gitCommand(os: NodeJS.Platform, directory: string, ...args: string[]): GitCommand {
  const all = [
    ...settings,
    ...(os === "win32" ? [] : unixSettings),
    ...(os === "linux" ? ["core.ignoreCase=false"] : []),
  ];
  return {
    argv: ["git", "-C", directory, ...all.flatMap((one) => ["-c", one]), ...args],
    options: {
      timeoutMs: GIT_TIMEOUT_MS,
      env: {
        ...Object.fromEntries(foreignVariables.map((name) => [name, undefined])),
        GIT_OPTIONAL_LOCKS: "0",
        GIT_TERMINAL_PROMPT: "0",
        LC_ALL: "C",
      },
    },
  };
}

/** What git is asked. Each question is a process, and starting one stops this one for a while (fork). */
export const questions = {
  // Looks at every file's times on several threads, as `ls-files --modified` does not.
  changed: ["diff-files", "-z", "--name-only", "--no-renames", "--ignore-submodules=all"],
  untracked: ["ls-files", "-z", "--others", "--directory"],
  // The root last: its name may have line ends in it.
  checkout: [
    "rev-parse",
    "--show-object-format",
    "--git-path",
    "index",
    "--git-path",
    "info/attributes",
    "--show-toplevel",
  ],
  conversion: ["config", "--get-regexp", "^core\\.(autocrlf|eol|attributesfile)$"],
  // Only where its file is not plain.
  index: ["ls-files", "-z", "--stage", "-v"],
} as const;

/** What every run asks, all at once, the longest first, of the directory that it starts in; right where that is the checkout's root. */
export function earlyQuestions(os: NodeJS.Platform, directory: string): readonly GitCommand[] {
  const { changed, untracked, checkout, conversion } = questions;
  return [changed, untracked, checkout, conversion].map((args) => gitCommand(os, directory, ...args));
}
