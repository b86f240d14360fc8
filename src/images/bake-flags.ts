/** Options of a bake target that have no place of their own in an ImageSpec → flags of `buildx build`. */
import type { BakeTarget } from "./bake-print.ts";

/** One argument per flag (`--label=a=b`), in an order that does not depend on the file's. */
export function buildFlagsOf(target: BakeTarget): readonly string[] {
  const flags = [
    ...target.annotations.map((annotation) => `--annotation=${annotation}`),
    ...target.entitlements.map((entitlement) => `--allow=${entitlement}`),
    // --add-host splits its value at commas, so each address of a host gets a flag of its own.
    ...[...target.extraHosts].flatMap(([host, addresses]) =>
      addresses.split(",").map((address) => `--add-host=${host}:${address}`),
    ),
    ...[...target.labels].map(([key, value]) => `--label=${key}=${value}`),
    ...target.noCacheFilter.map((stage) => `--no-cache-filter=${stage}`),
    ...target.ssh.map((agent) => `--ssh=${agent}`),
    ...target.ulimits.map((limit) => `--ulimit=${limit}`),
  ];
  if (target.network !== undefined) flags.push(`--network=${target.network}`);
  if (target.noCache) flags.push("--no-cache");
  if (target.shmSize !== undefined) flags.push(`--shm-size=${target.shmSize}`);
  return [...new Set(flags)].sort();
}
