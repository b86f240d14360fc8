/**
 * Makes the builder that reads layers on demand. Its container is made and started here, as buildx would, and buildx
 * finds it: by itself buildx asks a registry for the image although it is there, first makes another container to see
 * whether the machine has GPUs, and looks for the builder in steps of 120 ms (docs/decisions/0087-a-lazy-builder-sooner.md).
 */
import { UserError } from "../errors.ts";
import type { ExecResult, World } from "../shell/world.ts";
import type { BuilderChoice } from "./builder.ts";
import { type Builder, createBuilder, LAZY_FLAG, type OpenBuilderOptions } from "./open-builder.ts";
import { containerOf, removeBuilder, removeContainer } from "./remove-builder.ts";

/** buildx's own default. */
const IMAGE = "moby/buildkit:buildx-stable-1";
/** With the pull of its image. */
const MAKE_MS = 180_000;
const START_MS = 30_000;
const READY_MS = 20_000;

/** Of BuildKit, in the folder that is given and in the container's `/etc`. */
export const SETTINGS_FILE = "buildkit/buildkitd.toml";

type Choice = Pick<Extract<BuilderChoice, { kind: "create" }>, "hostNetwork" | "because">;
type Options = Pick<OpenBuilderOptions, "env" | "buildkitImage">;

/** `folder` has the settings. Where a container of our own does not work, buildx makes one. Throws UserError. */
export async function createLazyBuilder(
  world: World,
  name: string,
  choice: Choice,
  options: Options,
  folder: string,
): Promise<Builder> {
  const config = `${folder}/${SETTINGS_FILE}`;
  const problems = await Promise.all([
    register(world, name, choice, options, config),
    startContainer(world, name, choice, options, folder),
  ]);
  const problem = problems.find((one) => one !== undefined);
  if (problem === undefined) {
    world.log.saveState("lazy-builder-made", name);
    return { name, driver: "docker-container", because: choice.because, isOurs: true };
  }
  if (world.cancelled.aborted) throw new UserError(`it was not waited for (${problem})`);
  await removeBuilder(world, name, options.env);
  await removeContainer(world, name, options.env);
  world.log.debug(`the lazy builder's container could not be made (${problem}); left to buildx`);
  return createBuilder(world, name, choice, options, { config });
}

/** Tells buildx of it, as of one that is still to be made. */
async function register(
  world: World,
  name: string,
  { hostNetwork }: Choice,
  { env, buildkitImage }: Options,
  config: string,
): Promise<string | undefined> {
  const result = await world.exec(
    [
      ...(["docker", "buildx", "create", "--name", name, "--driver", "docker-container"] as const),
      ...(hostNetwork ? ["--driver-opt", "network=host"] : []),
      ...(buildkitImage === undefined ? [] : ["--driver-opt", `image=${buildkitImage}`]),
      ...["--buildkitd-flags", LAZY_FLAG, "--config", config],
    ],
    { env, timeoutMs: START_MS },
  );
  return problemOf(result);
}

async function startContainer(
  world: World,
  name: string,
  { hostNetwork }: Choice,
  { env, buildkitImage }: Options,
  folder: string,
): Promise<string | undefined> {
  const container = containerOf(name);
  const docker = async (timeoutMs: number, ...argv: readonly string[]): Promise<string | undefined> =>
    problemOf(await world.exec(["docker", ...argv], { env, timeoutMs }));
  // Its volume has no name, and so goes with it, whoever removes it.
  const made = await docker(
    MAKE_MS,
    ...["create", "--quiet", "--name", container, "--privileged", "--init", "--userns", "host"],
    ...["--restart", "unless-stopped", ...(hostNetwork ? ["--network", "host"] : [])],
    ...["--mount", "type=volume,target=/var/lib/buildkit"],
    ...[buildkitImage ?? IMAGE, "--config", `/etc/${SETTINGS_FILE}`, LAZY_FLAG],
  );
  if (made !== undefined) return made;
  const started =
    (await docker(START_MS, "cp", `${folder}/buildkit`, `${container}:/etc`)) ??
    (await docker(START_MS, "start", container));
  if (started !== undefined) return started;
  const until = world.clock.now() + READY_MS;
  for (let wait = 20; ; wait *= 1.5) {
    const problem = await docker(START_MS, "exec", container, "buildctl", "debug", "workers");
    if (problem === undefined || world.cancelled.aborted || world.clock.now() > until) return problem;
    await world.clock.sleep(wait, world.cancelled);
  }
}

function problemOf({ exitCode, ended, stderr }: ExecResult): string | undefined {
  return exitCode === 0 ? undefined : `${ended}: ${stderr.trim().split("\n").slice(-2).join(" · ")}`;
}
