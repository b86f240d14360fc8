/** Removes big folders of a hosted runner that no image build uses, one after another, until there is room. */
import type { World } from "../shell/world.ts";

/** The most gigabytes for the fewest files first. Languages that later steps often use (Node, Python, Go, Java) stay. */
export const UNUSED_FOLDERS: readonly string[] = [
  "/opt/hostedtoolcache/CodeQL",
  "/usr/share/dotnet",
  "/usr/local/lib/android",
  "/opt/ghc",
  "/usr/local/.ghcup",
  "/usr/share/swift",
  "/usr/local/share/powershell",
];

const TIME_LIMIT_MS = 5 * 60_000;

/** Names of the folders that are gone now. Never throws; `isEnough` is asked before each. */
export async function reclaimDisk(
  world: World,
  folders: readonly string[],
  isEnough: () => Promise<boolean>,
): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const folder of folders) {
    if (world.cancelled.aborted || (await isEnough())) break;
    // Never through a link: what it leads to may be anything.
    if ((await world.files.stat(folder))?.kind !== "directory") continue;
    // They belong to root, and the runner's user may become it without a password.
    const options = { timeoutMs: TIME_LIMIT_MS };
    await world.exec(["sudo", "-n", "rm", "-rf", "--one-file-system", "--", folder], options);
    // Without sudo, what the user may remove.
    if ((await world.files.stat(folder)) !== undefined) await world.files.remove(folder).catch(() => {});
    if ((await world.files.stat(folder)) === undefined) removed.push(folder);
  }
  return removed;
}

/** Only GitHub's own machines, which are thrown away after the job. */
export function isHostedRunner({ env, platform }: Pick<World, "env" | "platform">): boolean {
  return env.RUNNER_ENVIRONMENT === "github-hosted" && platform.os === "linux";
}
