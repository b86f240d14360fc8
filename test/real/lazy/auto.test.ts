/** `lazy: auto`, the default, on a machine like GitHub's: which builds read on demand, which write, and that nothing is built twice. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import type { ActionRun } from "../../support/action.ts";
import { type ByteCounter, countBytes } from "../../support/byte-counter.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { missing, runLazily } from "./lazy-run.ts";

const machine = inject("machine");
const prefix = `lazy-auto-${process.pid}-${Date.now().toString(36)}`;

const dockerfile = (copy: string): string => `FROM ${machine.base} AS deps
RUN mkdir /deps && : ${prefix} && head -c 11000000 /dev/urandom > /system
COPY requirements.txt /requirements.txt
RUN --mount=type=cache,target=/wheels : pip install && head -c 24000000 /dev/urandom > /deps/big && \\
    cp /requirements.txt /deps/small && sleep 2.2
FROM ${machine.base}
RUN : apt-get install && head -c 12000000 /dev/urandom > /own
${copy}
COPY handler.py /app/handler.py
RUN cat /small >> /app/handler.py
`;
const all = "COPY --from=deps /deps/big /deps/small /";
const part = "COPY --from=deps /deps/small /small";

let repository: GitRepository;
let counter: ByteCounter;
let config: string;

beforeAll(async () => {
  if (missing !== undefined) return;
  repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": dockerfile(all),
    "one/requirements.txt": "torch==1\n",
    "one/handler.py": "1\n",
  });
  counter = await countBytes(machine.registry);
  // The builder there cannot reach the registry, so the action makes its own.
  config = mkdtempSync(join(tmpdir(), "lazy-auto-"));
  const create = ["buildx", "create", "--name", "far", "--driver", "docker-container", "--use"];
  execFileSync("docker", create, { env: { ...process.env, DOCKER_CONFIG: config }, stdio: "ignore" });
});
afterAll(async () => {
  repository?.[Symbol.dispose]();
  await counter?.stop();
  if (config !== undefined) rmSync(config, { recursive: true, force: true });
});

async function change(
  files: Readonly<Record<string, string>>,
): Promise<ActionRun & { readonly moved: number }> {
  if (Object.keys(files).length > 0) repository.commit(files);
  counter.take();
  const inputs = {
    registry: `${counter.host}/${prefix}`,
    "lazy-mb": "30",
    "cache-mounts": "none",
  };
  const run = await runLazily(repository, inputs, { DOCKER_CONFIG: config });
  expect(run.images.one?.status, run.log).toBe("built");
  const { up, down } = counter.take();
  return { ...run, moved: up + down };
}

const onDemand = "it reads cached layers on demand";
const written = /layer cache .* written/;

test("a build that is not cached writes, an edit reads, and a stage that is consumed is never built again", async (context) => {
  context.skip(missing !== undefined, missing);
  const cold = await change({});
  expect(cold.log).not.toContain(onDemand);
  expect(cold.log).toMatch(written);

  const edit = await change({ "one/handler.py": "2\n" });
  expect(edit.log).toContain(onDemand);
  expect(edit.log).toMatch(/RUN --mount=type=cache.* CACHED/);
  expect(edit.log).not.toMatch(written);
  expect(edit.log).toMatch(/MB of cached layers were read on demand; a plain build would have pulled \d/);
  expect(edit.moved, edit.log).toBeLessThan(10_000_000);

  const consumer = await change({ "one/Dockerfile": dockerfile(part) });
  expect(consumer.log).toContain(onDemand);
  expect(consumer.log).toMatch(/RUN mkdir .* CACHED/);
  expect(consumer.log).toMatch(/RUN --mount=type=cache.* CACHED/);

  // What takes long moves to a builder that leaves a complete cache, consumed stages included.
  const heavy = await change({ "one/requirements.txt": "torch==2\n" });
  expect(heavy.log).toContain("more than a small edit");
  expect(heavy.log).toMatch(/RUN mkdir .* CACHED/);
  expect(heavy.log).toMatch(written);

  const again = await change({ "one/Dockerfile": dockerfile(all) });
  expect(again.log).toContain(onDemand);
  expect(again.log).toMatch(/RUN mkdir .* CACHED/);
  expect(again.log).toMatch(/RUN --mount=type=cache.* CACHED/);
  expect(again.log).not.toMatch(/✓ \[deps \d\/\d\] (?!.*CACHED)(?!FROM)/);
});
