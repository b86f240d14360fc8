/** Secrets that the builds need and that are not there: found out before the first build, not after an hour. */
import { UserError } from "../errors.ts";
import type { Plan, SecretSpec } from "../model.ts";
import type { World } from "../shell/world.ts";

/** Throws UserError with all of them, of every image that is to be built. A fork's pull request has none, and needs none. */
export async function refuseMissingSecrets(world: World, plan: Plan, root: string): Promise<void> {
  if (plan.trigger.isFork) return;
  const problems: string[] = [];
  for (const { spec, decision } of plan.images.values()) {
    if (decision.action !== "build") continue;
    for (const secret of spec.secrets) {
      const problem = await findProblem(world, root, secret);
      if (problem !== undefined) problems.push(`${spec.definedAt}: secrets: ${problem}`);
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest]);
}

async function findProblem(
  world: World,
  root: string,
  { id, source }: SecretSpec,
): Promise<string | undefined> {
  switch (source.kind) {
    case "env":
      return (world.env[source.variable] ?? "") === ""
        ? `expected the variable ${source.variable} for the secret ${id}, found none; give it to the step: env: ${source.variable}: \${{ secrets.${source.variable} }}`
        : undefined;
    case "file": {
      const path = source.path.startsWith("/") ? source.path : `${root}/${source.path}`;
      return (await world.files.realPath(path)) === undefined
        ? `expected the file ${source.path} for the secret ${id}, found none`
        : undefined;
    }
  }
}
