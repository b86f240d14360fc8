// @ts-check
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.mjs";
import { unpackPackage } from "./debian-packages.mjs";
import { ensureImage, exportImage } from "./engine-images.mjs";
import { tarOf, writeLayer } from "./oci-layer.mjs";
import { step } from "./progress.mjs";
import { pushImage } from "./registry-push.mjs";
import { architecture, storedImage } from "./stored-image.mjs";

/** @typedef {import('./progress.mjs').Log} Log */

export { pushPythonBase } from "./python-base.mjs";

const engineImage = "busybox:1.36";

/** Set in so many words, whatever umask this runs under: the digest depends on it. */
const directories = {
  ".": 0o755,
  bin: 0o755,
  sbin: 0o755,
  usr: 0o755,
  "usr/bin": 0o755,
  "usr/sbin": 0o755,
  etc: 0o755,
  root: 0o700,
  tmp: 0o1777,
  var: 0o755,
  "var/tmp": 0o1777,
};

const files = {
  "etc/passwd": "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/bin/false\n",
  "etc/group": "root:x:0:\nnogroup:x:65534:\n",
};

/**
 * Writes busybox with all its applets to a root file system.
 * @param {string} program
 * @param {string} root
 */
export async function writeBusybox(program, root) {
  for (const [path, mode] of Object.entries(directories)) {
    mkdirSync(join(root, path), { recursive: true });
    chmodSync(join(root, path), mode);
  }
  copyFileSync(program, join(root, "bin/busybox"));
  chmodSync(join(root, "bin/busybox"), 0o755);
  const applets = await runCommand([program, "--list-full"], { timeoutSeconds: 10 });
  for (const path of applets.split("\n").filter((line) => line !== "" && line !== "bin/busybox")) {
    symlinkSync("/bin/busybox", join(root, path));
  }
  for (const [path, text] of Object.entries(files)) {
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o644);
  }
}

/** Debian's static busybox: where it is, or undefined. @param {Log} log */
export async function findBusybox(log) {
  const unpacked = process.platform === "linux" ? await unpackPackage("busybox-static", { log }) : undefined;
  return ["bin/busybox", "usr/bin/busybox"]
    .map((path) => unpacked && join(unpacked, path))
    .find((path) => path && existsSync(path));
}

/** @param {Log} log @param {string} scratch @param {string} layerPath @returns {Promise<import('./stored-image.mjs').ImageParts>} */
async function makeBaseImage(log, scratch, layerPath) {
  const busybox = await findBusybox(log);
  if (busybox === undefined) {
    const problem = await ensureImage(engineImage, { limitSeconds: 120 });
    if (problem !== undefined)
      throw new Error(
        `no base image: neither the package busybox-static nor ${engineImage} can be had\n${problem}`,
      );
    return exportImage(engineImage, layerPath);
  }
  const root = join(scratch, "root");
  await writeBusybox(busybox, root);
  return {
    config: { Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"], Cmd: ["sh"] },
    layer: await writeLayer(tarOf(root, { reproducible: true }), layerPath, { timeoutSeconds: 60 }),
  };
}

/**
 * Pushes a base image of 2 MB: a shell and busybox's programs, for this machine's platform.
 * @param {{ registry: string, name: string, log?: Log }} options registry as `localhost:5000`, name as `busybox:1`
 * @returns {Promise<string>} the digest
 */
export async function pushBaseImage({ registry, name, log = () => {} }) {
  return step(log, `pushing the base image ${registry}/${name}`, async () => {
    const image = await storedImage(`busybox-timed-${architecture}`, (scratch, layerPath) =>
      makeBaseImage(log, scratch, layerPath),
    );
    return pushImage({ registry, name, image });
  });
}
