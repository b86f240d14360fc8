/** Repositories of bake and compose files, loaded through the real buildx. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { type Definitions, type LoadOptions, loadImages } from "../../../src/images/find.ts";
import type { RegistryTarget } from "../../../src/model.ts";
import { openWorld } from "../../../src/shell/open-world.ts";

/** `undefined`: not installed, so these tests cannot run. No engine is needed. */
export const buildx = buildxVersion();
const world = openWorld(process.env, new AbortController().signal);
const registry: RegistryTarget = { host: "localhost:5000", prefix: "team/", ecr: undefined };
let directory = "";

/** A fresh directory for the repositories of a test file. */
export function useTemporaryRepositories(): void {
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "ml-image-build-bake-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
}

/** Loads a repository of these files. */
export async function load(
  files: Readonly<Record<string, string>>,
  options: Partial<LoadOptions> = {},
): Promise<Definitions> {
  const root = mkdtempSync(join(directory, "repo-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return loadImages(world, {
    root,
    repositoryFiles: async () => Object.keys(files),
    imagesFiles: [],
    images: [],
    rebuild: [],
    registry,
    platforms: [],
    ...options,
  });
}

/** What the user is told. */
export async function messageOf(loading: Promise<unknown>): Promise<string> {
  const error: unknown = await loading.then(
    () => "no error",
    (thrown: unknown) => thrown,
  );
  return error instanceof UserError ? error.message : `not a UserError: ${String(error)}`;
}

export const namesOf = ({ specs }: Definitions) => specs.map((spec) => spec.name).sort();
export const specOf = ({ specs }: Definitions, name: string) => specs.find((spec) => spec.name === name);

function buildxVersion(): string | undefined {
  try {
    return execFileSync("docker", ["buildx", "version"], { encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return undefined;
  }
}
