// @ts-check
import { findProgram } from "./command.mjs";
import { installProgram } from "./debian-packages.mjs";

/**
 * A browser without a screen, for tests of pages.
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 * @returns {Promise<string | undefined>} its path, or undefined where it is missing and this process cannot install it
 */
export async function ensureChromium(options = {}) {
  for (const name of ["chromium", "google-chrome", "chromium-browser"]) {
    const found = findProgram(name);
    if (found !== undefined) return found;
  }
  try {
    return await installProgram("chromium", "chromium", options);
  } catch (error) {
    options.log?.(`no browser: ${/** @type {Error} */ (error).message.split("\n").at(-1)}`);
    return undefined;
  }
}
