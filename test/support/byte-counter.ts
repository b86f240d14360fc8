/** A relay in front of a registry that counts the bytes of both directions. */

import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";

export interface ByteCounter {
  /** `localhost:PORT`. */
  readonly host: string;
  /** Bytes to and from the registry since the last call. */
  take(): { readonly up: number; readonly down: number };
  stop(): Promise<void>;
}

/** `upstream`: `localhost:PORT`. */
export async function countBytes(upstream: string): Promise<ByteCounter> {
  const [name = "", port = ""] = upstream.split(":");
  let up = 0;
  let down = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const target = connect(Number(port), name);
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      sockets.add(from);
      from.on("data", (chunk: Buffer) => {
        if (from === client) up += chunk.length;
        else down += chunk.length;
      });
      from.on("error", () => to.destroy());
      from.on("close", () => sockets.delete(from));
      from.pipe(to);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address() as AddressInfo;
  return {
    host: `localhost:${address.port}`,
    take() {
      const counted = { up, down };
      up = 0;
      down = 0;
      return counted;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
