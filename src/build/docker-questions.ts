/** What runs that may build ask docker. Light: most is asked before the rest of the program is loaded. */
import type { EarlyCommand } from "../shell/early.ts";

/** An engine that hangs must not keep a run that builds elsewhere. */
export const ENGINE_TIMEOUT_MS = 30_000;

export const dockerQuestions = {
  builders: { argv: ["docker", "buildx", "ls", "--format", "{{json .}}"], options: {} },
  /** Where the engine's own socket cannot be asked. Two lines: what the image store says of itself, and where it keeps its data. */
  engine: {
    argv: ["docker", "info", "--format", "{{json .DriverStatus}}\n{{.DockerRootDir}}"],
    options: { timeoutMs: ENGINE_TIMEOUT_MS },
  },
  endpoint: {
    argv: ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"],
    options: { timeoutMs: ENGINE_TIMEOUT_MS },
  },
} as const satisfies Readonly<Record<string, EarlyCommand>>;
