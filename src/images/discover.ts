/** No definitions at all: every Dockerfile of the repository is an image. Reads the Dockerfiles. */
import { inferContext } from "../dockerfile/infer-context.ts";
import type { ImageSpec, RepoPath } from "../model.ts";
import type { World } from "../shell/world.ts";
import type { LoadedImages } from "./bake.ts";
import { findDockerfiles, nameDockerfiles } from "./found-dockerfiles.ts";
import { imageName } from "./names.ts";
import { parsePlatform } from "./platforms.ts";
import { fileNameOf, folderOf, resolveUserPath } from "./repo-path.ts";

/**
 * Makes an image of every Dockerfile among the repository's files: named after its path, its context the deepest folder
 * above it that has everything it copies. The notices say what was found and what was passed over.
 */
export async function discoverImages(
  world: World,
  root: string,
  repositoryFiles: readonly string[],
): Promise<LoadedImages> {
  const found = findDockerfiles(repositoryFiles);
  const names = nameDockerfiles(found.paths, fileNameOf(root));
  const places = placesOf(repositoryFiles);
  const specs: ImageSpec[] = [];
  const notices: string[] = [];
  for (const path of found.paths) {
    const text = await world.files.readText(`${root}/${path}`);
    const name = names.get(path);
    // Deleted in the working tree, though git still knows it.
    if (text === undefined || name === undefined) continue;
    const { context, missing } = inferContext(path, text, (one) => places.has(one));
    specs.push(specOf(name, insideRepository(path), insideRepository(context)));
    notices.push(`${name}: ${path} in the context ${context === "" ? "." : context}${butMissing(missing)}`);
  }
  if (found.skipped.length > 0) {
    notices.push(`not taken for images, because of their folders: ${found.skipped.join(", ")}`);
  }
  return { specs, notices };
}

function specOf(name: string, dockerfile: RepoPath, context: RepoPath): ImageSpec {
  return {
    name: imageName(name),
    context: { kind: "local", path: context },
    dockerfile: { kind: "file", path: dockerfile },
    target: undefined,
    args: new Map(),
    contexts: new Map(),
    secrets: [],
    platforms: [parsePlatform("linux/amd64")].flatMap((platform) => platform ?? []),
    runtime: "container",
    repositories: [name],
    tags: [],
    parameter: undefined,
    timeoutMinutes: undefined,
    link: "off",
    budget: {},
    buildFlags: [],
    definedAt: dockerfile,
  };
}

function butMissing(missing: readonly string[]): string {
  return missing.length === 0 ? "" : ` (no folder above it has ${missing.join(", ")})`;
}

/** All files and the folders they lie in; "" is the root. */
function placesOf(repositoryFiles: readonly string[]): ReadonlySet<string> {
  const places = new Set([""]);
  for (const file of repositoryFiles) {
    for (let path = file; path !== "" && !places.has(path); path = folderOf(path)) places.add(path);
  }
  return places;
}

function insideRepository(path: string): RepoPath {
  const resolved = resolveUserPath("", path);
  if (resolved.kind === "inside") return resolved.path;
  throw new Error(`${path} was listed as a file of the repository, but lies outside of it`);
}
