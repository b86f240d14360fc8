/** Saved cache mounts in the cache repository: a tag for each image, platform and scope. */
import { withAnnotations } from "../registry/annotations.ts";
import type { World } from "../shell/world.ts";
import { type CacheRepository, refreshLogin } from "./layer-caches.ts";
import { type MountShelf, readNote, writeNote } from "./mount-shelf.ts";

export function openRegistryShelf(world: World, caches: CacheRepository): MountShelf {
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
          image: { context, ...readLayers(bytes) },
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

function readLayers(manifest: Uint8Array): { readonly layers: number; readonly kilobytes: number } {
  const { layers = [] } = JSON.parse(new TextDecoder().decode(manifest)) as {
    readonly layers?: readonly { readonly size?: number }[];
  };
  const bytes = layers.reduce((sum, { size = 0 }) => sum + size, 0);
  return { layers: layers.length, kilobytes: Math.ceil(bytes / 1000) };
}

async function nothing(): Promise<void> {}
