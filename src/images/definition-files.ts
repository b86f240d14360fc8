/** Which files define the images: the named ones, else the first of the usual ones that is there. Reads the disk. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import { isComposeFile, isRemoteDefinition } from "./bake.ts";
import { didYouMean } from "./nearest.ts";
import { resolveUserPath } from "./repo-path.ts";

export type DefinitionFiles =
  | { readonly kind: "images-file"; readonly file: string; readonly text: string }
  | { readonly kind: "bake"; readonly files: readonly [string, ...string[]] };

const imagesFiles = [".github/ml-images.yml", ".github/ml-images.yaml"];
/** In buildx's order; the override files are read on top of the first two. */
const bakeFiles = ["docker-bake.json", "docker-bake.hcl"];
const bakeOverrides = ["docker-bake.override.json", "docker-bake.override.hcl"];
const composeFiles = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"];

/** What the repository offers, best first; empty when there is nothing but Dockerfiles. */
export async function findDefinitions(world: World, root: string): Promise<readonly DefinitionFiles[]> {
  const definitions: DefinitionFiles[] = [];
  for (const file of imagesFiles) {
    const text = await world.files.readText(`${root}/${file}`);
    if (text !== undefined) definitions.push({ kind: "images-file", file, text });
  }
  const [bake, ...moreBake] = await existing(world, root, bakeFiles);
  if (bake !== undefined) {
    const overrides = await existing(world, root, bakeOverrides);
    definitions.push({ kind: "bake", files: [bake, ...moreBake, ...overrides] });
  }
  const [compose] = await existing(world, root, composeFiles);
  if (compose !== undefined) definitions.push({ kind: "bake", files: [compose] });
  return definitions;
}

/** The files that the input `images-file` names. Throws UserError with what is wrong with them. */
export async function readNamedDefinitions(
  world: World,
  root: string,
  named: readonly [string, ...string[]],
  repositoryFiles: () => Promise<readonly string[]>,
): Promise<DefinitionFiles> {
  const problems: string[] = [];
  const bake: string[] = [];
  const images: { readonly file: string; readonly text: string }[] = [];
  for (const name of named) {
    if (isRemoteDefinition(name)) {
      problems.push(
        `input images-file: expected files of this repository, found ${JSON.stringify(name)}; check the remote repository out and name the file in it`,
      );
      continue;
    }
    const path = resolveUserPath("", name, root);
    if (path.kind === "outside") {
      problems.push(
        `input images-file: expected a path inside the repository, found ${JSON.stringify(name)}`,
      );
      continue;
    }
    const isFolder = (await world.files.stat(`${root}/${path.path}`))?.kind === "directory";
    const text = isFolder ? undefined : await world.files.readText(`${root}/${path.path}`);
    if (isFolder) {
      problems.push(`input images-file: expected a file, found the folder ${JSON.stringify(name)}`);
    } else if (text === undefined) {
      const hint = didYouMean(path.path, await repositoryFiles());
      problems.push(`input images-file: there is no file ${JSON.stringify(name)} in the repository${hint}`);
    } else if (isBakeOrCompose(path.path, text)) bake.push(path.path);
    else images.push({ file: path.path, text });
  }
  const [first, ...rest] = bake;
  const [file, second] = images;
  if (file !== undefined && (second !== undefined || first !== undefined)) {
    problems.push(
      `input images-file: expected one images file, or bake and compose files; found ${[...images.map((one) => one.file), ...bake].join(", ")}`,
    );
  }
  const [problem, ...moreProblems] = problems;
  if (problem !== undefined) throw new UserError([problem, ...moreProblems]);
  if (first !== undefined) return { kind: "bake", files: [first, ...rest] };
  if (file !== undefined) return { kind: "images-file", ...file };
  throw new Error("readNamedDefinitions: no name was given");
}

/** By name where it tells, else by what stands at the top of the file. */
function isBakeOrCompose(path: string, text: string): boolean {
  if (path.endsWith(".hcl") || isComposeFile(path)) return true;
  if (path.endsWith(".json")) return !/^\s*\{[^{[]*"(?:images|defaults|\$schema)"\s*:/.test(text);
  return /^services\s*:/m.test(text) && !/^images\s*:/m.test(text);
}

async function existing(world: World, root: string, files: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const file of files) {
    if ((await world.files.stat(`${root}/${file}`)) !== undefined) found.push(file);
  }
  return found;
}
