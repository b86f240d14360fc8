/** A registry that fails in the middle of steps whose layers are read on demand. */
import { expect, inject } from "vitest";
import type { ActionRun } from "./action.ts";
import { createRepository } from "./git-repository.ts";
import { runLazily } from "./lazy-run.ts";
import { type Exchange, startProxy } from "./registry-proxy.ts";

/** A layer's index is read first; the fault comes later. */
const GOOD_BYTES = 1_000_000;

export type Fault = (exchange: Exchange) => void;

export const lazyFaults = {
  reset: ({ request }) => void request.socket.destroy(),
  down: ({ response }) => void response.writeHead(500).end(),
  expired: ({ response }) => void response.writeHead(403).end('{"errors":[{"code":"DENIED"}]}'),
  hang: () => {},
} satisfies Readonly<Record<string, Fault>>;

export interface LazyFaultSite {
  /** Below the registry: the image's repository. */
  readonly repository: string;
  /** Builds an edit while the fault lasts; the image is built all the same. */
  edit(happen: Fault, handler: string, step?: string): Promise<ActionRun>;
  stop(): Promise<void>;
}

/** Has built the image once. */
export async function openLazyFaultSite(): Promise<LazyFaultSite> {
  const machine = inject("machine");
  const prefix = `lazy-faults-${process.pid}-${Date.now().toString(36)}`;
  const dockerfile = (step: string): string => `FROM ${machine.base}
RUN : ${prefix} && head -c 30000000 /dev/urandom > /big && sha256sum /big > /sum && sleep 2.2
COPY handler.py /handler.py
RUN ${step}
`;
  const plainStep = "sha256sum -c /sum > /seen";
  const repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": dockerfile(plainStep),
    "one/handler.py": "0\n",
  });
  let fault: Fault | undefined;
  let served = 0;
  let faults = 0;
  const proxy = await startProxy({
    upstream: machine.registry,
    handle(exchange) {
      const { method, url, request } = exchange;
      // Only what is read on demand asks for a part.
      const part = /^bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "");
      if (method !== "GET" || !url.includes("/blobs/") || part === null) return exchange.forward();
      if (fault === undefined || served < GOOD_BYTES) {
        served += Number(part[2]) - Number(part[1]);
        return exchange.forward();
      }
      faults += 1;
      fault(exchange);
    },
  });
  const run = (): Promise<ActionRun> =>
    runLazily(repository, { registry: `${proxy.host}/${prefix}`, lazy: "true" });
  const cold = await run();
  expect(cold.images.one?.status, cold.log).toBe("built");
  return {
    repository: `${prefix}/one`,
    async edit(happen, handler, step = plainStep) {
      fault = happen;
      served = 0;
      faults = 0;
      repository.commit({ "one/handler.py": handler, "one/Dockerfile": dockerfile(step) });
      const edit = await run();
      expect(faults, edit.log).toBeGreaterThan(0);
      expect(edit.images.one?.status, edit.log).toBe("built");
      return edit;
    },
    async stop() {
      repository[Symbol.dispose]();
      await proxy.stop();
    },
  };
}
