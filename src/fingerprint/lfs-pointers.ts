/** Files that are still pointers of Git LFS: a checkout without `lfs: true` would bake them into an image. */
import { parentOf } from "../dockerfile/clean-path.ts";
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import type { RepositoryTree } from "./tree.ts";

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER_START = "version https://git-lfs.github.com/spec/v1";
/** What nobody stores as a text of three lines. */
const WEIGHTS =
  /\.(?:bin|ckpt|gguf|h5|joblib|keras|model|msgpack|npz|onnx|pb|pkl|pt|pth|safetensors|tflite)$/i;
const FILES_AT_ONCE = 64;

/**
 * Throws UserError that names every pointer among the paths that builds read. Looked at are files that git filters,
 * those that git here does not know (a submodule has filters of its own), and those whose names promise a model.
 */
export async function refuseLfsPointers(
  world: World,
  tree: RepositoryTree,
  paths: ReadonlySet<string>,
): Promise<void> {
  const folders = new Set(tree.untrackedFolders);
  const isUnknown = (path: string): boolean =>
    folders.has(path) || (path !== "" && folders.size > 0 && isUnknown(parentOf(path)));
  const irregular = new Set(tree.irregular);
  const suspects = [...paths].filter(
    (path) => tree.index === undefined || irregular.has(path) || WEIGHTS.test(path) || isUnknown(path),
  );
  const problems: string[] = [];
  for (let at = 0; at < suspects.length; at += FILES_AT_ONCE) {
    const some = suspects.slice(at, at + FILES_AT_ONCE);
    const starts = await Promise.all(some.map((path) => readStart(world, `${tree.root}/${path}`)));
    for (const [index, path] of some.entries()) {
      if (starts[index] !== POINTER_START) continue;
      problems.push(
        `${path}: expected the file's content, found a pointer of Git LFS; check it out with \`lfs: true\` (actions/checkout) or \`git lfs pull\``,
      );
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest], { files: [...paths] });
}

async function readStart(world: World, path: string): Promise<string | undefined> {
  // Links count as links, and pipes would never end.
  if ((await world.files.stat(path))?.kind !== "file") return undefined;
  return (await world.files.readStart(path, POINTER_START.length))?.toString("latin1");
}
