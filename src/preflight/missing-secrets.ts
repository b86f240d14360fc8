/** Secrets that the builds need and that are not there: found out before the first build, not after an hour. */
import type { PlannedImage, SecretSpec } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { Problem } from "./problem.ts";

/** All of them, of every given image. A fork's pull request has none, and needs none: it is not to be asked. */
export async function findMissingSecrets(
  world: World,
  images: readonly PlannedImage[],
  root: string,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const { spec } of images) {
    for (const secret of spec.secrets) {
      const problem = await findProblem(world, root, secret);
      if (problem === undefined) continue;
      problems.push({
        level: "error",
        message: `${spec.definedAt}: secrets: ${problem}`,
        at: { file: spec.definedAt.split(":")[0] ?? "" },
      });
    }
  }
  return problems;
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
