/** What a builder's log says of layers that it could not read. A step may go on after such an error without a word. */
import type { World } from "../shell/world.ts";

const ASK_MS = 30_000;
/** The snapshotter logs each read that failed, whatever the step made of it. */
const FAILED_READ =
  /level=(?:error|fatal|panic)\b.*(?:statFile error|failed to (?:read|fetch|resolve|mount|check))/;

/** Of a docker-container builder with one node; `undefined`: nobody can tell. Never throws. */
export async function countFailedReads(
  world: World,
  builder: string,
  env: Readonly<Record<string, string>>,
): Promise<number | undefined> {
  const result = await world.exec(["docker", "logs", `buildx_buildkit_${builder}0`], {
    env,
    timeoutMs: ASK_MS,
  });
  if (result.exitCode !== 0) return undefined;
  return findFailedReads(`${result.stdout.toString("utf8")}\n${result.stderr}`);
}

/** Pure. */
export function findFailedReads(log: string): number {
  return log.split("\n").filter((line) => FAILED_READ.test(line)).length;
}
