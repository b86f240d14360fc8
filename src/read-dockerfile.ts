/** An image's Dockerfile, read from where its definition says; a missing one is the user's mistake. */
import { decodeText } from "./dockerfile/decode-text.ts";
import { folderOf, resolveUserPath } from "./images/repo-path.ts";
import type { ImageSpec, RepoPath } from "./model.ts";
import type { World } from "./shell/world.ts";

export type DockerfileText =
  | { readonly kind: "text"; readonly spec: ImageSpec; readonly text: string }
  /** In a remote context: only buildx sees it. */
  | { readonly kind: "remote"; readonly spec: ImageSpec }
  | { readonly kind: "missing"; readonly spec: ImageSpec; readonly problem: string };

/** Falls back to `dockerfile` for `Dockerfile`, as BuildKit does; `spec` then has the path that was found. */
export async function readDockerfile(world: World, root: string, spec: ImageSpec): Promise<DockerfileText> {
  switch (spec.dockerfile.kind) {
    case "inline":
      return asText(world, spec, spec.dockerfile.text);
    case "remote":
      return { kind: "remote", spec };
    case "file": {
      const { path } = spec.dockerfile;
      const lowerCase = path.replace(/(^|\/)Dockerfile$/, "$1dockerfile") as RepoPath;
      for (const candidate of new Set([path, lowerCase])) {
        const place = `${root}/${candidate}`;
        const [bytes, stat] = await Promise.all([world.files.readBytes(place), world.files.stat(place)]);
        if (bytes === undefined) continue;
        const real = stat?.kind === "link" ? await followLink(world, root, candidate) : candidate;
        return asText(world, { ...spec, dockerfile: { kind: "file", path: real } }, decodeText(bytes));
      }
      const found =
        (await world.files.stat(`${root}/${path}`))?.kind === "directory" ? "a folder" : "no such file";
      const problem = `${spec.definedAt}: expected a Dockerfile at ${path}, found ${found}`;
      return { kind: "missing", spec, problem };
    }
  }
}

const EPOCH = "SOURCE_DATE_EPOCH";

/** buildx hands this one variable on by itself: where the Dockerfile names it, it is a build arg like others. */
function asText(world: World, spec: ImageSpec, text: string): DockerfileText {
  if (!world.env[EPOCH] || spec.args.has(EPOCH) || !text.includes(EPOCH)) return { kind: "text", spec, text };
  return { kind: "text", spec: { ...spec, args: new Map([...spec.args, [EPOCH, undefined]]) }, text };
}

/** buildx sends the Dockerfile's folder only: a link that leaves it would lead nowhere there, so its end is named. */
async function followLink(world: World, root: string, path: RepoPath): Promise<RepoPath> {
  const [real, folder] = await Promise.all(
    [path, folderOf(path)].map((one) => world.files.realPath(`${root}/${one}`)),
  );
  if (real === undefined || folder === undefined || real.startsWith(`${folder}/`)) return path;
  const found = resolveUserPath("", real, root);
  return found.kind === "inside" ? found.path : path;
}

/** Text of `<Dockerfile>.dockerignore`, which BuildKit takes instead of the context's; `undefined`: there is none. */
export async function readOwnIgnoreFile(
  world: World,
  root: string,
  spec: ImageSpec,
): Promise<string | undefined> {
  if (spec.dockerfile.kind !== "file") return undefined;
  return world.files.readText(`${root}/${spec.dockerfile.path}.dockerignore`);
}
