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
      "plain",
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
    const took = readSteps(log);
    const sum = (kind: RegExp): number =>
      took.reduce((total, step) => total + (kind.test(step.name) ? step.seconds : 0), 0);
    const [stepSeconds, exportSeconds] = [sum(/^\[.*\d+\/\d+\]/), sum(/^exporting /)];
    const restSeconds = seconds - stepSeconds - exportSeconds;
    return { seconds, restSeconds, upMb: up / 1e6, downMb: down / 1e6, stepSeconds, exportSeconds, log };
  } finally {
    docker("buildx", "rm", "--force", builder);
  }
}

/** Of plain progress: `#7 [2/3] RUN …`, and later `#7 DONE 1.2s`. */
function readSteps(log: string): readonly { readonly name: string; readonly seconds: number }[] {
  const names = new Map<string, string>();
  for (const [, step = "", name = ""] of log.matchAll(/^#(\d+) (\[.*|exporting .*)$/gm))
    if (!names.has(step)) names.set(step, name);
  return [...log.matchAll(/^#(\d+) DONE ([\d.]+)s$/gm)].map(([, step = "", seconds]) => ({
    name: names.get(step) ?? "",
    seconds: Number(seconds),
  }));
}
