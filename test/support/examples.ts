/** The repositories below examples/, as checkouts of their own. */
import { execFileSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRepository, type GitRepository } from "./git-repository.ts";

export const examples = fileURLToPath(new URL("../../examples", import.meta.url));
export const exampleNames: readonly string[] = readdirSync(examples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** Committed, in a folder of the example's name, as on a runner: an image without an images file is called after it. */
export function copyExample(name: string): GitRepository {
  const repository = createRepository({}, name);
  cpSync(join(examples, name), repository.root, { recursive: true });
  rmSync(join(repository.root, "plan.expected.json"), { force: true });
  repository.commit({}, "the example");
  return repository;
}

/** Puts `base` in the place of every base image from a public registry: the defaults of `ARG …_IMAGE=`. */
export function replaceBases(repository: GitRepository, base: string): void {
  const dockerfiles = repository.git("ls-files", "Dockerfile", "*/Dockerfile").split("\n").filter(Boolean);
  for (const path of dockerfiles) {
    const file = join(repository.root, path);
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(/^ARG (\w+_IMAGE)=.*$/gm, `ARG $1=${base}`));
  }
  repository.commit({}, "bases of this machine");
}

/** Pushes a base whose apt-get, pip, python, npm and dotnet check their arguments and install nothing. */
export function pushToolStandIns(options: {
  readonly builder: string;
  readonly base: string;
  readonly name: string;
}): void {
  const folder = fileURLToPath(new URL("tool-stand-ins", import.meta.url));
  const argv = ["buildx", "build", "--builder", options.builder, "--build-arg", `BASE=${options.base}`];
  const output = `--output=type=image,name=${options.name},push=true,oci-mediatypes=true`;
  execFileSync("docker", [...argv, "--provenance=false", output, folder], {
    stdio: "pipe",
    timeout: 120_000,
  });
}
