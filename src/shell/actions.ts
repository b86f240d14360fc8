/** The only door to GitHub's runner: log commands, masks, outputs, summary, state. */
import * as core from "@actions/core";
import type { AnnotationPlace, Log } from "./world.ts";

export const log: Log = {
  info: (line) => core.info(neutralize(line)),
  debug: core.debug,
  warning: (message, at) => core.warning(message, place(at)),
  error: (message, at) => core.error(message, place(at)),
  group(title, lines) {
    core.startGroup(title);
    for (const line of lines) log.info(line);
    core.endGroup();
  },
  mask: (secret) => {
    if (secret.trim() !== "") core.setSecret(secret);
  },
  setOutput: core.setOutput,
  saveState: core.saveState,
  async summary(markdown) {
    // Outside of a runner there is no summary file, and nothing to write to.
    if (process.env["GITHUB_STEP_SUMMARY"] === undefined) return;
    await core.summary.addRaw(markdown, true).write();
  },
  setFailed: core.setFailed,
};

function place(at: AnnotationPlace | undefined): core.AnnotationProperties {
  if (at === undefined) return {};
  return {
    file: at.file,
    ...(at.line === undefined ? {} : { startLine: at.line }),
    ...(at.title === undefined ? {} : { title: at.title }),
  };
}

/**
 * Other people's words must not be able to give commands to the runner: `::add-mask::` at the start of a line (a
 * text may have several), `##[add-mask]` anywhere in one (actions/runner `ActionCommand.cs`).
 */
function neutralize(text: string): string {
  return text.replace(/^(\s*)::/gm, "$1\u200b::").replaceAll("##[", "##\u200b[");
}
