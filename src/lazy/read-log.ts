/** What a builder's log says of layers that it could not read. A step may go on after such an error without a word. */
import type { World } from "../shell/world.ts";

const ASK_MS = 30_000;
/** The snapshotter logs each read that failed, whatever the step made of it. */
const FAILED_READ = /statFile error|failed to (?:read|fetch|resolve|mount|check)/;
/** BuildKit's `[log] format` is text or JSON. */
const LEVEL = /\blevel=(\w+)|"level":\s*"(\w+)"/;
const BAD: ReadonlySet<string> = new Set(["error", "fatal", "panic"]);

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

/** `undefined`: this is no log of BuildKit's, which says at least that it has started. Pure. */
export function findFailedReads(log: string): number | undefined {
  const told = log.split("\n").flatMap((line) => {
    const [, text, json] = LEVEL.exec(line) ?? [];
    const level = text ?? json;
    return level === undefined ? [] : [BAD.has(level) && FAILED_READ.test(line)];
  });
  return told.length === 0 ? undefined : told.filter((isBad) => isBad).length;
}
