// @ts-check
import { createHash } from "node:crypto";
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { isRoot, runCommand } from "./command.mjs";
import { installProgram } from "./debian-packages.mjs";
import { ensureImage, exportImage } from "./engine-images.mjs";
import { applySettings, machineSettings } from "./machine-settings.mjs";
import { tarOf, writeLayer } from "./oci-layer.mjs";
import { step } from "./progress.mjs";
import { pushImage } from "./registry-push.mjs";
import { architecture, storedImage } from "./stored-image.mjs";

/**
 * @typedef {import('./progress.mjs').Log} Log
 * @typedef {import('./machine-settings.mjs').MachineSettings} MachineSettings
 */

/** Debian 12 has Python 3.11. */
const suite = "bookworm";
const engineImage = "python:3.11-slim-bookworm";
const packages = "python3,python3-pip,python3-venv,ca-certificates";

/** @param {string} debootstrap @param {MachineSettings} settings @param {string} root */
async function bootstrap(debootstrap, settings, root) {
  const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
  const argv = [
    debootstrap,
    "--variant=minbase",
    `--include=${packages}`,
    ...(existsSync(keyring) ? [`--keyring=${keyring}`] : []),
    suite,
    root,
    settings.mirror,
  ];
  await runCommand(argv, { timeoutSeconds: 600 });
  for (const path of ["var/cache/apt", "var/lib/apt/lists", "var/log/bootstrap.log"])
    rmSync(join(root, path), { recursive: true, force: true });
  symlinkSync("python3", join(root, "usr/bin/python"));
  applySettings(settings, root);
}

/** @param {Log} log @param {MachineSettings} settings @param {string} scratch @param {string} layerPath @returns {Promise<import('./stored-image.mjs').ImageParts>} */
async function makePythonBase(log, settings, scratch, layerPath) {
  const debootstrap = isRoot() ? await installProgram("debootstrap", "debootstrap", { log }) : undefined;
  if (debootstrap === undefined) {
    const problem = await ensureImage(engineImage, { limitSeconds: 300 });
    if (problem !== undefined)
      throw new Error(
        `no Python image: run this as root on Debian or Ubuntu (debootstrap), or let Docker pull ${engineImage}\n${problem}`,
      );
    return exportImage(engineImage, layerPath);
  }
  const root = join(scratch, "root");
  await step(log, `making a Debian ${suite} with Python from packages`, () =>
    bootstrap(debootstrap, settings, root),
  );
  return {
    config: {
      Env: ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ...settings.env],
      Cmd: ["python3"],
    },
    layer: await step(log, "compressing it", () =>
      writeLayer(tarOf(root, { reproducible: false }), layerPath, { timeoutSeconds: 300 }),
    ),
  };
}

/**
 * Pushes a base image with Python 3.11, pip and apt that work inside a build on this machine: it has the machine's
 * mirrors, proxies and certificates. Made once, about a minute; afterwards it comes from the cache directory.
 * @param {{ registry: string, name: string, log?: Log }} options registry as `localhost:5000`, name as `python:3.11`
 * @returns {Promise<string>} the digest
 */
export async function pushPythonBase({ registry, name, log = () => {} }) {
  return step(log, `pushing the Python image ${registry}/${name}`, async () => {
    const settings = await machineSettings();
    const version = createHash("sha256")
      .update(JSON.stringify([packages, settings]))
      .digest("hex")
      .slice(0, 12);
    const image = await storedImage(`python-${suite}-${architecture}-${version}`, (scratch, layerPath) =>
      makePythonBase(log, settings, scratch, layerPath),
    );
    return pushImage({ registry, name, image });
  });
}
