/** Finds the ignore file of a build context, where BuildKit finds it. */
import { cleanPath, joinBelow, parentOf } from "../dockerfile/clean-path.ts";
import { ignoreFileCandidates } from "../dockerfile/dockerignore.ts";
import type { ImageSpec } from "../model.ts";
import type { World } from "../shell/world.ts";

export interface IgnoreFile {
  /** Below the repository's root. */
  readonly path: string;
  readonly text: string;
}

/** As many links as BuildKit follows. */
const MOST_LINKS = 255;

/**
 * `<Dockerfile>.dockerignore` replaces the context's own ignore file; named contexts have only their own. One
 * that is a link is followed as if its folder were the file system's root, so one that leads out of it is none.
 */
export async function readIgnoreFile(
  world: World,
  root: string,
  spec: ImageSpec,
  contextName: string,
  contextPath: string,
): Promise<IgnoreFile | undefined> {
  const own = joinBelow(contextPath, ".dockerignore");
  const candidates =
    contextName === "" && spec.dockerfile.kind === "file"
      ? ignoreFileCandidates(spec.dockerfile.path, contextPath)
      : [own];
  for (const path of candidates) {
    // The Dockerfile's own comes from the Dockerfile's folder, which may lie anywhere.
    const folder = path === own ? contextPath : parentOf(path);
    const real = await followBelow(
      world,
      joinBelow(root, folder),
      path.slice(folder === "" ? 0 : folder.length + 1),
    );
    const text = real === undefined ? undefined : await world.files.readText(real);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/** The regular file that `path` leads to with `folder` as the root of all links; `undefined`: none. */
async function followBelow(world: World, folder: string, path: string): Promise<string | undefined> {
  let open = path.split("/");
  let real = "";
  for (let links = 0; links <= MOST_LINKS; ) {
    const [next = "", ...rest] = open;
    const stat = await world.files.stat(`${folder}/${joinBelow(real, next)}`);
    if (stat?.kind === "link") {
      const above = stat.linkTarget?.startsWith("/") === true ? "" : real;
      open = [...cleanPath(`/${above}/${stat.linkTarget}`).slice(1).split("/"), ...rest];
      real = "";
      links++;
    } else if (rest.length > 0 && stat?.kind === "directory") {
      real = joinBelow(real, next);
      open = rest;
    } else
      return stat?.kind === "file" && rest.length === 0 ? `${folder}/${joinBelow(real, next)}` : undefined;
  }
  return undefined;
}
