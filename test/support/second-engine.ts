/** A Docker engine beside the machine's own, with nothing in it: the engine's own builder, as cold as can be. */
import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
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
  const ip = (...args: string[]): string => execFileSync("ip", args, { stdio: "pipe", encoding: "utf8" });
  const number = chooseNetwork(ip);
  const bridge = `mlib${process.pid % 100_000}n${number}`.slice(0, 15);
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
    await Promise.race([ended, sleep(20_000, undefined, { ref: false })]);
    engine.kill("SIGKILL");
    for (const pid of processesBelow(directory)) tryTo(() => process.kill(pid, "SIGKILL"));
    // A build that was still running leaves its network and its root file system mounted.
    const mounts = readFileSync("/proc/self/mounts", "utf8").split("\n");
    for (const line of mounts.reverse()) {
      const [, place = ""] = line.split(" ");
      if (place.startsWith(`${directory}/`))
        tryTo(() => execFileSync("umount", ["--lazy", place], { stdio: "pipe" }));
    }
    tryTo(() => void ip("link", "delete", bridge));
    tryTo(() => rmSync(directory, { recursive: true, force: true }));
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

/**
 * A number that no address of this machine has: of two bridges with one network, the answers to a build's questions
 * would take the wrong one. Bridges of processes that were killed are removed.
 */
function chooseNetwork(ip: (...args: string[]) => string): number {
  for (const [, bridge = "", pid = ""] of ip("-o", "link").matchAll(/\b(mlib(\d+)n\d+)[:@]/g)) {
    if (!existsSync(`/proc/${pid}`)) tryTo(() => void ip("link", "delete", bridge));
  }
  const used = new Set(
    [...ip("-o", "-4", "addr").matchAll(/\b172\.30\.(\d+)\.1\//g)].map(([, number]) => Number(number)),
  );
  const free = Array.from({ length: 200 }, (_, index) => index + 20).filter((number) => !used.has(number));
  const chosen = free[Math.floor(Math.random() * free.length)];
  if (chosen === undefined) throw new Error("every network 172.30.x.0/24 is in use");
  return chosen;
}

/** Processes of builds that outlived the engine: their root is a layer of its. */
function processesBelow(directory: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const root = readFileSync(`/proc/${pid}/mountinfo`, "utf8")
          .split("\n")
          .find((line) => / \/ \/ /.test(line));
        return root?.includes(`=${directory}/`) === true;
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** What is left of a throw-away engine must not fail the test that threw it away. */
function tryTo(act: () => void): void {
  try {
    act();
  } catch (error) {
    console.warn("second engine:", error instanceof Error ? error.message : error);
  }
}
