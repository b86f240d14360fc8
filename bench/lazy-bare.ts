/** What somebody without the action would run: `docker buildx build`, with a registry cache of all stages. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { docker, imageOfBuilders, type Place, type Sample, startBuilder } from "./lazy-run.ts";

const run = promisify(execFile);

/** As `measure`, without the action; the builder's making counts too. */
export async function measureBare({ machine, relay, root, prefix }: Omit<Place, "variant">): Promise<Sample> {
  const builderImage = imageOfBuilders(machine);
  relay.take();
  const started = performance.now();
  const builder = startBuilder(builderImage);
  try {
    const image = `${relay.host}/${prefix}/app`;
    const cache = `type=registry,ref=${image}:cache,mode=max,image-manifest=true,oci-mediatypes=true`;
    const argv = [
      "buildx",
      "build",
      "--builder",
      builder,
      "--progress",
      "rawjson",
      "--push",
      "--tag",
      `${image}:1`,
    ];
    // Not synchronously: the relay is in this process.
    const { stderr: log } = await run("docker", [...argv, "--cache-to", cache, join(root, "app")], {
      timeout: 1_000_000,
      maxBuffer: 1 << 26,
    });
    const seconds = (performance.now() - started) / 1000;
    const { up, down } = relay.take();
    const stepSeconds = spanOf(log, /^\[.*\d+\/\d+\]/);
    // The image's and the cache's, beside each other.
    const exportSeconds = spanOf(log, /^exporting /);
    const restSeconds = seconds - stepSeconds - exportSeconds;
    return { seconds, restSeconds, upMb: up / 1e6, downMb: down / 1e6, stepSeconds, exportSeconds, log };
  } finally {
    docker("buildx", "rm", "--force", builder);
  }
}

/** From the first start to the last end of such vertices, in what `--progress rawjson` prints: a status in a line. */
function spanOf(log: string, kind: RegExp): number {
  const times = log.split("\n").flatMap((line) => {
    if (!line.startsWith("{")) return [];
    const status: { vertexes?: readonly Vertex[] } = JSON.parse(line);
    return (status.vertexes ?? [])
      .filter(({ name }) => kind.test(name))
      .flatMap(({ started, completed }) => [started, completed])
      .flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  });
  return times.length === 0 ? 0 : (Math.max(...times) - Math.min(...times)) / 1000;
}

interface Vertex {
  readonly name: string;
  readonly started?: string;
  readonly completed?: string;
}
