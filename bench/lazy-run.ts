/** One run of bench/lazy: a new builder, the action as a process; seconds and bytes. */
import { execFileSync } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { runAction } from "../test/support/action.ts";
import type { ByteCounter } from "../test/support/byte-counter.ts";
import type { Machine } from "../test/support/environment.ts";

/** `BENCH_VARIANTS=lazy`: one side alone, where the machine is one's own for a minute only. */
export const variants = (["plain", "lazy"] as const).filter((one) =>
  (process.env.BENCH_VARIANTS ?? "plain,lazy").split(",").includes(one),
);
export type Variant = "plain" | "lazy";

export interface Place {
  readonly machine: Machine;
  readonly relay: ByteCounter;
  readonly variant: Variant;
  /** The checkout. */
  readonly root: string;
  /** Of the repositories. */
  readonly prefix: string;
}

export interface Sample {
  readonly seconds: number;
  readonly upMb: number;
  readonly downMb: number;
  /** All but the build and the writing of its cache: the process, and making its builder. */
  readonly restSeconds: number;
  /** The steps of the Dockerfile. */
  readonly stepSeconds: number;
  /** Of the image and of the cache. */
  readonly exportSeconds: number;
  readonly log: string;
}

let count = 0;

export async function measure({ machine, relay, variant, root, prefix }: Place): Promise<Sample> {
  const image = imageOfBuilders(machine);
  relay.take();
  const started = performance.now();
  // Where the engine's own builder can do it, a plain run makes none: that is not what a runner of GitHub's does.
  const name = variant === "plain" ? startBuilder(image) : "";
  try {
    const run = await runAction({
      root,
      node: machine.node,
      env: { BUILDX_BUILDER: name },
      inputs: {
        registry: `${relay.host}/${prefix}`,
        lazy: variant === "lazy" ? "true" : "false",
        "buildkit-image": image,
      },
      timeoutMs: 1_000_000,
    });
    if (run.images.app?.status !== "built") throw new Error(run.log);
    // Neither waits for its builder's removal: the action's own go beside the job's next steps.
    const seconds = (performance.now() - started) / 1000;
    if (variant === "plain") docker("buildx", "rm", "--force", name);
    await waitUntilGone(run.state);
    const { up, down } = relay.take();
    const { buildSeconds, cacheSeconds, ...parts } = readParts(run.log);
    const restSeconds = seconds - buildSeconds - cacheSeconds;
    return { seconds, restSeconds, upMb: up / 1e6, downMb: down / 1e6, ...parts, log: run.log };
  } catch (error) {
    if (variant === "plain") docker("buildx", "rm", "--force", name);
    throw error;
  }
}

/** What the shared builder runs, which is on this machine already. */
export function imageOfBuilders({ containerBuilder }: Machine): string {
  if (typeof containerBuilder !== "string") throw new Error(containerBuilder.missing);
  const format = ["--format", "{{.Config.Image}}", `buildx_buildkit_${containerBuilder}0`];
  return docker("inspect", ...format).trim();
}

/** A new one of the docker-container driver; its name. */
export function startBuilder(image: string): string {
  const name = `ml-image-build-bench-${process.pid}-${++count}`;
  const driver = ["--driver", "docker-container", "--driver-opt", `network=host,image=${image}`];
  docker("buildx", "create", "--name", name, ...driver, "--bootstrap");
  return name;
}

/** What still goes would slow the next run down. */
async function waitUntilGone(state: Readonly<Record<string, string>>): Promise<void> {
  for (const name of [state.builder, state["lazy-builder"]]) {
    if (name === undefined) continue;
    while (docker("ps", "--all", "--quiet", "--filter", `name=${name}`).trim() !== "") await sleep(100);
  }
}

/** From the lines of the log that tell what took how long; those of a group at the end repeat them. */
function readParts(log: string) {
  const sum = (line: RegExp): number =>
    [...log.matchAll(line)].reduce(
      (total, [, minutes = "0", seconds = "0"]) => total + 60 * Number(minutes) + Number(seconds),
      0,
    );
  const imageSeconds = sum(/^app │ ✓ exporting to image · (?:(\d+) min )?([\d.]+) s$/gm);
  const cacheSeconds = sum(/^app │ layer cache .* written in (?:(\d+) min )?([\d.]+) s$/gm);
  return {
    buildSeconds: sum(/^ {2}app: built in (?:(\d+) min )?([\d.]+) s/gm),
    stepSeconds: sum(/^app │ ✓ \[.* · (?:(\d+) min )?([\d.]+) s$/gm),
    cacheSeconds,
    exportSeconds: imageSeconds + cacheSeconds,
  };
}

export const docker = (...argv: readonly string[]): string =>
  execFileSync("docker", [...argv], { encoding: "utf8", stdio: "pipe", timeout: 180_000 });
