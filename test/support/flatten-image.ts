/** An image of a registry as its files are: every layer applied in order, nothing of the product's code. */
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { readTar, type TarEntry } from "./read-tar.ts";
import { type RegistryManifest, readManifest } from "./registry-client.ts";

/** What a path is; several paths may be one. */
interface Inode {
  readonly told: string;
}

/** Times from here on are of the build, and differ from one to the next. */
const NOW = Date.UTC(2020, 0) / 1000;

const kinds: Readonly<Record<string, string>> = {
  "0": "file",
  "2": "link",
  "3": "character device",
  "4": "block device",
  "5": "directory",
  "6": "pipe",
};

/**
 * Path → type, mode, owner, size, link target, device, extended attributes, time, content, and the paths that are the
 * same file. Throws where layers, history and the digests of the layers' tars do not belong together.
 */
export async function flattenImage(
  host: string,
  repository: string,
  reference: string,
): Promise<ReadonlyMap<string, string>> {
  return flattenLayers(await readLayers(host, repository, reference));
}

/** The tars of an image's layers, the lowest first. */
export async function readLayers(
  host: string,
  repository: string,
  reference: string,
): Promise<readonly Buffer[]> {
  let manifest = await readManifest(host, repository, reference);
  const child = manifest?.json.manifests?.find(({ platform }) => platform?.architecture !== "unknown");
  if (child !== undefined) manifest = await readManifest(host, repository, child.digest);
  const read = async (digest: string): Promise<Buffer> => {
    const response = await fetch(`http://${host}/v2/${repository}/blobs/${digest}`);
    if (!response.ok) throw new Error(`${repository}@${digest}: ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  };
  const tars: Buffer[] = [];
  for (const { digest } of manifest?.json.layers ?? []) tars.push(gunzipSync(await read(digest)));
  const config = await read(manifest?.json.config?.digest ?? "");
  checkConfig(repository, manifest, JSON.parse(config.toString("utf8")) as ImageConfig, tars);
  return tars;
}

interface ImageConfig {
  readonly history?: readonly { readonly empty_layer?: boolean }[];
  readonly rootfs: { readonly diff_ids: readonly string[] };
}

function checkConfig(
  repository: string,
  manifest: RegistryManifest | undefined,
  { history, rootfs }: ImageConfig,
  tars: readonly Buffer[],
): void {
  const found = tars.map((tar) => `sha256:${createHash("sha256").update(tar).digest("hex")}`);
  if (found.join() !== rootfs.diff_ids.join())
    throw new Error(
      `${repository}@${manifest?.digest}: tars ${found.join()}, config ${rootfs.diff_ids.join()}`,
    );
  const told = history?.filter((step) => step.empty_layer !== true).length;
  if (told !== tars.length)
    throw new Error(`${repository}@${manifest?.digest}: ${tars.length} layers, ${told} in the history`);
}

export function flattenLayers(tars: readonly Buffer[]): ReadonlyMap<string, string> {
  const files = new Map<string, Inode>();
  for (const tar of tars) applyLayer(files, readTar(tar));
  const names = new Map<Inode, string[]>();
  for (const [path, inode] of files) names.set(inode, [...(names.get(inode) ?? []), path].sort());
  return new Map(
    [...files]
      .map(([path, inode]): [string, string] => {
        const same = names.get(inode) ?? [];
        return [path, same.length > 1 ? `${inode.told} = ${same.join(" = ")}` : inode.told];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function applyLayer(files: Map<string, Inode>, entries: readonly TarEntry[]): void {
  const removeBelow = (path: string): void => {
    for (const known of [...files.keys()]) if (known.startsWith(`${path}/`)) files.delete(known);
  };
  const placed = entries.map((entry) => ({ entry, ...placeOf(entry.name) }));
  const seen = new Set<string>();
  // What a layer takes away is of the layers below, wherever it says so.
  for (const { path, directory, base } of placed) {
    seen.add(path);
    if (base === ".wh..wh..opq") removeBelow(directory);
    else if (base.startsWith(".wh.")) {
      const gone = `${directory}/${base.slice(4)}`;
      if (seen.has(gone)) throw new Error(`${path} comes after what it would remove`);
      files.delete(gone);
      removeBelow(gone);
    }
  }
  for (const { entry, path, base } of placed) {
    if (base.startsWith(".wh.") || path === "") continue;
    if (entry.type !== "5" && files.has(path)) removeBelow(path);
    files.set(path, entry.type === "1" ? linked(files, path, entry) : { told: describe(entry) });
  }
}

function linked(files: ReadonlyMap<string, Inode>, path: string, { target }: TarEntry): Inode {
  const inode = files.get(placeOf(target).path);
  if (inode === undefined) throw new Error(`${path} is a hard link to ${target}, which is not there`);
  return inode;
}

function placeOf(name: string): { path: string; directory: string; base: string } {
  const path = `/${name}`.replace(/^\/(\.?\/)*/, "/").replace(/\/$/, "");
  const slash = path.lastIndexOf("/");
  return { path, directory: path.slice(0, slash), base: path.slice(slash + 1) };
}

function describe(entry: TarEntry): string {
  const { mtime } = entry;
  return [
    kinds[entry.type] ?? `type ${entry.type}`,
    entry.mode.toString(8),
    `${entry.uid}:${entry.gid}`,
    entry.body.length,
    entry.target,
    entry.device,
    JSON.stringify(Object.entries(entry.xattrs).sort(([a], [b]) => (a < b ? -1 : 1))),
    mtime < NOW ? mtime : "now",
    createHash("sha256").update(entry.body).digest("hex").slice(0, 12),
  ].join(" ");
}
