/**
 * What a run leaves written down while it builds, so that the post step can save finished layers after a
 * cancellation or a kill: the runner gives a cancelled step ten seconds, its post step minutes.
 */
import type { World } from "../shell/world.ts";
import { runExport } from "./export-cache.ts";

export interface Rescue {
  readonly image: string;
  /** `3 finished steps (402 s)`. */
  readonly what: string;
  readonly argv: readonly [string, ...string[]];
  /** The same with ever less, in this order, where the builder lost a layer. */
  readonly lesser: readonly { readonly what: string; readonly argv: readonly [string, ...string[]] }[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const FOLDER = "rescue";
/** GitHub ends a cancelled job after five minutes. */
const LIMIT_MS = 4 * 60_000;

interface Place {
  readonly directory: string;
}

/** Replaces what was written down for the platform before. */
export async function writeRescue(
  world: World,
  { directory }: Place,
  platform: string,
  rescue: Rescue,
): Promise<void> {
  const file = `${directory}/${FOLDER}/${platform.replaceAll("/", "-")}.json`;
  await world.files.write(file, JSON.stringify(rescue), 0o600);
}

/** Nothing is left to do for the post step. */
export async function dropRescue(world: World, { directory }: Place): Promise<void> {
  await world.files.remove(`${directory}/${FOLDER}`);
}

/** Everything that was written down below a run's scratch space and not dropped. */
export async function findRescues(world: World, scratch: string): Promise<readonly Rescue[]> {
  const found: Rescue[] = [];
  for (const { name } of await world.files.list(scratch)) {
    const folder = `${scratch}/${name}/${FOLDER}`;
    for (const file of await world.files.list(folder)) {
      const rescue = parseRescue(await world.files.readText(`${folder}/${file.name}`));
      if (rescue !== undefined) found.push(rescue);
    }
  }
  return found;
}

/** A cancelled run's builder, credentials and scratch space stay where finished layers are still to be saved. */
export async function isLeftToPost(world: World, scratch: string): Promise<boolean> {
  // Outside of GitHub Actions no post step follows.
  if (!world.cancelled.aborted || world.env.GITHUB_ACTIONS !== "true") return false;
  return (await findRescues(world, scratch)).length > 0;
}

/** Saves them, side by side. Never throws. */
export async function saveRescues(world: World, scratch: string): Promise<void> {
  await Promise.all(
    (await findRescues(world, scratch)).map(async ({ image, what, argv, lesser, cwd, env }) => {
      world.log.info(`${image} │ saving ${what} of the build that was stopped`);
      const options = { cwd, env, timeoutMs: LIMIT_MS };
      let result = await runExport(world, argv, options);
      let saved = what;
      for (const less of lesser) {
        if (result.kind !== "failed" || !result.isLayerLost) break;
        result = await runExport(world, less.argv, options);
        saved = less.what;
      }
      if (result.kind === "saved") {
        world.log.info(`${image} │ ${saved} in the cache: the next run goes on from there`);
      } else {
        world.log.warning(`${image}: its finished steps are not in the cache: ${result.because}`);
      }
    }),
  );
}

/** A file that was being written when the process was killed says nothing. */
function parseRescue(text: string | undefined): Rescue | undefined {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return isRescue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isRescue(value: unknown): value is Rescue {
  return (
    typeof value === "object" &&
    value !== null &&
    "argv" in value &&
    Array.isArray(value.argv) &&
    value.argv[0] === "docker" &&
    value.argv[1] === "buildx" &&
    "cwd" in value &&
    "env" in value &&
    "image" in value &&
    "lesser" in value &&
    Array.isArray(value.lesser) &&
    "what" in value
  );
}
