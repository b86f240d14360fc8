/** The only door to HTTP: one exchange with a time limit over the whole of it. Retrying is the callers' policy. */
import type { Http } from "./world.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

type Dispatcher = NonNullable<RequestInit["dispatcher"]>;

export const http: Http = async (request) => {
  const init: RequestInit & { duplex?: "half" } = {
    method: request.method,
    headers: { "user-agent": "ml-image-build", ...request.headers },
    redirect: request.redirect ?? "follow",
    signal: AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    ...(request.method === "HEAD" ? keepConnection() : {}),
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

/**
 * Node's fetch ends its connection after each HEAD, for servers that send a body where none may be. What asks next meets
 * the closing connection, fails, and waits for its second try; and each HEAD is a handshake more. Registries are asked
 * by HEAD over connections that stay open by everything that pulls.
 */
function keepConnection(): Pick<RequestInit, "dispatcher"> {
  // Loads what makes the dispatcher.
  new Headers();
  const own: unknown = Reflect.get(globalThis, Symbol.for("undici.globalDispatcher.1"));
  if (typeof own !== "object" || own === null || !("dispatch" in own)) return {};
  const dispatcher = own as Dispatcher;
  const keeping: Pick<Dispatcher, "dispatch"> = {
    dispatch: (options, handler) => dispatcher.dispatch({ ...options, reset: false }, handler),
  };
  return { dispatcher: keeping as Dispatcher };
}
