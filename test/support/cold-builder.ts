/** Builders with nothing in them, of both drivers: what a fresh runner has. */
import { execFileSync } from "node:child_process";
import type { Machine } from "./environment.ts";
import { type SecondEngine, startSecondEngine, whyNoSecondEngine } from "./second-engine.ts";

export interface ColdBuilder {
  readonly driver: "docker" | "docker-container";
  /** Why this machine cannot have one. */
  readonly missing: string | undefined;
  /** Environment of the action that makes it build there; of the builder that `renew` made last. */
  env(): Readonly<Record<string, string>>;
  /** Throws the builder away, with everything in it, and makes a new one. */
  renew(): Promise<void>;
  remove(): Promise<void>;
}

export function coldBuilders(machine: Machine): readonly ColdBuilder[] {
  return [engineBuilder(machine), containerBuilder(machine)];
}

function engineBuilder(machine: Machine): ColdBuilder {
  let engine: SecondEngine | undefined;
  return {
    driver: "docker",
    missing: machine.engine === "ready" ? whyNoSecondEngine() : machine.engine.missing,
    env: () => ({ ...engine?.env, BUILDX_BUILDER: "default" }),
    async renew() {
      await this.remove();
      engine = await startSecondEngine();
    },
    async remove() {
      const old = engine;
      engine = undefined;
      await old?.stop();
    },
  };
}

let count = 0;

function containerBuilder(machine: Machine): ColdBuilder {
  const { containerBuilder: shared } = machine;
  let name: string | undefined;
  const remove = (): Promise<void> => {
    if (name !== undefined) execFileSync("docker", ["buildx", "rm", "--force", name], { stdio: "pipe" });
    name = undefined;
    return Promise.resolve();
  };
  return {
    driver: "docker-container",
    missing: typeof shared === "string" ? undefined : shared.missing,
    env: () => ({ BUILDX_BUILDER: name ?? "" }),
    async renew() {
      await remove();
      const next = `ml-image-build-cold-${process.pid}-${++count}`;
      const options = ["--driver", "docker-container", "--driver-opt", "network=host"];
      // What the shared builder runs, which is on this machine already.
      const image = execFileSync(
        "docker",
        ["inspect", "--format", "{{.Config.Image}}", `buildx_buildkit_${shared}0`],
        {
          encoding: "utf8",
        },
      ).trim();
      const argv = [
        "buildx",
        "create",
        "--name",
        next,
        ...options,
        "--driver-opt",
        `image=${image}`,
        "--bootstrap",
      ];
      execFileSync("docker", argv, { stdio: "pipe", timeout: 120_000 });
      name = next;
    },
    remove,
  };
}
