/**
 * Where buildx's own program lies. `docker buildx …` starts it twice, first to ask for its name: 60 ms and a core of
 * each call. Started by itself it is the same program (buildx documents that). Found as docker finds it
 * (docker/cli, cli-plugins/manager); wherever something is unusual, docker is asked as ever.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

type Environment = Readonly<Record<string, string | undefined>>;

const SYSTEM_FOLDERS = [
  "/usr/local/lib/docker/cli-plugins",
  "/usr/local/libexec/docker/cli-plugins",
  "/usr/lib/docker/cli-plugins",
  "/usr/libexec/docker/cli-plugins",
];

/** Absolute path; `undefined`: go by `docker`. Never throws. */
export function findBuildx(
  env: Environment,
  { platform = process.platform as string, systemFolders = SYSTEM_FOLDERS } = {},
): string | undefined {
  if (platform !== "linux") return undefined;
  const docker = (env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "docker"))
    .find((path) => isFile(path));
  // A script called docker is somebody's own way to docker.
  if (docker === undefined || !isProgram(docker)) return undefined;
  const config = env.DOCKER_CONFIG || join(env.HOME || homedir(), ".docker");
  if (hasOwnFolders(config)) return undefined;
  const first = [join(config, "cli-plugins"), ...systemFolders]
    .map((folder) => join(folder, "docker-buildx"))
    .find((path) => isFile(path));
  return first !== undefined && isProgram(first) ? first : undefined;
}

/** The argv to start: `docker buildx …` without its detour, where `buildx` is known. */
export function withoutDetour(
  argv: readonly [string, ...string[]],
  buildx: () => string | undefined,
): readonly [string, ...string[]] {
  if (argv[0] !== "docker" || argv[1] !== "buildx") return argv;
  const program = buildx();
  return program === undefined ? argv : [program, ...argv.slice(2)];
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Executable, and by its first four bytes no script. */
function isProgram(path: string): boolean {
  try {
    if ((statSync(path).mode & 0o111) === 0) return false;
    const start = Buffer.alloc(4);
    const file = openSync(path, "r");
    try {
      readSync(file, start, 0, 4, 0);
    } finally {
      closeSync(file);
    }
    return start.toString("latin1") === "\x7fELF";
  } catch {
    return false;
  }
}

/** `cliPluginsExtraDirs` come first, and an unreadable file is for docker to complain of. */
function hasOwnFolders(config: string): boolean {
  try {
    return readFileSync(join(config, "config.json"), "utf8").includes("cliPluginsExtraDirs");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}
