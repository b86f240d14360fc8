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

/** What every run asks git, all at once, the longest first. */
export const questions = {
  // Looks at every file's times on several threads, as `ls-files --modified` does not.
  changed: ["diff-files", "-z", "--name-only", "--no-renames", "--ignore-submodules=all"],
  index: ["ls-files", "-z", "--stage", "-v"],
  untracked: ["ls-files", "-z", "--others", "--directory"],
  root: ["rev-parse", "--show-toplevel"],
  // The second line: a linked working tree has its attributes in the repository that it belongs to.
  facts: ["rev-parse", "--show-object-format", "--git-path", "info/attributes"],
  conversion: ["config", "--get-regexp", "^core\\.(autocrlf|eol|attributesfile)$"],
} as const;

/** All of the questions for the directory that a run starts in; right where that is the checkout's root. */
export function earlyQuestions(os: NodeJS.Platform, directory: string): readonly GitCommand[] {
  return Object.values(questions).map((args) => gitCommand(os, directory, ...args));
}
