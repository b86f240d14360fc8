/** What a builder keeps its layers with, as its own labels say. */
import type { World } from "../shell/world.ts";

/** `undefined`: it does not tell. Never throws. */
export async function readSnapshotter(
  world: World,
  builder: string,
  env: Readonly<Record<string, string>>,
): Promise<string | undefined> {
  const result = await world.exec(["docker", "buildx", "inspect", builder], { env, timeoutMs: 30_000 });
  if (result.exitCode !== 0) return undefined;
  const names = [
    ...result.stdout.toString("utf8").matchAll(/org\.mobyproject\.buildkit\.worker\.snapshotter:\s*(\S+)/g),
  ].map(([, name]) => name);
  // Of several nodes, all must agree.
  return new Set(names).size === 1 ? names[0] : undefined;
}
