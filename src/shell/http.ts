/**
 * The only door to HTTP: one exchange with a time limit over the whole of it. Retrying is the callers' policy.
 * Node's own client, not `fetch`, which loads and compiles a second one at its first request (decision 0066).
 */
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Http, HttpRequest } from "./world.ts";

const DEFAULT_TIMEOUT_MS = 30_000;
const REDIRECTS = 5;
const DEFAULT_HEADERS = { "user-agent": "ml-image-build", accept: "*/*", "accept-encoding": "identity" };

export const http: Http = async (request) => {
  const limit = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = request.signal === undefined ? limit : AbortSignal.any([limit, request.signal]);
  const answer = await follow(request, signal);
  const { statusCode: status = 0, headers } = answer;
  const hasBody = request.method !== "HEAD" && status !== 204 && status !== 304;
  // An answer without a body is read to its end as well: its connection is free for the next request then.
  if (!hasBody) for await (const _none of answer);
  let stream: ReadableStream<Uint8Array> | undefined;
  return {
    status,
    headers: { get: (name) => headers[name.toLowerCase()]?.toString() ?? null },
    async bytes() {
      const parts: Buffer[] = [];
      if (hasBody) for await (const part of answer) parts.push(part);
      return Buffer.concat(parts);
    },
    // Made when it is asked for: most bodies are read whole.
    get stream() {
      if (hasBody) stream ??= Readable.toWeb(answer) as ReadableStream<Uint8Array>;
      return stream;
    },
  };
};

/** As `fetch` does; a body is sent again only where the answer says so, and only one that is still there. */
async function follow(request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  let url = new URL(request.url);
  let headers: Readonly<Record<string, string>> = { ...DEFAULT_HEADERS, ...request.headers };
  for (let hops = 0; ; hops += 1) {
    const answer = await send(url, { ...request, headers }, signal);
    const { location } = answer.headers;
    const goesOn = request.body === undefined ? [301, 302, 303, 307, 308] : [307, 308];
    const isRedirect = goesOn.includes(answer.statusCode ?? 0) && isReplayable(request);
    if (request.redirect === "manual" || !isRedirect || !location || hops >= REDIRECTS) return answer;
    answer.destroy();
    const next = new URL(location, url);
    // Credentials stay with whom they are meant for.
    if (next.origin !== url.origin) headers = withoutCredentials(headers);
    url = next;
  }
}

async function send(url: URL, request: HttpRequest, signal: AbortSignal): Promise<IncomingMessage> {
  const { request: open } = await (url.protocol === "http:" ? import("node:http") : import("node:https"));
  const { method, body, headers, socketPath } = request;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const sent = open(url, { method, headers, socketPath });
    let answer: IncomingMessage | undefined;
    const end = (): void => {
      answer?.destroy(signal.reason);
      sent.destroy(signal.reason);
    };
    signal.addEventListener("abort", end);
    sent.on("close", () => signal.removeEventListener("abort", end));
    sent.on("response", (message) => {
      answer = message;
      resolve(message);
    });
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // The other side may close an idle connection in the moment in which it is taken for the next request.
      const isStale = sent.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      const isHarmless = method !== "POST" && method !== "PATCH" && isReplayable(request);
      if (isStale && isHarmless && !signal.aborted) resolve(send(url, request, signal));
      else reject(error);
    });
    if (body instanceof ReadableStream) pipeline(Readable.fromWeb(body as never), sent).catch(reject);
    else sent.end(body);
  });
}

/** A stream is gone after it was sent. */
function isReplayable({ body }: HttpRequest): boolean {
  return !(body instanceof ReadableStream);
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isOpen = ([name]: [string, string]): boolean => !/^(authorization|cookie)$/i.test(name);
  return Object.fromEntries(Object.entries(headers).filter(isOpen));
}
