/** A Docker engine beside the machine's own, with nothing in it: the engine's own builder, as cold as can be. */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface SecondEngine {
  /** `DOCKER_HOST` of it. */
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Why there can be none; `undefined`: there can. */
export function whyNoSecondEngine(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "a second engine needs Linux and root";
  for (const program of ["dockerd", "ip"]) {
    const found = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/sbin"].some((folder) =>
      existsSync(join(folder, program)),
    );
    if (!found) return `a second engine needs ${program}`;
  }
  return undefined;
}

export async function startSecondEngine(): Promise<SecondEngine> {
  const directory = mkdtempSync(join(tmpdir(), "mlib-engine-"));
  const at = (name: string): string => join(directory, name);
  // A bridge and a network of its own; names of links have at most 15 characters.
  const number = Math.floor(Math.random() * 200) + 20;
  const bridge = `mlib${process.pid % 100_000}n${number}`.slice(0, 15);
  const ip = (...args: string[]): void => void execFileSync("ip", args, { stdio: "pipe" });
  ip("link", "add", bridge, "type", "bridge");
  ip("addr", "add", `172.30.${number}.1/24`, "dev", bridge);
  ip("link", "set", bridge, "up");
  const settings = {
    "data-root": at("root"),
    "exec-root": at("exec"),
    pidfile: at("pid"),
    hosts: [`unix://${at("docker.sock")}`],
    bridge,
    iptables: false,
    ip6tables: false,
    features: { "containerd-snapshotter": true },
  };
  mkdirSync(at("exec"));
  writeFileSync(at("daemon.json"), JSON.stringify(settings));
  const log = openSync(at("log"), "a");
  const engine = spawn("dockerd", ["--config-file", at("daemon.json")], {
    detached: true,
    stdio: ["ignore", log, log],
  });
  const ended = new Promise<void>((resolve) => engine.on("close", () => resolve()));
  const env = { DOCKER_HOST: `unix://${at("docker.sock")}` };
  const stop = async (): Promise<void> => {
    engine.kill("SIGTERM");
    await Promise.race([ended, sleep(20_000)]);
    engine.kill("SIGKILL");
    ip("link", "delete", bridge);
    rmSync(directory, { recursive: true, force: true });
  };
  for (let attempt = 0; attempt < 120; attempt += 1) {
    try {
      execFileSync("docker", ["info"], { env: { ...process.env, ...env }, stdio: "pipe" });
      return { env, stop };
    } catch {
      await sleep(250);
    }
  }
  const said = readFileSync(at("log"), "utf8").slice(-2_000);
  await stop();
  throw new Error(`the second engine did not start: ${said}`);
}
