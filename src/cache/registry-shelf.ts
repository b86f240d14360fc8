/** Saved cache mounts in the cache repository: a tag for each image, platform and scope. */
import { withAnnotations } from "../registry/annotations.ts";
import type { World } from "../shell/world.ts";
import { type LayerCaches, refreshLogin } from "./layer-caches.ts";
import { type MountShelf, readNote, writeNote } from "./mount-shelf.ts";

export function openRegistryShelf(
  world: World,
  caches: Extract<LayerCaches, { kind: "registry" }>,
): MountShelf {
  const { store, repository, canWrite } = caches;
  const path = store.pathOf(repository);
  return {
    canWrite,
    totalKb: undefined,
    describe: (name) => name,
    async find(names) {
      for (const name of names) {
        const lookup = await store.registry.getManifest(path, name);
        if (lookup.kind !== "found") continue;
        const { bytes, digest, mediaType } = lookup.manifest;
        const note = readNote(bytes);
        if (note === undefined) continue;
        const context = `docker-image://${store.uriOf(repository, digest)}`;
        return {
          name,
          ...note,
          bring: async () => ({ context, [Symbol.asyncDispose]: nothing }),
          async renote(steps) {
            const noted = withAnnotations(bytes, writeNote({ ...note, steps }));
            await store.registry.putManifest(path, name, { mediaType, bytes: noted });
          },
        };
      }
      return undefined;
    },
    async open(name, note) {
      await refreshLogin(world, caches);
      return {
        destination: {
          kind: "registry",
          references: [store.referenceOf(repository, name)],
          compression: "zstd",
          annotations: writeNote(note),
        },
        keep: nothing,
        [Symbol.asyncDispose]: nothing,
      };
    },
  };
}

async function nothing(): Promise<void> {}
