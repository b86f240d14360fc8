/** Runs `docker buildx bake` to have bake and compose files read; nothing is built and no daemon is needed. */
import { UserError } from "../errors.ts";
import type { ExecResult, World } from "../shell/world.ts";
import { type BakeTarget, parseBakeList, parseBakePrint } from "./bake-print.ts";

export interface BakeFiles {
  /** Absolute directory that buildx runs in: relative paths of the files start from it. */
  readonly directory: string;
  /** The definition files, relative to it. */
  readonly files: readonly [string, ...string[]];
}

/** The targets of `default` and those of `names`, with the ones they link to. Throws UserError with buildx's words. */
export async function printTargets(
  world: World,
  bake: BakeFiles,
  names: readonly string[],
): Promise<readonly BakeTarget[]> {
  const result = await runBake(world, bake, ["--print", ...names]);
  const targets = result.exitCode === 0 ? parseBakePrint(result.stdout.toString()) : undefined;
  if (targets !== undefined) return targets;
  if (names.length === 0 && /failed to find target default/.test(result.stderr)) {
    return printTargets(world, bake, await listTargets(world, bake));
  }
  throw new UserError(explain(bake, result));
}

/** The names of all targets; there is always one. Throws UserError. */
export async function listTargets(world: World, bake: BakeFiles): Promise<readonly [string, ...string[]]> {
  const result = await runBake(world, bake, ["--list", "type=targets,format=json"]);
  if (/unknown flag: --list/.test(result.stderr)) {
    throw new UserError(
      `${bake.files.join(", ")}: has no target or group "default", and this buildx is too old to list all targets; ` +
        'add a group "default", or use a newer buildx (docker/setup-buildx-action)',
    );
  }
  const names = result.exitCode === 0 ? parseBakeList(result.stdout.toString()) : undefined;
  if (names === undefined) throw new UserError(explain(bake, result));
  const [first, ...rest] = names;
  if (first === undefined) {
    throw new UserError(`${bake.files.join(", ")}: expected at least one target to build, found none`);
  }
  return [first, ...rest];
}

function runBake(world: World, bake: BakeFiles, args: readonly string[]): Promise<ExecResult> {
  const files = bake.files.map((file) => `--file=${file}`);
  return world.exec(["docker", "buildx", "bake", ...files, ...args], { cwd: bake.directory });
}

/** buildx's own message below the files' names, with what to do where we know better. */
function explain(bake: BakeFiles, result: ExecResult): string {
  const files = bake.files.join(", ");
  if (
    result.ended === "not-found" ||
    /'buildx' is not a docker command|unknown command: docker buildx/.test(result.stderr)
  ) {
    return (
      `${files}: reading bake and compose files needs "docker buildx", which is not installed here; ` +
      "install it (docker/setup-buildx-action), or describe the images in .github/ml-images.yml"
    );
  }
  if (result.ended !== "exit")
    return `${files}: "docker buildx bake --print" did not finish (${result.ended})`;
  const message = result.stderr
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !/^#\d+ /.test(line))
    .join("\n");
  const said = message === "" ? `exit code ${result.exitCode} without a message` : message;
  return `${files}: docker buildx bake cannot read this:\n${said}${hintFor(message)}`;
}

function hintFor(message: string): string {
  if (message.includes("SSH_AUTH_SOCK")) {
    return "\nA target asks for the SSH agent: start one before this action, also where images are only planned.";
  }
  if (message.includes("failed to stat")) {
    return "\nThe file of a secret must be there before this action runs, also where images are only planned.";
  }
  const envFile = /env file (.+?) not found/.exec(message)?.[1];
  if (envFile !== undefined) {
    return `\nNo build reads it, but compose wants it to be there: make one before this action (\`touch ${envFile}\` will do), or describe the images in .github/ml-images.yml.`;
  }
  const missing = /(?:There is no variable named|Unknown variable)[^"]*"([^"]+)"/.exec(message)?.[1];
  if (missing !== undefined) {
    return `\nIf another file defines ${missing}, name both in the input images-file, separated by a comma.`;
  }
  return "";
}
