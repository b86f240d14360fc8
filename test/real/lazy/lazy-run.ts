/** One run of the action on builders that it makes itself. */
import { type ChildProcess, execFileSync } from "node:child_process";
import { inject } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import type { GitRepository } from "../../support/git-repository.ts";

const { containerBuilder, node } = inject("machine");

/** Why there can be none; `undefined`: there can. */
export const missing = typeof containerBuilder === "string" ? undefined : containerBuilder.missing;

/** With the post step behind it, as on a runner: what the run left to go by itself is gone then. */
export async function runLazily(
  repository: GitRepository,
  inputs: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const run = await runWithoutPost(repository, inputs, env);
  await runPost(repository, run.state, env);
  return run;
}

export function runPost(
  { root }: GitRepository,
  state: ActionRun["state"],
  env: Readonly<Record<string, string>> = {},
): Promise<ActionRun> {
  const told = Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
  return runAction({ root, node, entry: "post/index.js", env: { ...env, ...told } });
}

export function runWithoutPost(
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
