/** Free space where a builder of this machine's engine keeps its layers. */
import type { BuilderSurvey } from "../build/open-builder.ts";
import type { World } from "../shell/world.ts";

export interface BuilderDisk {
  readonly folder: string;
  readonly freeBytes: number;
}

/** `undefined`: the engine is another machine's, or does not tell. Never throws. */
export async function findBuilderDisk(world: World, survey: BuilderSurvey): Promise<BuilderDisk | undefined> {
  const [endpoint, engine] = await Promise.all([survey.endpoint, survey.engine]);
  const folder = engine?.dataFolder ?? "";
  if (endpoint?.startsWith("unix://") !== true || !folder.startsWith("/")) return undefined;
  // In a container with the host's socket, the folder is not there.
  const freeBytes = await world.files.freeBytes(folder);
  return freeBytes === undefined ? undefined : { folder, freeBytes };
}
