/** A relay in front of a registry that counts the bytes of both directions. */

import type { AddressInfo } from "node:net";
import { connect, createServer, type Socket } from "node:net";
import { Transform } from "node:stream";

export interface ByteCounter {
  /** `localhost:PORT`. */
  readonly host: string;
  /** Bytes to and from the registry since the last call. */
  take(): { readonly up: number; readonly down: number };
  /** Connections made from now on are as slow as told, or as fast as they can be. */
  limit(link: Link | undefined): void;
  stop(): Promise<void>;
}

export interface Link {
  /** Of all connections together, each way. */
  readonly bytesPerSecond: number;
  readonly delayMs: number;
}

/** `upstream`: `localhost:PORT`. With `link` the way there is as slow as told. */
export async function countBytes(upstream: string, link?: Link): Promise<ByteCounter> {
  let current = link;
  const [name = "", port = ""] = upstream.split(":");
  let up = 0;
  let down = 0;
  const sockets = new Set<Socket>();
  const lanes = { up: { freeAt: 0 }, down: { freeAt: 0 } };
  // Without `noDelay` each small answer of the registry would wait for an acknowledgement.
  const server = createServer({ noDelay: true }, (client) => {
    const target = connect({ port: Number(port), host: name, noDelay: true });
    const limits = current;
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
      if (limits === undefined) from.pipe(to);
      else from.pipe(slowDown(limits, from === client ? lanes.up : lanes.down)).pipe(to);
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
    limit(next) {
      current = next;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** One lane for all connections of a direction: a chunk leaves when those before it have, and the delay is over. */
function slowDown({ bytesPerSecond, delayMs }: Link, lane: { freeAt: number }): Transform {
  // The delay is of the way, not of each chunk: the next one leaves while this one is still under way.
  const underWay: Buffer[] = [];
  let arrivesAt = 0;
  return new Transform({
    highWaterMark: 256 * 1024,
    transform(chunk: Buffer, _, done) {
      const now = performance.now();
      lane.freeAt = Math.max(now, lane.freeAt) + (chunk.length / bytesPerSecond) * 1000;
      arrivesAt = lane.freeAt + delayMs;
      underWay.push(chunk);
      // In order, whichever timer is first.
      setTimeout(() => this.push(underWay.shift()), arrivesAt - now);
      setTimeout(done, lane.freeAt - now);
    },
    flush(done) {
      setTimeout(done, Math.max(0, arrivesAt - performance.now()) + 1);
    },
  });
}
