/** Builders that lack something, or keep layers in another way: a container of this machine's BuildKit with little memory, or on a small disk. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface PoorBuilder extends Disposable {
  readonly name: string;
}

export interface Lack {
  /** What the shared builder runs: its image is on this machine already. */
  readonly like: string;
  /** Of the container, `96m`. */
  readonly memory?: string;
  /** Of the disk that has its state, in megabytes. */
  readonly diskMb?: number;
  /** `host`, or a network of its own. */
  readonly network?: "host" | "bridge";
  /** Registries without TLS, `10.0.0.2:5000`. */
  readonly plainHttp?: readonly string[];
  /** `stargz` reads layers on demand. */
  readonly snapshotter?: "stargz";
}

let count = 0;
const docker = (...argv: readonly string[]): string =>
  execFileSync("docker", [...argv], { encoding: "utf8", stdio: "pipe", timeout: 180_000 }).trim();

export function createPoorBuilder({
  like,
  memory,
  diskMb,
  network = "host",
  plainHttp = [],
  snapshotter,
}: Lack): PoorBuilder {
  const name = `ml-image-build-poor-${process.pid}-${++count}`;
  const volume = `buildx_buildkit_${name}0_state`;
  const folder = mkdtempSync(join(tmpdir(), "ml-image-build-poor-"));
  const disk = diskMb === undefined ? undefined : mountDisk(folder, diskMb);
  const remove = (): void => {
    try {
      docker("buildx", "rm", "--force", name);
    } finally {
      if (disk !== undefined) {
        docker("volume", "rm", "--force", volume);
        disk();
      }
      rmSync(folder, { recursive: true, force: true });
    }
  };
  const config = join(folder, "buildkitd.toml");
  writeFileSync(config, plainHttp.map((host) => `[registry."${host}"]\nhttp = true\n`).join(""));
  try {
    // buildx takes a volume of this name as it is.
    if (disk !== undefined)
      docker(
        ...["volume", "create", "--opt", "type=none", "--opt", "o=bind"],
        ...["--opt", `device=${folder}/disk`, volume],
      );
    const image = docker("inspect", "--format", "{{.Config.Image}}", `buildx_buildkit_${like}0`);
    docker(
      ...[
        "buildx",
        "create",
        "--name",
        name,
        "--driver",
        "docker-container",
        "--driver-opt",
        `image=${image}`,
      ],
      ...(network === "host" ? ["--driver-opt", "network=host"] : []),
      ...(memory === undefined ? [] : ["--driver-opt", `memory=${memory}`]),
      ...(snapshotter === undefined ? [] : ["--buildkitd-flags", `--oci-worker-snapshotter=${snapshotter}`]),
      ...["--buildkitd-config", config, "--bootstrap"],
    );
  } catch (error) {
    remove();
    throw error;
  }
  return { name, [Symbol.dispose]: remove };
}

/** A file system of its own in a file, as a small partition has it. Returns what unmounts it. */
function mountDisk(folder: string, megabytes: number): () => void {
  const run = (program: string, ...argv: readonly string[]): void =>
    void execFileSync(program, [...argv], { stdio: "pipe", timeout: 60_000 });
  run("truncate", "--size", `${megabytes}M`, `${folder}/image`);
  run("mkfs.ext4", "-q", "-F", `${folder}/image`);
  run("mkdir", `${folder}/disk`);
  run("mount", "-o", "loop", `${folder}/image`, `${folder}/disk`);
  return () => run("umount", "--lazy", `${folder}/disk`);
}
