/** What every run that may build asks docker. Light: asked before the rest of the program is loaded. */
import type { EarlyCommand } from "../shell/early.ts";

/** An engine that hangs must not keep a run that builds elsewhere. */
const ENGINE_TIMEOUT_MS = 30_000;

export const dockerQuestions = {
  builders: { argv: ["docker", "buildx", "ls", "--format", "{{json .}}"], options: {} },
  /** Two lines: what the image store says of itself, and where the engine keeps its data. */
  engine: {
    argv: ["docker", "info", "--format", "{{json .DriverStatus}}\n{{.DockerRootDir}}"],
    options: { timeoutMs: ENGINE_TIMEOUT_MS },
  },
  endpoint: {
    argv: ["docker", "context", "inspect", "--format", "{{.Endpoints.docker.Host}}"],
    options: { timeoutMs: ENGINE_TIMEOUT_MS },
  },
} as const satisfies Readonly<Record<string, EarlyCommand>>;
