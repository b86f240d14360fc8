// @ts-check
import { chmodSync, copyFileSync, existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { findBusybox, writeBusybox } from "./base-image.mjs";
import { buildkitVersion, ensureBuildkitPrograms } from "./buildkit-program.mjs";
import { findProgram, runCommand } from "./command.mjs";
import { unpackPackage } from "./debian-packages.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureImage } from "./engine-images.mjs";
import { tarOf, writeLayer } from "./oci-layer.mjs";
import { step } from "./progress.mjs";
import { pushImage } from "./registry-push.mjs";
import { architecture, storedImage } from "./stored-image.mjs";

/** @typedef {import('./progress.mjs').Log} Log */

/** What `docker buildx create` takes when it is told nothing else. */
const usualImage = "moby/buildkit:buildx-stable-1";
const certificates = "/etc/ssl/certs/ca-certificates.crt";

/** @param {string} source @param {string} target @param {number} mode */
function place(source, target, mode) {
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(source, target);
  chmodSync(target, mode);
}

/** The program that starts a build's containers: in PATH where Docker is, but for its package. @param {Log} log */
async function findRunc(log) {
  const present = findProgram("runc") ?? ["/usr/sbin/runc", "/usr/bin/runc"].find((path) => existsSync(path));
  const unpacked = present === undefined ? await unpackPackage("runc", { log }) : undefined;
  return (
    present ??
    (unpacked &&
      ["usr/sbin/runc", "usr/bin/runc"].map((path) => join(unpacked, path)).find((path) => existsSync(path)))
  );
}

/** The libraries of a program, as the loader finds them here. @param {string} program */
async function librariesOf(program) {
  const text = await runCommand(["ldd", program], { timeoutSeconds: 20 });
  return [...text.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
}

/** @param {{ programs: string, runc: string, busybox: string, root: string }} parts */
async function writeRoot({ programs, runc, busybox, root }) {
  await writeBusybox(busybox, root);
  for (const program of ["buildkitd", "buildctl"])
    place(join(programs, program), join(root, "usr/bin", program), 0o755);
  place(runc, join(root, "usr/bin/buildkit-runc"), 0o755);
  for (const library of await librariesOf(runc)) place(library, join(root, library), 0o755);
  if (existsSync(certificates)) place(certificates, join(root, certificates), 0o644);
  for (const path of ["run", "var/lib/buildkit"]) mkdirSync(join(root, path), { recursive: true });
}

/** @param {Log} log @param {string} programs */
async function buildkitImage(log, programs) {
  const [runc, busybox] = [await findRunc(log), await findBusybox(log)];
  if (runc === undefined || busybox === undefined)
    return { skipped: `BuildKit's image needs the packages runc and busybox-static` };
  return storedImage(`buildkit-${buildkitVersion}-${architecture}`, (scratch, layerPath) =>
    step(log, "making the BuildKit image", async () => {
      const root = join(scratch, "root");
      await writeRoot({ programs, runc, busybox, root });
      const layer = await writeLayer(tarOf(root, { reproducible: true }), layerPath, { timeoutSeconds: 120 });
      const Env = [
        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "BUILDKIT_SETUP_CGROUPV2_ROOT=1",
      ];
      return { config: { Env, Entrypoint: ["buildkitd"], Volumes: { "/var/lib/buildkit": {} } }, layer };
    }),
  );
}

/**
 * An image for `docker buildx create --driver docker-container`. Where Docker's own can be pulled, or is there, it is
 * that. Elsewhere it is compiled, pushed to the registry, and given Docker's name in the engine, so that builders
 * start as everywhere.
 * @param {{ registry: string, log?: Log }} options registry as `localhost:5000`
 * @returns {Promise<{ image: string } | { skipped: string }>} the reference, or why there is none
 */
export async function ensureBuildkitImage({ registry, log = () => {} }) {
  await ensureEngine({ log });
  if ((await ensureImage(usualImage, { limitSeconds: 60 })) === undefined) return { image: usualImage };

  const programs = await ensureBuildkitPrograms(log);
  if (typeof programs !== "string") return programs;
  const stored = await buildkitImage(log, programs);
  if ("skipped" in stored) return stored;
  const name = `buildkit:${buildkitVersion}`;
  await step(log, `pushing ${registry}/${name}`, () => pushImage({ registry, name, image: stored }));
  const image = `${registry}/${name}`;
  await runCommand(["docker", "pull", "--quiet", image], { timeoutSeconds: 120 });
  await runCommand(["docker", "tag", image, usualImage], { timeoutSeconds: 20 });
  return { image };
}
