/** The only door to HTTP: one exchange with a time limit over the whole of it. Retrying is the callers' policy. */
import type { Http } from "./world.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

export const http: Http = async (request) => {
  const init: RequestInit & { duplex?: "half" } = {
    method: request.method,
    headers: { "user-agent": "ml-image-build", ...request.headers },
    redirect: request.redirect ?? "follow",
    signal: AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS),
  };
  if (request.body !== undefined) {
    init.body = request.body as NonNullable<RequestInit["body"]>;
    if (request.body instanceof ReadableStream) init.duplex = "half";
  }
  const response = await fetch(request.url, init);
  return {
    status: response.status,
    headers: response.headers,
    bytes: async () => Buffer.from(await response.arrayBuffer()),
    stream: (response.body as ReadableStream<Uint8Array> | null) ?? undefined,
  };
};
