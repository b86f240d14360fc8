/** A registry that fails in the ways networks and proxies fail, as often as a test says. */
import type { IncomingMessage } from "node:http";
import { answerError, type Exchange, type RegistryProxy, startProxy } from "./registry-proxy.ts";

export type Fault =
  /** The connection is cut before an answer. */
  | { readonly kind: "reset" }
  /** The body breaks off in its middle. */
  | { readonly kind: "truncate" }
  /** Right length, wrong bytes. */
  | { readonly kind: "corrupt" }
  /** No answer, ever. */
  | { readonly kind: "hang" }
  | { readonly kind: "status"; readonly status: number; readonly headers?: Readonly<Record<string, string>> };

export interface FaultyRegistry extends RegistryProxy {
  /** Begin an upload where a mount was asked for, as ECR does without its blob mounting setting. */
  noMount: boolean;
  /** The next `times` requests whose `METHOD /path` has the text in it fail so. */
  fail(text: string, fault: Fault, times: number): void;
}

export async function startFaultyRegistry(upstream: string): Promise<FaultyRegistry> {
  const planned: { text: string; fault: Fault; left: number }[] = [];
  const proxy = await startProxy({
    upstream,
    handle(exchange) {
      const hit = planned.find(
        ({ text, left }) => left > 0 && `${exchange.method} ${exchange.url}`.includes(text),
      );
      if (hit === undefined) {
        return exchange.forward(faulty.noMount ? { url: exchange.url.replace(/\?mount=.*/, "") } : {});
      }
      hit.left -= 1;
      inject(hit.fault, exchange);
    },
  });
  const faulty: FaultyRegistry = {
    ...proxy,
    noMount: false,
    fail: (text, fault, times) => planned.push({ text, fault, left: times }),
  };
  return faulty;
}

function inject(fault: Fault, exchange: Exchange): void {
  const { response } = exchange;
  switch (fault.kind) {
    case "reset":
      response.destroy();
      return;
    case "hang":
      return;
    case "status":
      answerError(response, fault.status, "UNAVAILABLE", "injected", fault.headers);
      return;
    case "truncate":
    case "corrupt": {
      const onAnswer = (answer: IncomingMessage): void => {
        const chunks: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => chunks.push(chunk));
        answer.on("end", () => {
          const body = Buffer.concat(chunks);
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          if (fault.kind === "truncate") {
            response.write(body.subarray(0, body.length / 2), () => response.destroy());
          } else {
            response.end(Buffer.from(body.map((byte) => byte ^ 1)));
          }
        });
      };
      exchange.forward({ onAnswer });
    }
  }
}
