/**
 * What the machine's engine says of itself. Asked at its socket: `docker info` starts every plugin first, to list them
 * (0.07 s of a core, beside the planning). By docker where the engine is elsewhere, or answers otherwise.
 */
import { parseJsonObject, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";
import { dockerQuestions, ENGINE_TIMEOUT_MS } from "./docker-questions.ts";

export interface EngineFacts {
  readonly store: "containerd" | "graph-driver";
  /** On the engine's own machine. */
  readonly dataFolder: string;
}

interface Asking {
  /** Of every docker command: DOCKER_CONFIG and its like. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** `unix:///var/run/docker.sock`, `tcp://…`, `ssh://…`; `undefined`: docker does not tell. Never throws. */
export async function askEndpoint(world: World, { env, signal }: Asking): Promise<string | undefined> {
  const { argv, options } = dockerQuestions.endpoint;
  const { exitCode, stdout } = await world.exec(argv, { ...options, env, signal });
  return exitCode === 0 ? stdout.toString("utf8").trim() : undefined;
}

/** `undefined`: none answers. Never throws. */
export async function askEngine(
  world: World,
  endpoint: string | undefined,
  { env, signal }: Asking,
): Promise<EngineFacts | undefined> {
  const socketPath = endpoint?.match(/^unix:\/\/(\/.+)$/)?.[1];
  if (socketPath !== undefined) {
    try {
      const timeoutMs = ENGINE_TIMEOUT_MS;
      const answer = await world.http({
        method: "GET",
        url: "http://localhost/info",
        socketPath,
        timeoutMs,
        signal,
      });
      const said = parseJsonObject(await answer.bytes());
      if (answer.status === 200 && Array.isArray(said?.DriverStatus)) {
        return factsOf(JSON.stringify(said.DriverStatus), stringAt(said, "DockerRootDir"));
      }
    } catch {
      // Nobody listens there, or nobody of this user's: docker would hear the same.
      return undefined;
    }
  }
  const { argv, options } = dockerQuestions.engine;
  const { exitCode, stdout } = await world.exec(argv, { ...options, env, signal });
  if (exitCode !== 0) return undefined;
  const [status = "", dataFolder] = stdout.toString("utf8").trim().split("\n");
  return factsOf(status, dataFolder);
}

function factsOf(driverStatus: string, dataFolder: string | undefined): EngineFacts {
  const store = driverStatus.includes("io.containerd.snapshotter") ? "containerd" : "graph-driver";
  return { store, dataFolder: dataFolder ?? "" };
}
