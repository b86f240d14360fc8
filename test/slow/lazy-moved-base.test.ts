/** A base that moves: the cache that is written anew is all in eStargz, and the next edit reads on demand. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { missing, runLazily } from "../real/lazy/lazy-run.ts";
import type { ActionRun } from "../support/action.ts";
import { countBytes } from "../support/byte-counter.ts";
import { createRepository } from "../support/git-repository.ts";

const machine = inject("machine");
const onDemand = /MB of cached layers were read on demand/;

/** `cached`: what the heavy step wants decides how soon a plain build takes over. */
test.each([
  ["a step with a cache mount", "RUN --mount=type=cache,target=/wheels", 2.2, 2],
  ["steps that are short, and add up", "RUN", 25, 5],
])("an edit after the base has moved reads on demand again: %s", async (_, run, seconds, builds) => {
  if (missing !== undefined) throw new Error(missing);
  const prefix = `lazy-moved-${process.pid}-${Date.now().toString(36)}`;
  const counter = await countBytes(machine.registry);
  const config = mkdtempSync(join(tmpdir(), "lazy-moved-"));
  const pushBase = (version: number): void => {
    const output = `type=image,name=${machine.registry}/${prefix}/base:1,push=true`;
    const argv = ["buildx", "build", "--builder", String(machine.containerBuilder), "--output", output, "-"];
    const input = `FROM ${machine.base}\nRUN : ${version} && head -c 3000000 /dev/urandom > /tools\n`;
    execFileSync("docker", argv, { input, stdio: "pipe" });
  };
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": `FROM ${counter.host}/${prefix}/base:1
COPY requirements.txt /requirements.txt
${run} head -c 24000000 /dev/urandom > /big && cp /requirements.txt /small && sleep ${seconds}
COPY handler.py /handler.py
RUN cat /small >> /handler.py
`,
    "one/requirements.txt": "torch==1\n",
    "one/handler.py": "0\n",
  });
  let version = 0;
  const build = async (): Promise<ActionRun> => {
    version += 1;
    repository.commit({ "one/handler.py": `${version}\n` });
    const inputs = { registry: `${counter.host}/${prefix}`, "cache-mounts": "none", lazy: "true" };
    const done = await runLazily(repository, inputs, { DOCKER_CONFIG: config });
    expect(done.images.one?.status, done.log).toBe("built");
    return done;
  };
  try {
    pushBase(1);
    await build();
    expect((await build()).log).toMatch(onDemand);
    pushBase(2);
    // Until what ran again is kept.
    for (let nth = 1; nth < builds; nth += 1) await build();
    const edit = await build();
    expect(edit.log).toMatch(onDemand);
    expect(edit.log).toMatch(/RUN .*head -c 24000000 .* CACHED/);
  } finally {
    await counter.stop();
    rmSync(config, { recursive: true, force: true });
  }
});
