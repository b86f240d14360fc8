/** The only door to the file system. */
import { createHash } from "node:crypto";
import { createReadStream, lstatSync } from "node:fs";
import {
  lstat,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  statfs,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FileKind, Files } from "./world.ts";

/** `temporaryRoot`: GitHub's RUNNER_TEMP, which the runner empties; else the system's. */
export function openFiles(temporaryRoot: string | undefined): Files {
  const readBytes: Files["readBytes"] = (path) => absentIsUndefined(readFile(path));
  return {
    readBytes,
    readText: async (path) => (await readBytes(path))?.toString("utf8"),
    readStart: (path, limit) => absentIsUndefined(readStart(path, limit)),
    hash: (path, algorithm, prefix) => absentIsUndefined(hashFile(path, algorithm, prefix)),
    async write(path, data, mode) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, data, mode === undefined ? {} : { mode });
    },
    stat: (path) =>
      absentIsUndefined(
        lstat(path).then(async (stat) => ({
          kind: kindOf(stat),
          mode: stat.mode & 0o7777,
          size: stat.size,
          linkTarget: stat.isSymbolicLink() ? await readlink(path) : undefined,
        })),
      ),
    // One call each, without a promise each: a microsecond or two where most are missing.
    existing: async (paths) => paths.filter(isThere),
    async list(path) {
      const entries = (await absentIsUndefined(readdir(path, { withFileTypes: true }))) ?? [];
      return entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
    },
    freeBytes: (path) =>
      statfs(path).then(
        ({ bavail, bsize }) => bavail * bsize,
        () => undefined,
      ),
    async makeDirectory(path) {
      await mkdir(path, { recursive: true });
    },
    async makeTemporary(prefix) {
      const root = temporaryRoot ?? tmpdir();
      await mkdir(root, { recursive: true });
      return mkdtemp(join(root, prefix));
    },
    link: (target, path) => symlink(target, path),
    remove: (path) => rm(path, { recursive: true, force: true }),
    realPath: (path) => absentIsUndefined(realpath(path)),
  };
}

async function hashFile(path: string, algorithm: string, prefix: string): Promise<string> {
  const hash = createHash(algorithm).update(prefix);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  return hash.digest("hex");
}

async function readStart(path: string, limit: number): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const buffer = Buffer.alloc(limit);
    const { bytesRead } = await file.read(buffer, 0, limit, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function kindOf(entry: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): FileKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "link" : "other";
}

function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A part of the path is no folder.
    return false;
  }
}

async function absentIsUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // A folder is no file, and a file no folder.
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return undefined;
    throw error;
  }
}
