/** A registry that fails in the middle of a step whose layers are read on demand: no half-read file ends in an image. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ActionRun } from "../../support/action.ts";
import { flattenImage } from "../../support/flatten-image.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { type Exchange, type RegistryProxy, startProxy } from "../../support/registry-proxy.ts";
import { missing, runLazily } from "./lazy-run.ts";

const machine = inject("machine");
const prefix = `lazy-faults-${process.pid}-${Date.now().toString(36)}`;
/** A layer's index is read first; the fault comes later. */
const GOOD_BYTES = 1_000_000;

const dockerfile = (step: string): string => `FROM ${machine.base}
RUN : ${prefix} && head -c 30000000 /dev/urandom > /big && sha256sum /big > /sum && sleep 2.2
COPY handler.py /handler.py
RUN ${step}
`;

let repository: GitRepository;
let proxy: RegistryProxy;
let fault: ((exchange: Exchange) => void) | undefined;
let served = 0;
let faults = 0;

const run = (): Promise<ActionRun> =>
  runLazily(repository, { registry: `${proxy.host}/${prefix}`, lazy: "true" });

beforeAll(async () => {
  if (missing !== undefined) return;
  repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": dockerfile("sha256sum -c /sum > /seen"),
    "one/handler.py": "0\n",
  });
  proxy = await startProxy({
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
  const cold = await run();
  expect(cold.images.one?.status, cold.log).toBe("built");
});
afterAll(async () => {
  repository?.[Symbol.dispose]();
  await proxy?.stop();
});

const reset = ({ request }: Exchange): void => void request.socket.destroy();
const kinds: readonly (readonly [string, (exchange: Exchange) => void])[] = [
  ["reset", reset],
  ["500", ({ response }) => void response.writeHead(500).end()],
  ["expired", ({ response }) => void response.writeHead(403).end('{"errors":[{"code":"DENIED"}]}')],
];

async function editWith(
  happen: (exchange: Exchange) => void,
  files: Readonly<Record<string, string>>,
): Promise<ActionRun> {
  fault = happen;
  served = 0;
  faults = 0;
  repository.commit(files);
  const edit = await run();
  expect(faults, edit.log).toBeGreaterThan(0);
  expect(edit.images.one?.status, edit.log).toBe("built");
  expect(edit.log).toContain("built again without reading on demand");
  return edit;
}

test.for(kinds)("%s: the step fails, and a plain build follows", async ([kind, happen], context) => {
  context.skip(missing !== undefined, missing);
  const edit = await editWith(happen, { "one/handler.py": `${kind}\n` });
  expect(edit.log).toContain("Input/output error");
});

test("a step that hides the error: its image is no one's", async (context) => {
  context.skip(missing !== undefined, missing);
  const edit = await editWith(reset, {
    "one/Dockerfile": dockerfile("sha256sum -c /sum > /seen 2>/dev/null || true"),
    "one/handler.py": "hidden\n",
  });
  expect(edit.log).toContain("the builder's log has errors of reading");
  const entries = await flattenImage(machine.registry, `${prefix}/one`, edit.images.one?.digest ?? "");
  const whole = createHash("sha256").update("/big: OK\n").digest("hex");
  expect(entries.get("/seen")).toContain(whole.slice(0, 12));
});
