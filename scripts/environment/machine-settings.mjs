// @ts-check
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { tryCommand } from "./command.mjs";

/**
 * What this machine needs to reach package mirrors (addresses, proxies, certificates), as files for an image that only
 * goes to a registry on this machine.
 * @typedef {object} MachineSettings
 * @property {string} mirror Debian's, for debootstrap
 * @property {Record<string, string>} files path in the image → text
 * @property {string[]} certificates paths on this machine of certificates of its own
 * @property {string[]} env for the image's configuration, as `NAME=value`
 */

const suite = "bookworm";
const bundle = "/etc/ssl/certs/ca-certificates.crt";
const ownCertificates = "/usr/local/share/ca-certificates";
const certificateVariables = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"];
const proxyVariables = ["http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"];
const pipSettings = ["index-url", "extra-index-url", "trusted-host", "proxy"];

/** @param {string} path */
const textOf = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** Its Debian mirror and the same for its security archive, whatever release it runs itself. */
async function debianSources() {
  const name =
    textOf("/etc/os-release").match(/^ID=debian$/m) &&
    textOf("/etc/os-release").match(/^VERSION_CODENAME=(\w+)$/m)?.[1];
  const targets = name
    ? await tryCommand(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE)", "Identifier: Packages"],
        { timeoutSeconds: 20 },
      )
    : undefined;
  const sources = new Map(
    (targets?.stdout ?? "")
      .split("\n")
      .map((line) => line.split(" "))
      .map(([uri, release]) => [release, uri]),
  );
  // Only this machine's own configuration names a mirror.
  const mirror = (name && sources.get(name)) || process.env.ML_IMAGE_BUILD_DEBIAN_MIRROR;
  if (!mirror) {
    throw new Error(
      "apt's sources name no Debian mirror: let ML_IMAGE_BUILD_DEBIAN_MIRROR name one, for the Python base image of the tests",
    );
  }
  const security = (name && sources.get(`${name}-security`)) || `${mirror}-security`;
  return {
    mirror,
    list: `deb ${mirror} ${suite} main\ndeb ${mirror} ${suite}-updates main\ndeb ${security} ${suite}-security main\n`,
  };
}

/** Proxies and clock checks, as apt itself prints them. */
async function aptSettings() {
  const dump = await tryCommand(["apt-config", "dump"], { timeoutSeconds: 20 });
  const kept = /^Acquire::(?:(?:http|https)::(?:Proxy\b|Verify)|Check-(?:Valid-Until|Date)\b)/i;
  return dump.stdout
    .split("\n")
    .filter((line) => kept.test(line))
    .map((line) => `${line}\n`)
    .join("");
}

/** pip's settings from its files and variables; a variable wins, as it does for pip. */
function pipConfiguration() {
  const files = ["/etc/pip.conf", join(homedir(), ".config/pip/pip.conf"), join(homedir(), ".pip/pip.conf")]
    .map(textOf)
    .join("\n");
  const lines = pipSettings.flatMap((name) => {
    const inFile = files.match(new RegExp(`^${name}\\s*=[ \\t]*(\\S.*)$`, "m"))?.[1];
    const value = process.env[`PIP_${name.toUpperCase().replaceAll("-", "_")}`] ?? inFile;
    return value === undefined ? [] : [`${name} = ${value}`];
  });
  // The image's Python belongs to the image's user, as in Docker's own python image.
  return ["[global]", ...lines, `cert = ${bundle}`, "break-system-packages = true", ""].join("\n");
}

/** @returns {Promise<MachineSettings>} */
export async function machineSettings() {
  const { mirror, list } = await debianSources();
  const certificates = existsSync(ownCertificates)
    ? readdirSync(ownCertificates).filter((file) => file.endsWith(".crt"))
    : [];
  const { env } = process;
  return {
    mirror,
    files: {
      "/etc/apt/sources.list": list,
      "/etc/apt/apt.conf.d/90machine": await aptSettings(),
      "/etc/pip.conf": pipConfiguration(),
      ...(existsSync(bundle) ? { [bundle]: textOf(bundle) } : {}),
    },
    certificates: certificates.sort().map((file) => join(ownCertificates, file)),
    env: [
      ...certificateVariables.filter((name) => env[name]).map((name) => `${name}=${bundle}`),
      ...proxyVariables.filter((name) => env[name]).map((name) => `${name}=${env[name]}`),
    ],
  };
}

/** @param {MachineSettings} settings @param {string} root of the image's file system */
export function applySettings({ files, certificates }, root) {
  const texts = [...Object.entries(files), ...certificates.map((path) => [path, textOf(path)])];
  for (const [path = "", text = ""] of texts) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    chmodSync(dirname(file), 0o755);
    writeFileSync(file, text);
    chmodSync(file, 0o644);
  }
}
