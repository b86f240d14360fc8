/** One run of the action on builders that it makes itself. */
import { type ChildProcess, execFileSync } from "node:child_process";
import { inject } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import type { GitRepository } from "../../support/git-repository.ts";

const { containerBuilder, node } = inject("machine");

/** Why there can be none; `undefined`: there can. */
export const missing = typeof containerBuilder === "string" ? undefined : containerBuilder.missing;

export function runLazily(
  repository: GitRepository,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
  onStart?: (child: ChildProcess) => void,
): Promise<ActionRun> {
  const image = execFileSync(
    "docker",
    ["inspect", "--format", "{{.Config.Image}}", `buildx_buildkit_${String(containerBuilder)}0`],
    { encoding: "utf8" },
  ).trim();
  return runAction({
    root: repository.root,
    node,
    env: { BUILDX_BUILDER: "", ...env },
    inputs: { "buildkit-image": image, ...inputs },
    ...(onStart === undefined ? {} : { onStart }),
  });
}
