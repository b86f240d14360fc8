/** How much of the layers a builder has read on demand, as its snapshotter tells beside each layer. */
import { formatSeconds } from "../build/describe-step.ts";
import type { OnDemand } from "../build/step-time.ts";
import { numberAt, parseJsonObject, stringAt } from "../registry/json.ts";
import type { World } from "../shell/world.ts";

/** Compressed bytes. */
export interface ReadOnDemand {
  readonly read: number;
  /** All of the same layers: what a build that pulls would have moved. */
  readonly whole: number;
}

export type FetchedLayers = ReadonlyMap<string, ReadOnDemand>;

const ASK_MS = 10_000;
const STATES =
  "/var/lib/buildkit/runc-stargz/snapshots/snapshotter/snapshots/*/fs/.stargz-snapshotter/*.json";

/** By digest, of a docker-container builder with one node; empty where it does not tell. Never throws. */
export async function readFetched(
  world: World,
  builder: string,
  env: Readonly<Record<string, string>>,
): Promise<FetchedLayers> {
  // One that was read no more than its index has no such file yet.
  const script = `for f in ${STATES}; do cat "$f"; echo; done 2>/dev/null; true`;
  const argv = ["docker", "exec", `buildx_buildkit_${builder}0`, "sh", "-c", script] as const;
  const result = await world.exec(argv, { env, timeoutMs: ASK_MS });
  return result.exitCode === 0 ? parseFetched(result.stdout.toString("utf8")) : new Map();
}

/** Pure. */
export function parseFetched(text: string): FetchedLayers {
  const layers = new Map<string, ReadOnDemand>();
  for (const line of text.split("\n")) {
    const json = parseJsonObject(line);
    const [digest, whole] = [stringAt(json, "digest"), numberAt(json, "size")];
    if (digest === undefined || whole === undefined) continue;
    layers.set(digest, { whole, read: Math.min(whole, numberAt(json, "fetchedSize") ?? 0) });
  }
  return layers;
}

/** What came since; layers that others read at the same time count too. Pure. */
export function sumFetched(before: FetchedLayers, after: FetchedLayers): ReadOnDemand {
  let read = 0;
  let whole = 0;
  for (const [digest, layer] of after) {
    const known = before.get(digest);
    read += layer.read - (known?.read ?? 0);
    if (known === undefined) whole += layer.whole;
  }
  return { read, whole: Math.max(whole, read) };
}

/** One sentence for people. Pure. */
export function describeFetched({ readBytes, plainBytes, savedSeconds = 0 }: OnDemand): string {
  const saved = savedSeconds < 1 ? "" : `, which takes about ${formatSeconds(savedSeconds)} longer`;
  return `${formatMegabytes(readBytes)} of cached layers were read on demand; a plain build would have pulled ${formatMegabytes(plainBytes)}${saved}`;
}

const formatMegabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
