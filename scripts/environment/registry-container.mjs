// @ts-check
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { runCommand, tryCommand } from "./command.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureImage } from "./engine-images.mjs";

const image = "registry:2";
const label = "ml-image-build.registry-of";
const timeoutSeconds = 30;

/** Containers cannot end with the process that started them, so the next one to start removes the orphans. */
async function removeOrphans() {
  const list = await tryCommand(
    ["docker", "ps", "-a", "--filter", `label=${label}`, "--format", `{{.ID}} {{.Label "${label}"}}`],
    { timeoutSeconds },
  );
  for (const line of list.stdout.split("\n").filter(Boolean)) {
    const [id = "", owner = ""] = line.split(" ");
    try {
      process.kill(Number(owner), 0);
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH")
        await tryCommand(["docker", "rm", "-f", "-v", id], { timeoutSeconds });
    }
  }
}

/**
 * @param {{ directory: string, port: number }} options
 * @returns {Promise<import('./registry.mjs').RunningRegistry>}
 */
export async function startRegistryContainer({ directory, port }) {
  await ensureEngine();
  await removeOrphans();
  const problem = await ensureImage(image, { limitSeconds: 120 });
  if (problem !== undefined) {
    throw new Error(
      `no registry to start: install the package docker-registry, or let Docker pull ${image}\n${problem}`,
    );
  }
  const data = resolve(directory);
  mkdirSync(data, { recursive: true });
  const argv = [
    "docker",
    "run",
    "--detach",
    "--label",
    `${label}=${process.pid}`,
    "--publish",
    `127.0.0.1:${port}:5000`,
  ];
  // Its files must be removable by whoever runs this.
  if (process.platform === "linux") argv.push("--user", `${process.getuid?.()}:${process.getgid?.()}`);
  argv.push(
    "--volume",
    `${data}:/var/lib/registry`,
    "--env",
    "REGISTRY_STORAGE_DELETE_ENABLED=true",
    "--env",
    "REGISTRY_LOG_LEVEL=error",
    image,
  );
  const id = (await runCommand(argv, { timeoutSeconds })).trim();

  return {
    ended: () => undefined,
    async stop() {
      await runCommand(["docker", "rm", "--force", "--volumes", id], { timeoutSeconds });
    },
  };
}
