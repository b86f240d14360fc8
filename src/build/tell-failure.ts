/** A failed build as annotations: on the Dockerfile's line, and on the requirement's where a package is named. */
import { findRequirement, requirementFiles } from "../diagnosis/find-requirement.ts";
import type { PlannedImage } from "../model.ts";
import type { BuildFailure } from "./failure.ts";
import type { Site } from "./site.ts";

/** `message`: the failure and what was kept of the build. Never throws for a file that cannot be read. */
export async function tellFailure(
  { world, options }: Site,
  { spec, inputs }: PlannedImage,
  failure: BuildFailure,
  message: string,
): Promise<void> {
  const { name, dockerfile, definedAt } = spec;
  world.log.error(`${name}: ${message}`, {
    file: dockerfile.kind === "file" ? dockerfile.path : (definedAt.split(":")[0] ?? ""),
    title: `image ${name} failed`,
    ...(failure.dockerfileLine === undefined || dockerfile.kind !== "file"
      ? {}
      : { line: failure.dockerfileLine }),
  });
  const { diagnosis } = failure;
  if (diagnosis?.package === undefined) return;
  const texts = await Promise.all(
    requirementFiles(inputs.paths).map(
      async (path) => [path, (await world.files.readText(`${options.root}/${path}`)) ?? ""] as const,
    ),
  );
  const found = findRequirement(new Map(texts), diagnosis.package);
  if (found === undefined) return;
  world.log.error(`${name}: ${diagnosis.package}: ${diagnosis.cause}. What helps: ${diagnosis.remedy}`, {
    file: found.path,
    line: found.line,
    title: `image ${name} failed at ${diagnosis.package}`,
  });
}
