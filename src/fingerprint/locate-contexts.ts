/** Where an image's build contexts are, and their ignore files: all that is known before git has listed the files. */
import { resolveUserPath } from "../images/repo-path.ts";
import type { ContextSource, ImageSpec } from "../model.ts";
import type { World } from "../shell/world.ts";
import { type IgnoreFile, readIgnoreFile } from "./ignore-file.ts";

export interface LocatedContext {
  /** The build context's name; "" is the main one. */
  readonly name: string;
  readonly source: ContextSource;
  readonly ignore: IgnoreFile | undefined;
}

export async function locateContexts(
  world: World,
  root: string,
  spec: ImageSpec,
): Promise<readonly LocatedContext[]> {
  return Promise.all(
    [["", spec.context] as const, ...spec.contexts].map(async ([name, given]) => {
      const source = await followLinks(world, root, given);
      const ignore =
        source.kind === "local" ? await readIgnoreFile(world, root, spec, name, source.path) : undefined;
      return { name, source, ignore };
    }),
  );
}

/** A context that is, or lies below, a symbolic link is the folder that it leads to: buildx follows it. */
async function followLinks(world: World, root: string, source: ContextSource): Promise<ContextSource> {
  if (source.kind !== "local") return source;
  const real = await world.files.realPath(`${root}/${source.path}`);
  // Nothing there: the build will say so.
  if (real === undefined) return source;
  const found = resolveUserPath("", real, root);
  return found.kind === "inside" ? { kind: "local", path: found.path } : found;
}
