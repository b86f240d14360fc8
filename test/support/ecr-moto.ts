/**
 * moto, somebody else's idea of Amazon's wire format. Not an oracle: its digests, its expiry (2015) and its
 * immutable tags differ from Amazon's, and it has no registry behind it.
 */
import { execFile, spawn } from "node:child_process";
import { access } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { cacheDirectory } from "../../scripts/environment/cache-directory.mjs";

const run = promisify(execFile);
const INSTALL_MS = 120_000;
const START_MS = 20_000;

export type Moto =
  | { readonly kind: "running"; readonly url: string; stop(): Promise<void> }
  | { readonly kind: "absent"; readonly reason: string };

/** Installs moto once into the cache directory, where python3 and PyPI are there, and starts it. */
export async function startMoto(): Promise<Moto> {
  const environment = join(cacheDirectory(), "moto");
  const program = join(environment, "bin", "moto_server");
  try {
    await access(program);
  } catch {
    try {
      await run("python3", ["-m", "venv", environment], { timeout: INSTALL_MS });
      const pip = join(environment, "bin", "pip");
      await run(pip, ["install", "--quiet", "--disable-pip-version-check", "moto[server]"], {
        timeout: INSTALL_MS,
      });
    } catch (error) {
      const [line = ""] = String(error instanceof Error ? error.message : error).split("\n");
      return { kind: "absent", reason: `moto cannot be installed: ${line}` };
    }
  }
  const port = await freePort();
  const server = spawn(program, ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  const stop = async (): Promise<void> => {
    server.kill();
    await ended;
  };
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(100)) {
    const answer = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (answer?.ok === true) return { kind: "running", url, stop };
  }
  await stop();
  return { kind: "absent", reason: `moto did not answer within ${START_MS / 1000} s` };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
