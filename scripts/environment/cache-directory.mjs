// @ts-check
import { mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The directory for what is downloaded or built once, made when missing. Safe to delete at any time. */
export function cacheDirectory() {
  const { ML_IMAGE_BUILD_CACHE, XDG_CACHE_HOME } = process.env;
  const directory =
    ML_IMAGE_BUILD_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "ml-image-build");
  mkdirSync(directory, { recursive: true });
  return directory;
}
