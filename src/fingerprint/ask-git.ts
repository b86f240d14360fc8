/** Runs git, and takes its answers apart. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { GIT_TIMEOUT_MS, gitCommand } from "./git-command.ts";

/** Output of a git command in `directory`; `undefined` when git is missing or refuses. */
export async function askGit(
  world: World,
  directory: string,
  args: readonly string[],
  input = "",
): Promise<Buffer | undefined> {
  const { argv, options } = gitCommand(world.platform.os, directory, ...args);
  const result = await world.exec(argv, { ...options, input });
  if (result.ended === "timeout") {
    throw new UserError(`git ${args[0]} took longer than ${GIT_TIMEOUT_MS / 1000} s`);
  }
  return result.exitCode === 0 ? result.stdout : undefined;
}

/** What `-z` ends with zero bytes. */
export function splitZero(output: Buffer): string[] {
  const parts = output.toString("utf8").split("\0");
  parts.pop();
  return parts;
}
