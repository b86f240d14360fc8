/** A proxy before a registry that serves parts of layers wrongly, from a given moment on: what only lazy builds ask for. */
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerError, type Exchange, startProxy } from "./registry-proxy.ts";

export const LAYER_FAULTS = [
  "reset",
  /** Once, then all is well. */
  "reset once",
  "500",
  "expired",
  /** The body breaks off. */
  "cut",
  /** Fewer bytes than asked for, and a header that says so. */
  "short",
  /** As many bytes as asked for, and none is right. */
  "garbage",
  /** The whole layer, as if no part had been asked for. */
  "whole",
  "slow",
  /** Everything is refused from then on: nobody may read any more. */
  "refused",
  /** Nothing is there any more. */
  "away",
  "hang",
] as const;
export type LayerFault = (typeof LAYER_FAULTS)[number];

export interface LayerFaults {
  readonly host: string;
  /** How often the fault has happened since it was planned. */
  readonly hits: number;
  /** `after`: bytes of parts that are served well before. */
  plan(kind: LayerFault | undefined, after: number): void;
  stop(): Promise<void>;
}

export async function startLayerFaults(upstream: string): Promise<LayerFaults> {
  let fault: LayerFault | undefined;
  let left = 0;
  let hits = 0;
  const proxy = await startProxy({
    upstream,
    handle(exchange) {
      const { method, url, request } = exchange;
      const part = /^bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
      const isPart = method === "GET" && url.includes("/blobs/") && part !== null;
      const isForAll = (fault === "away" || fault === "refused") && hits > 0;
      if (fault === undefined || !(isPart || isForAll) || (fault === "reset once" && hits > 0))
        return exchange.forward();
      if (left > 0 && !isForAll) {
        left -= Number(part?.[2]) - Number(part?.[1]) + 1;
        return exchange.forward();
      }
      hits += 1;
      return happen(fault, exchange);
    },
  });
  return {
    host: proxy.host,
    get hits() {
      return hits;
    },
    plan(kind, after) {
      [fault, left, hits] = [kind, after, 0];
    },
    stop: () => proxy.stop(),
  };
}

function happen(kind: LayerFault, exchange: Exchange): void {
  const { request, response, url } = exchange;
  switch (kind) {
    case "reset":
    case "reset once":
    case "away":
      request.socket.destroy();
      break;
    case "500":
      answerError(response, 500, "UNKNOWN", "injected: internal error");
      break;
    case "expired":
    case "refused":
      answerError(
        response,
        403,
        "DENIED",
        "Your authorization token has expired. Reauthenticate and try again.",
      );
      break;
    case "hang":
      request.resume();
      break;
    case "whole":
      delete request.headers.range;
      exchange.forward({ url });
      break;
    default:
      exchange.forward({ onAnswer: (answer) => void spoil(kind, exchange, answer) });
  }
}

async function spoil(
  kind: "cut" | "short" | "garbage" | "slow",
  { request, response }: Exchange,
  answer: IncomingMessage,
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const half = body.subarray(0, Math.ceil(body.length / 2));
  const send = (headers: IncomingMessage["headers"]): void =>
    void response.writeHead(answer.statusCode ?? 502, headers);
  switch (kind) {
    case "cut":
      send(answer.headers);
      response.write(half, () => request.socket.destroy());
      break;
    case "short":
      send({ ...answer.headers, "content-length": String(half.length) });
      response.end(half);
      break;
    case "garbage":
      send(answer.headers);
      response.end(Buffer.alloc(body.length, 0x41));
      break;
    case "slow":
      send(answer.headers);
      for (let at = 0; at < body.length; at += half.length) {
        await sleep(40);
        response.write(body.subarray(at, at + half.length));
      }
      response.end();
      break;
  }
}
