/** Free space where a builder of this machine's engine keeps its layers. */
import { dockerQuestions } from "../build/docker-questions.ts";
import type { BuilderSurvey } from "../build/open-builder.ts";
import type { World } from "../shell/world.ts";

export interface BuilderDisk {
  readonly folder: string;
  readonly freeBytes: number;
}

/** `undefined`: the engine is another machine's, or does not tell. Never throws. */
export async function findBuilderDisk(
  world: World,
  env: Readonly<Record<string, string>>,
  survey: BuilderSurvey,
): Promise<BuilderDisk | undefined> {
  const { argv, options } = dockerQuestions.endpoint;
  const [asked, engine] = await Promise.all([world.exec(argv, { ...options, env }), survey.engine]);
  const endpoint = asked.exitCode === 0 ? asked.stdout.toString("utf8").trim() : "";
  const folder = engine?.dataFolder ?? "";
  if (!endpoint.startsWith("unix://") || !folder.startsWith("/")) return undefined;
  // In a container with the host's socket, the folder is not there.
  const freeBytes = await world.files.freeBytes(folder);
  return freeBytes === undefined ? undefined : { folder, freeBytes };
}
