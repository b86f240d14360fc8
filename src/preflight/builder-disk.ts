/** Free space where a builder of this machine's engine keeps its layers. */
import type { World } from "../shell/world.ts";

export interface BuilderDisk {
  readonly folder: string;
  readonly freeBytes: number;
}

/** `undefined`: the engine is another machine's, or does not tell. Never throws. */
export async function findBuilderDisk(
  world: World,
  env: Readonly<Record<string, string>>,
): Promise<BuilderDisk | undefined> {
  const ask = async (...argv: readonly string[]): Promise<string> => {
    const result = await world.exec(["docker", ...argv], { env, timeoutMs: 15_000 });
    return result.exitCode === 0 ? result.stdout.toString("utf8").trim() : "";
  };
  const [endpoint, folder] = await Promise.all([
    ask("context", "inspect", "--format", "{{.Endpoints.docker.Host}}"),
    ask("info", "--format", "{{.DockerRootDir}}"),
  ]);
  if (!endpoint.startsWith("unix://") || !folder.startsWith("/")) return undefined;
  // In a container with the host's socket, the folder is not there.
  const freeBytes = await world.files.freeBytes(folder);
  return freeBytes === undefined ? undefined : { folder, freeBytes };
}
