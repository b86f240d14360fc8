/** A registry behind a connection that goes dead: it stays open, and nothing comes over it any more. */
import type { IncomingMessage } from "node:http";
import { type Exchange, type RegistryProxy, startProxy } from "./registry-proxy.ts";

export interface StallingRegistry extends RegistryProxy {
  /** How often a builder met a dead connection. */
  readonly stalls: number;
}

export interface Stalling {
  readonly upstream: string;
  /** Default: the loopback interface. */
  readonly address?: string;
  /** Which requests of a builder: `GET /v2/base/blobs/sha256:…`. */
  readonly at: (call: string) => boolean;
  /** How many of them. */
  readonly times: number;
  /** Layers break off in their middle, and nothing else does; else there is no answer at all. */
  readonly isMidway?: boolean;
}

/** Manifests and configurations. */
const SMALL = 1_000_000;

export async function startStallingRegistry({
  upstream,
  address,
  at,
  times,
  isMidway = false,
}: Stalling): Promise<StallingRegistry> {
  let stalls = 0;
  const proxy = await startProxy({
    upstream,
    ...(address === undefined ? {} : { address }),
    handle(exchange) {
      const { method, url, request } = exchange;
      // The action has time limits of its own.
      const isBuilders = !/^(?:node|undici|ml-image-build)\b/.test(request.headers["user-agent"] ?? "");
      if (!isBuilders || stalls >= times || !at(`${method} ${url}`)) return exchange.forward();
      if (!isMidway) {
        stalls += 1;
        return void request.resume();
      }
      exchange.forward({
        onAnswer: (answer, response) => {
          // Several layers are asked for at once.
          const stands = stalls < times && Number(answer.headers["content-length"]) > SMALL;
          if (stands) stalls += 1;
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          if (stands) sendHalf(exchange, answer);
          else answer.pipe(response);
        },
      });
    },
  });
  return {
    ...proxy,
    get stalls() {
      return stalls;
    },
  };
}

function sendHalf({ response }: Exchange, answer: IncomingMessage): void {
  const length = Number(answer.headers["content-length"]);
  let sent = 0;
  answer.on("data", (chunk: Buffer) => {
    const part = chunk.subarray(0, Math.max(0, Math.floor(length / 2) - sent));
    sent += part.length;
    if (part.length > 0) response.write(part);
  });
}
