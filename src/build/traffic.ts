/** How many bytes a builder's network has moved, as Linux counts them. */
import type { World } from "../shell/world.ts";
import type { Builder } from "./open-builder.ts";

/** `undefined`: nobody can tell here. Never throws. */
export type TrafficMeter = () => Promise<number | undefined>;

const ASK_MS = 15_000;

/** Of a container's own network, or of the network that this machine's engine is in. */
export function openTrafficMeter(
  world: World,
  { name, driver }: Pick<Builder, "name" | "driver">,
  env: Readonly<Record<string, string>>,
): TrafficMeter {
  const ask = async (...argv: readonly string[]): Promise<string | undefined> => {
    const result = await world.exec(["docker", ...argv], { env, timeoutMs: ASK_MS });
    return result.exitCode === 0 ? result.stdout.toString("utf8").trim() : undefined;
  };
  if (driver === "docker-container") {
    return async () => {
      // A builder of several machines moves its bytes elsewhere too.
      const nodes = await ask(
        ...["ps", "--filter", `name=^buildx_buildkit_${name}\\d+$`, "--format", "{{.Names}}"],
      );
      if (nodes !== `buildx_buildkit_${name}0`) return undefined;
      return countBytes(await ask("exec", nodes, "cat", "/proc/net/dev"));
    };
  }
  if (driver !== "docker") return async () => undefined;
  return async () => {
    const endpoint = await ask("context", "inspect", "--format", "{{.Endpoints.docker.Host}}");
    if (!/^unix:\/\/(?:\/var)?\/run\/docker\.sock$/.test(endpoint ?? "")) return undefined;
    // In a container with the host's socket there is no such process, and its own network tells nothing.
    const pid = (await world.files.readText("/var/run/docker.pid"))?.trim() ?? "";
    if (!/^\d+$/.test(pid)) return undefined;
    if ((await world.files.readText(`/proc/${pid}/comm`))?.trim() !== "dockerd") return undefined;
    return countBytes(await world.files.readText(`/proc/${pid}/net/dev`));
  };
}

/** `/proc/net/dev`: received bytes stand first, sent ones ninth, behind each interface's name. */
export function countBytes(text: string | undefined): number | undefined {
  const counts = [...(text ?? "").matchAll(/^\s*[^\s:]+:\s*(\d+)(?:\s+\d+){7}\s+(\d+)/gm)];
  if (counts.length === 0) return undefined;
  return counts.reduce((sum, [, received, sent]) => sum + Number(received) + Number(sent), 0);
}
