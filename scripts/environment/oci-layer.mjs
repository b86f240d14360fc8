// @ts-check
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";

/**
 * @typedef {object} Layer
 * @property {string} digest of the compressed file
 * @property {string} diffId digest of the tar inside it
 * @property {number} size in bytes, compressed
 */

/** A stream that passes everything on and keeps count. */
function meter() {
  const hash = createHash("sha256");
  let size = 0;
  const stream = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, digest: () => `sha256:${hash.digest("hex")}`, size: () => size };
}

/**
 * Compresses the tar that a command writes to its standard output into a layer.
 * @param {readonly string[]} argv
 * @param {string} path of the layer
 * @param {{ timeoutSeconds: number }} options
 * @returns {Promise<Layer>}
 */
export async function writeLayer(argv, path, { timeoutSeconds }) {
  const [program = "", ...rest] = argv;
  const child = spawn(program, rest, { stdio: ["ignore", "pipe", "pipe"], timeout: timeoutSeconds * 1000 });
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text) => (words = (words + text).slice(-2000)));
  const ended = new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) =>
      code === 0
        ? resolve(undefined)
        : reject(new Error(`\`${argv.join(" ")}\` ended with ${code ?? signal}: ${words.trim()}`)),
    );
  });
  const plain = meter();
  const compressed = meter();
  await Promise.all([
    ended,
    pipeline(
      child.stdout,
      plain.stream,
      createGzip({ level: 6 }),
      compressed.stream,
      createWriteStream(path),
    ),
  ]);
  return { digest: compressed.digest(), diffId: plain.digest(), size: compressed.size() };
}

/**
 * The command that writes a root file system as a tar with everything in a fixed order.
 * @param {string} directory
 * @param {{ reproducible: boolean }} options reproducible: owned by root and of one time (0 is none to builds that read layers on demand), so that the same files have the same digest
 */
export const tarOf = (directory, { reproducible }) => [
  ...["tar", "--create", "--sort=name", "--numeric-owner", "--format=gnu"],
  ...(reproducible ? ["--mtime=@946684800", "--owner=0", "--group=0"] : []),
  // Devices and mounts come from the runtime.
  ...["--exclude=./dev/*", "--exclude=./proc/*", "--exclude=./sys/*", "--directory", directory, "."],
];
