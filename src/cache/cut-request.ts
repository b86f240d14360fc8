/** A build cut off after what is finished, as a request of its own. */
import type { BuildRequest } from "../build/arguments.ts";
import type { World } from "../shell/world.ts";
import { exportFlag } from "./cache-flags.ts";
import type { CutDockerfile } from "./cut-dockerfile.ts";
import { isExportedLazily, type KeptBuild } from "./kept-build.ts";
import type { PlatformCaches } from "./layer-caches.ts";

/** `target`: as in a whole cut; the last stage where there is none. */
type CutText = Pick<CutDockerfile, "text"> & Partial<Pick<CutDockerfile, "target">>;

/** The same build up to what is finished, of one platform, with nothing but a cache as its result. */
export async function cutRequest(
  world: World,
  build: KeptBuild,
  caches: PlatformCaches,
  cut: CutText,
): Promise<BuildRequest> {
  const { request } = build;
  const path = `${build.directory}/finished-${caches.platform.replaceAll("/", "-")}-${build.count()}`;
  await world.files.write(path, cut.text);
  // BuildKit looks for the ignore file beside the Dockerfile before it takes the context's.
  if (build.ignoreFile !== undefined) await world.files.write(`${path}.dockerignore`, build.ignoreFile);
  return {
    ...request,
    spec: {
      ...request.spec,
      platforms: [caches.platform],
      target: cut.target,
      dockerfile: { kind: "inline", text: cut.text },
    },
    destination: { kind: "nowhere" },
    inlineDockerfile: path,
    metadataFile: `${path}.json`,
    noCache: false,
    cacheTo: [exportFlag(caches.partial, isExportedLazily(request, caches.exist !== false))],
  };
}
