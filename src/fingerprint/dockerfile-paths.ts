/** Where the text of a Dockerfile comes from. */
import { below } from "../images/repo-path.ts";
import type { World } from "../shell/world.ts";
import type { RepositoryTree } from "./tree.ts";

/** The Dockerfile; where it is a link, also the file that it leads to. */
export async function listDockerfile(
  world: World,
  { root, index }: RepositoryTree,
  path: string,
): Promise<readonly string[]> {
  const line = index?.find(path);
  if (line === undefined || index?.mode(line) !== "120000") return [path];
  const real = await world.files.realPath(`${root}/${path}`);
  const found = real === undefined ? undefined : below(root, real);
  return found === undefined ? [path] : [path, found];
}
