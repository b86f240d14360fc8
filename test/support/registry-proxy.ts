/** A reverse proxy at the socket, in front of a real registry; what it does to requests is up to the test. */
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";

export interface Exchange {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Sends the request on, to another URL where told, and its answer back, unless `onAnswer` takes care of it. */
  forward(options?: {
    readonly url?: string;
    readonly onAnswer?: (answer: IncomingMessage, response: ServerResponse) => void;
  }): void;
}

export interface RegistryProxy {
  /** `localhost:PORT`. */
  readonly host: string;
  readonly port: number;
  /** `GET /v2/a/manifests/b` of every request so far. */
  readonly requests: string[];
  stop(): Promise<void>;
}

export interface ProxyOptions {
  /** Of the registry behind it: `localhost:5000`, plain HTTP. */
  readonly upstream: string;
  readonly port?: number;
  /** To listen on; default: the loopback interface. */
  readonly address?: string;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly handle: (exchange: Exchange) => void | Promise<void>;
}

export async function startProxy({
  upstream,
  port = 0,
  address = "127.0.0.1",
  tls,
  handle,
}: ProxyOptions): Promise<RegistryProxy> {
  const requests: string[] = [];
  const onRequest = (incoming: IncomingMessage, response: ServerResponse): void => {
    const method = incoming.method ?? "GET";
    const url = incoming.url ?? "/";
    requests.push(`${method} ${url}`);
    const forward: Exchange["forward"] = ({ url: target = url, onAnswer } = {}) => {
      // The registry makes `Location` from the Host header, so that it leads back through the proxy.
      const headers = { ...incoming.headers, "x-forwarded-proto": tls === undefined ? "http" : "https" };
      const outgoing = request(`http://${upstream}${target}`, { method, headers }, (answer) => {
        if (onAnswer !== undefined) return onAnswer(answer, response);
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      outgoing.on("error", () => response.destroy());
      incoming.pipe(outgoing);
    };
    Promise.resolve(handle({ method, url, request: incoming, response, forward })).catch((error: unknown) => {
      console.error("proxy:", error);
      response.destroy();
    });
  };
  const server = tls === undefined ? createServer(onRequest) : createTlsServer(tls, onRequest);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, address, resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  return {
    host: `localhost:${bound}`,
    port: bound,
    requests,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Answers with JSON. */
export function answerJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** A registry's error body. */
export function answerError(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  answerJson(response, status, { errors: [{ code, message }] }, headers);
}
