/** A proxy before any HTTP service that lets one chosen call of a run go wrong, and remembers every call. */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { answerJson, type Exchange, startProxy } from "./registry-proxy.ts";

export const FAULT_KINDS = [
  /** The connection is cut before the service hears of the call. */
  "reset",
  /** The service does as asked, and its answer never arrives. */
  "lost",
  /** The answer's body breaks off in its middle. */
  "truncated",
  /** The answer comes late and in small pieces. */
  "slow",
  "500",
  /** 429 with Retry-After. */
  "429",
  /** The token ran out: 403 with Amazon's words. */
  "expired",
  /** The connection stays open, and nobody answers. */
  "hang",
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface PlannedFault {
  readonly kind: FaultKind;
  /** One of `calls`: the same call of another run has the same name. `*` stands for anything. */
  readonly call: string;
  /** Which of the calls of this name is the first to go wrong, from 1. */
  readonly from: number;
  /** How many of them, one after the other, go wrong. */
  readonly times: number;
}

export interface ManifestWrite {
  readonly path: string;
  readonly digest: string;
}

export interface FaultProxy {
  /** `localhost:PORT`. */
  readonly host: string;
  readonly url: string;
  /** `METHOD /path` of every call so far, without what differs from run to run. */
  readonly calls: readonly string[];
  /** Manifests that reached the registry. */
  readonly writes: readonly ManifestWrite[];
  /** How often the planned fault has happened. */
  readonly hits: number;
  stop(): Promise<void>;
}

/** `nameless`: texts that differ from run to run, such as the prefix of its repositories. */
export async function startFaultProxy(
  upstream: string,
  fault: PlannedFault | undefined,
  nameless: readonly string[] = [],
): Promise<FaultProxy> {
  const calls: string[] = [];
  const writes: ManifestWrite[] = [];
  const state = { hits: 0, seen: 0 };
  const proxy = await startProxy({
    upstream,
    handle(exchange) {
      const call = nameCall(exchange, nameless);
      calls.push(call);
      const isMeant = fault !== undefined && isCalled(call, fault.call);
      if (isMeant) state.seen += 1;
      const isPlanned = isMeant && state.seen >= fault.from && state.hits < fault.times;
      if (isPlanned) state.hits += 1;
      const reachesService = !isPlanned || ["lost", "truncated", "slow"].includes(fault.kind);
      if (reachesService) noteWrite(exchange, writes);
      return isPlanned ? inject(fault.kind, exchange) : exchange.forward();
    },
  });
  return {
    ...proxy,
    url: `http://127.0.0.1:${proxy.port}`,
    calls,
    writes,
    get hits() {
      return state.hits;
    },
  };
}

function nameCall({ method, url, request }: Exchange, nameless: readonly string[]): string {
  const [path = ""] = url.split("?", 1);
  const plain = nameless.reduce((text, one) => text.replaceAll(one, "…"), path);
  const operation = request.headers["x-amz-target"];
  const name = plain
    .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:…")
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}/g, "…")
    .replaceAll(/(src|record)-[0-9a-f]{12,}/g, "$1-…")
    .replace(/(\/blobs\/uploads\/).+/, "$1…");
  return `${method} ${name}${operation === undefined ? "" : ` ${String(operation)}`}`;
}

function isCalled(call: string, pattern: string): boolean {
  const parts = pattern.split("*").map((part) => part.replaceAll(/[.?+^$()[\]{}|\\/]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(call);
}

function noteWrite({ method, url, request }: Exchange, writes: ManifestWrite[]): void {
  if (method !== "PUT" || !url.includes("/manifests/")) return;
  const hash = createHash("sha256");
  request.on("data", (chunk: Buffer) => hash.update(chunk));
  request.on("end", () => writes.push({ path: url, digest: `sha256:${hash.digest("hex")}` }));
}

const REFUSALS = {
  "500": { status: 500, code: "UNKNOWN", message: "injected: internal error", headers: {} },
  "429": {
    status: 429,
    code: "TOOMANYREQUESTS",
    message: "injected: rate exceeded",
    headers: { "retry-after": "1" },
  },
  expired: {
    status: 403,
    code: "DENIED",
    message: "Your authorization token has expired. Reauthenticate and try again.",
    headers: {},
  },
} as const;

function inject(kind: FaultKind, exchange: Exchange): void {
  const { request } = exchange;
  switch (kind) {
    case "reset":
      cut(exchange);
      break;
    case "hang":
      request.resume();
      break;
    case "500":
    case "429":
    case "expired":
      refuse(exchange, REFUSALS[kind]);
      break;
    case "lost":
      exchange.forward({ onAnswer: (answer) => void answer.resume().on("end", () => cut(exchange)) });
      break;
    case "truncated":
      exchange.forward({ onAnswer: (answer) => void truncate(exchange, answer) });
      break;
    case "slow":
      exchange.forward({ onAnswer: (answer) => void dawdle(exchange, answer) });
      break;
  }
}

function refuse(
  { request, response }: Exchange,
  { status, code, message, headers }: (typeof REFUSALS)[keyof typeof REFUSALS],
): void {
  // What is on its way has to be taken in, else the other side sees a broken pipe and no answer.
  request.resume();
  // As registries, GitHub, AWS and Twirp services say it, all at once.
  const body = { errors: [{ code, message }], message, code: code.toLowerCase(), msg: message };
  request.on("end", () => answerJson(response, status, body, headers));
}

function cut({ request }: Exchange): void {
  request.socket.destroy();
}

async function truncate(exchange: Exchange, answer: IncomingMessage): Promise<void> {
  const body = await readAll(answer);
  exchange.response.writeHead(answer.statusCode ?? 502, answer.headers);
  if (body.length < 2) exchange.response.end(body);
  else exchange.response.write(body.subarray(0, body.length / 2), () => cut(exchange));
}

async function dawdle({ response }: Exchange, answer: IncomingMessage): Promise<void> {
  const body = await readAll(answer);
  await sleep(700);
  response.writeHead(answer.statusCode ?? 502, answer.headers);
  response.flushHeaders();
  const size = Math.max(1, Math.ceil(body.length / 5));
  for (let start = 0; start < body.length; start += size) {
    await sleep(150);
    response.write(body.subarray(start, start + size));
  }
  response.end();
}

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
