// @ts-check
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDirectory } from "./cache-directory.mjs";
import { withLock } from "./lock.mjs";

/**
 * @typedef {import('./oci-layer.mjs').Layer} Layer
 *
 * @typedef {object} ImageConfig the part of an image's configuration that is not the same for all, in OCI's spelling
 * @property {string[]} [Env]
 * @property {string[]} [Entrypoint]
 * @property {string[]} [Cmd]
 * @property {string} [WorkingDir]
 * @property {Record<string, object>} [Volumes]
 *
 * @typedef {{ layer: Layer, config: ImageConfig }} ImageParts an image of one layer
 * @typedef {ImageParts & { layerPath: string }} StoredImage
 */

const layerFile = "layer.tar.gz";
const partsFile = "image.json";

/**
 * The image of this key from the cache directory, made when it is not there yet.
 * @param {string} key
 * @param {(directory: string, layerPath: string) => Promise<ImageParts>} make writes the layer; the directory is scratch space, deleted afterwards
 * @returns {Promise<StoredImage>}
 */
export async function storedImage(key, make) {
  const target = join(cacheDirectory(), "images", key);
  const read = () => ({
    ...JSON.parse(readFileSync(join(target, partsFile), "utf8")),
    layerPath: join(target, layerFile),
  });
  if (existsSync(target)) return read();

  return withLock(`image-${key}`, 900, async () => {
    if (existsSync(target)) return read();
    mkdirSync(join(target, ".."), { recursive: true });
    const temporary = mkdtempSync(`${target}.`);
    try {
      const finished = join(temporary, "finished");
      mkdirSync(finished);
      const parts = await make(temporary, join(finished, layerFile));
      writeFileSync(join(finished, partsFile), JSON.stringify(parts, null, 2));
      renameSync(finished, target);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
    return read();
  });
}

/** The name that images have for this machine's processor. */
export const architecture = process.arch === "x64" ? "amd64" : process.arch;
