/**
 * The only door to GitHub's runner: log commands, masks, outputs, summary, state. It takes the parts of
 * `@actions/core` that write them: its main module also loads an HTTP client of 700 KB, 40 ms in every run
 * (docs/decisions/0090).
 */
import { EOL } from "node:os";
import { issue, issueCommand } from "../../node_modules/@actions/core/lib/command.js";
import {
  issueFileCommand,
  prepareKeyValueMessage,
} from "../../node_modules/@actions/core/lib/file-command.js";
import { summary } from "../../node_modules/@actions/core/lib/summary.js";
import type { AnnotationPlace, Log } from "./world.ts";

export const log: Log = {
  info: (line) => void process.stdout.write(neutralize(line) + EOL),
  debug: (message) => issueCommand("debug", {}, message),
  warning: (message, at) => issueCommand("warning", place(at), message),
  notice: (message, at) => issueCommand("notice", place(at), message),
  error: (message, at) => issueCommand("error", place(at), message),
  group(title, lines) {
    issue("group", title);
    for (const line of lines) log.info(line);
    issue("endgroup");
  },
  mask: (secret) => {
    if (secret.trim() !== "") issueCommand("add-mask", {}, secret);
  },
  setOutput: (name, value) => keep("OUTPUT", "set-output", name, value),
  saveState: (name, value) => keep("STATE", "save-state", name, value),
  async summary(markdown) {
    // Outside of a runner there is no summary file, and nothing to write to.
    if (process.env.GITHUB_STEP_SUMMARY === undefined) return;
    await summary.addRaw(markdown, true).write();
  },
  setFailed: (message) => {
    process.exitCode = 1;
    log.error(message);
  },
};

/** Into the runner's file; as a command on a terminal, where there is none. */
function keep(file: "OUTPUT" | "STATE", command: string, name: string, value: string): void {
  if (process.env[`GITHUB_${file}`]) issueFileCommand(file, prepareKeyValueMessage(name, value));
  else issueCommand(command, { name }, value);
}

/** In the words of the `::warning` command. */
function place(at: AnnotationPlace | undefined): Record<string, string | number | undefined> {
  // With keys, even without values, a space would follow the command's name.
  return at === undefined ? {} : { title: at.title, file: at.file, line: at.line };
}

/**
 * A build's own output must not be able to give commands to the runner. It reads lines that end with `\r` too,
 * takes `::name::` after any white space, and the older `##[name]` anywhere (actions/runner, ActionCommand.cs).
 */
function neutralize(text: string): string {
  return text.replace(/(^|[\r\n])([\s\u0085]*)::/g, "$1$2\u200b::").replaceAll("##[", "##\u200b[");
}
