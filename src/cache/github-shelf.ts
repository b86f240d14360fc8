/**
 * Saved cache mounts in GitHub's cache: an entry for each packed layer, under its digest, and a small one that names
 * them. What is packed passes the runner's disk once on its way out and once on its way in (docs/decisions/0074).
 */
import { withAnnotations } from "../registry/annotations.ts";
import { parseJsonObject, stringAt } from "../registry/json.ts";
import { type Descriptor, digestOf } from "../registry/manifest.ts";
import type { World } from "../shell/world.ts";
import { askGithubCache } from "./ask-github-cache.ts";
import { type MountShelf, readNote, type SavedMounts, writeNote } from "./mount-shelf.ts";
import {
  blobPath,
  type LayoutImage,
  layersOf,
  readLayout,
  stackImages,
  writeLayout,
} from "./saved-layout.ts";

const LOOK_MS = 2 * 60_000;
const COPY_MS = 20 * 60_000;

export interface GithubShelfOptions {
  readonly canWrite: boolean;
  readonly totalKb: number;
  /** Scratch space. */
  readonly scratch: string;
}

export function openGithubShelf(
  world: World,
  { canWrite, totalKb, scratch }: GithubShelfOptions,
): MountShelf {
  const entries: Entries = { world, scratch, found: new WeakMap() };
  return {
    canWrite,
    totalKb,
    describe: (name) => `GitHub's cache (${name})`,
    find: (names) => findEntry(entries, names),
    async open(name, note, directory) {
      const layout = `${directory}/mounts-${crypto.randomUUID()}`;
      return {
        destination: {
          kind: "oci-layout",
          directory: layout,
          compression: "zstd",
          annotations: writeNote(note),
        },
        async keep(below) {
          const fresh = await readLayout(world, layout);
          const image = below === undefined ? fresh : stackImages(must(entries.found.get(below)), fresh);
          const files = (layersOf(fresh) ?? []).map(({ digest }) => ({
            key: layerKey(digest),
            path: blobPath(layout, digest),
          }));
          await writeEntry(entries, name, image, files);
        },
        [Symbol.asyncDispose]: () => world.files.remove(layout),
      };
    },
  };
}

interface Entries {
  readonly world: World;
  readonly scratch: string;
  /** What stands behind those that were found. */
  readonly found: WeakMap<SavedMounts, LayoutImage>;
}

interface EntryFile {
  readonly key: string;
  readonly path: string;
}

async function findEntry(entries: Entries, names: readonly string[]): Promise<SavedMounts | undefined> {
  const { world, scratch } = entries;
  const path = `${scratch}/mounts-${crypto.randomUUID()}.json`;
  const keys = names.map((name) => `${name}#`);
  try {
    const [key] = await askGithubCache(world, { kind: "read", files: [{ keys, path }] }, LOOK_MS);
    const name = names.find((one) => key?.startsWith(`${one}#`));
    const image = parseEntry((await world.files.readText(path)) ?? "");
    if (name === undefined || image === undefined) return undefined;
    const note = readNote(image.manifest);
    const layers = layersOf(image);
    if (note === undefined || layers === undefined) return undefined;
    const bytes = layers.reduce((sum, { size }) => sum + size, 0);
    const saved: SavedMounts = {
      name,
      // Layers that are there are not needed to put others above them.
      image: { context: undefined, layers: layers.length, kilobytes: Math.ceil(bytes / 1000) },
      ...note,
      async bring(directory) {
        const layout = `${directory}/mounts-${crypto.randomUUID()}`;
        const dispose = (): Promise<void> => world.files.remove(layout);
        try {
          await fetchLayers(world, layers, layout);
          await writeLayout(world, layout, image);
        } catch (error) {
          await dispose();
          throw error;
        }
        const context = `oci-layout://${layout}@${digestOf(image.manifest)}`;
        return { context, [Symbol.asyncDispose]: dispose };
      },
      async renote(steps) {
        const manifest = withAnnotations(image.manifest, writeNote({ ...note, steps }));
        await writeEntry(entries, name, { ...image, manifest }, []);
      },
    };
    entries.found.set(saved, image);
    return saved;
  } finally {
    await world.files.remove(path);
  }
}

/** Throws where a part is missing, or is not what its digest says. */
async function fetchLayers(world: World, layers: readonly Descriptor[], layout: string): Promise<void> {
  await world.files.makeDirectory(`${layout}/blobs/sha256`);
  const bytes = layers.reduce((sum, { size }) => sum + size, 0);
  const free = await world.files.freeBytes(layout);
  if (free !== undefined && free < bytes * 1.5)
    throw new Error(`${megabytes(bytes)} do not fit on the runner's disk, which has ${megabytes(free)} left`);
  const files = layers.map(({ digest }) => ({ keys: [layerKey(digest)], path: blobPath(layout, digest) }));
  const keys = await askGithubCache(world, { kind: "read", files }, COPY_MS);
  for (const [index, { digest }] of layers.entries()) {
    if (keys[index] !== layerKey(digest)) throw new Error("GitHub has removed a part of them by now");
    const hash = await world.files.hash(blobPath(layout, digest), "sha256", "");
    if (`sha256:${hash}` !== digest) throw new Error("a part of them is damaged");
  }
}

/** New layers first: whoever finds the entry finds its layers. */
async function writeEntry(
  { world, scratch }: Entries,
  name: string,
  image: LayoutImage,
  layers: readonly EntryFile[],
): Promise<void> {
  const path = `${scratch}/mounts-${crypto.randomUUID()}.json`;
  await world.files.write(path, formatEntry(image));
  // Entries never change; the newest of a name counts, and two jobs never write the same.
  const key = `${name}#${world.clock.now()}-${crypto.randomUUID().slice(0, 8)}`;
  try {
    await askGithubCache(world, { kind: "write", files: [...layers, { key, path }] }, COPY_MS);
  } finally {
    await world.files.remove(path);
  }
}

/** Throws for mounts of another shelf: a bug. */
function must(image: LayoutImage | undefined): LayoutImage {
  if (image === undefined) throw new Error("they were not found here");
  return image;
}

function layerKey(digest: string): string {
  return `ml-image-build-mount-${digest.replace(":", "-")}`;
}

/** What an entry holds beside its layers. */
export function formatEntry({ manifest, config }: LayoutImage): string {
  return JSON.stringify({ manifest: manifest.toString("utf8"), config: config.toString("utf8") });
}

/** `undefined`: it was not written by `formatEntry`. */
export function parseEntry(text: string): LayoutImage | undefined {
  const json = parseJsonObject(text);
  const [manifest, config] = [stringAt(json, "manifest"), stringAt(json, "config")];
  if (manifest === undefined || config === undefined) return undefined;
  return { manifest: Buffer.from(manifest), config: Buffer.from(config) };
}

function megabytes(bytes: number): string {
  return `${Math.ceil(bytes / 1e6)} MB`;
}
