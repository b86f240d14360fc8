/** A server of made-up packages that counts what is downloaded; builds reach it by this machine's own address. */
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";

export interface PackageIndex {
  /** `http://ADDRESS:PORT`. */
  readonly url: string;
  /** Names of the packages that were downloaded since the last call, sorted. */
  take(): readonly string[];
  stop(): Promise<void>;
}

/** Each package has `size` random bytes, always the same ones. `undefined`: no address but loopback. */
export async function startPackageIndex(
  size: number,
  megabytesPerSecond = 0,
): Promise<PackageIndex | undefined> {
  const address = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  if (address === undefined) return undefined;
  const contents = new Map<string, Buffer>();
  let served: string[] = [];
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const content = contents.get(name) ?? randomBytes(size);
    contents.set(name, content);
    served.push(name);
    const delay = megabytesPerSecond === 0 ? 0 : size / megabytesPerSecond / 1000;
    setTimeout(() => response.end(content), delay);
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${address}:${port}`,
    take() {
      const taken = served.sort();
      served = [];
      return taken;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** A RUN that does what an installer does: what the cache mount lacks is downloaded. */
export function installStep(index: string, list: string, flags: string): string {
  return `RUN --mount=type=cache,${flags} set -e; mkdir -p /site; c=/cache; for p in $(cat ${list}); do if [ ! -f $c/$p ]; then wget -q -O $c/.part ${index}/$p; mv $c/.part $c/$p; fi; cp $c/$p /site/; done`;
}
