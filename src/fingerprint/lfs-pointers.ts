/** Files that are still pointers of Git LFS: a checkout without `lfs: true` would bake them into an image. */
import { UserError } from "../errors.ts";
import type { World } from "../shell/world.ts";
import type { RepositoryTree } from "./tree.ts";

/** https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md */
const POINTER_START = "version https://git-lfs.github.com/spec/v1";

/** Throws UserError that names every pointer among the paths that builds read; only files that git filters are looked at. */
export async function refuseLfsPointers(
  world: World,
  tree: RepositoryTree,
  paths: ReadonlySet<string>,
): Promise<void> {
  const problems: string[] = [];
  for (const path of paths) {
    if (!tree.converted.has(path)) continue;
    const start = await world.files.readStart(`${tree.root}/${path}`, POINTER_START.length);
    if (start?.toString("latin1") === POINTER_START) {
      problems.push(
        `${path}: expected the file's content, found a pointer of Git LFS; check it out with \`lfs: true\` (actions/checkout) or \`git lfs pull\``,
      );
    }
  }
  const [first, ...rest] = problems;
  if (first !== undefined) throw new UserError([first, ...rest], { files: [...paths] });
}
