/** Removes builders of ours: in the run itself, after it, and whatever a killed one left. */
import { builderState } from "../session-state.ts";
import type { World } from "../shell/world.ts";

type Environment = Readonly<Record<string, string>>;

const LIMIT_MS = 60_000;
/** How often, and how long, it is looked for what a killed run's programs may still make. */
const LOOKS = 6;
const LOOK_MS = 500;

const removal = (name: string) => ["docker", "buildx", "rm", "--force", name] as const;

/** Waits until it is gone, with its cache. Never throws; works after a cancellation too. */
export async function removeBuilder(world: World, name: string, env: Environment): Promise<void> {
  await runAnyway(world, removal(name), env);
}

/**
 * Lets them go beside whatever comes next: taking a container away takes half a second, and more with a full cache. The
 * post step looks whether they are gone; where none follows, it is waited for.
 */
export async function letBuildersGo(world: World, names: readonly string[], env: Environment): Promise<void> {
  if (world.env.GITHUB_ACTIONS !== "true") {
    await Promise.all(
      names.map(async (name) => {
        await removeBuilder(world, name, env);
        await removeContainer(world, name, env);
      }),
    );
    return;
  }
  // The run's own docker configuration goes with it; builders are in the user's.
  for (const name of names) world.leave(removal(name));
  // What buildx has forgotten it leaves: one whose container was made here goes without it too.
  for (const name of names.filter((one) => one.endsWith("-lazy")))
    world.leave(["docker", "rm", "--force", "--volumes", containerOf(name)]);
}

/** For the post step: everything of the run's builders is gone afterwards, whenever the run was ended. Never throws. */
export async function removeLeftBuilders(world: World): Promise<void> {
  await Promise.all(
    builderState.map(async (kind) => {
      const name = world.env[`STATE_${kind}`];
      if (!name) return;
      // buildx lets one removal wait for another.
      await removeBuilder(world, name, {});
      const isWhole = world.env[`STATE_${kind}-made`] === name;
      for (let look = 0; look < LOOKS; look += 1) {
        if (look > 0) await world.clock.sleep(LOOK_MS);
        // Its volume is in use until a removal that goes on elsewhere has ended.
        if ((await removeContainer(world, name, {})) && isWhole) break;
      }
    }),
  );
}

/** What buildx does not know, or not yet: a builder's container, and the volume with its cache; whether that is gone. Never throws. */
export async function removeContainer(world: World, name: string, env: Environment): Promise<boolean> {
  const container = containerOf(name);
  await runAnyway(world, ["docker", "rm", "--force", "--volumes", container], env);
  return runAnyway(world, ["docker", "volume", "rm", "--force", volumeOf(name)], env);
}

/** As buildx names the container of a builder's first node. */
export const containerOf = (builder: string): string => `buildx_buildkit_${builder}0`;
/** As buildx names the volume of its cache. */
const volumeOf = (builder: string): string => `${containerOf(builder)}_state`;

async function runAnyway(
  world: World,
  argv: readonly [string, ...string[]],
  env: Environment,
): Promise<boolean> {
  const { signal } = new AbortController();
  return (await world.exec(argv, { env, timeoutMs: LIMIT_MS, signal })).exitCode === 0;
}
