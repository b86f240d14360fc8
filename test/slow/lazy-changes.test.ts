/** What changes between two runs: the builder, the runtime, the wish; what is remembered, and what another run left. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { missing, runLazily, runPost, runWithoutPost } from "../real/lazy/lazy-run.ts";
import { createPoorBuilder } from "../support/builder-with.ts";
import { createRepository, type GitRepository } from "../support/git-repository.ts";
import { readManifest } from "../support/registry-client.ts";
import { startProxy } from "../support/registry-proxy.ts";

const machine = inject("machine");
const id = `${process.pid}-${Date.now().toString(36)}`;
const heavy = (prefix: string): string =>
  `RUN : ${prefix} && head -c 6000000 /dev/urandom > /big && sleep 2.2`;

const createOne = (dockerfile: string): GitRepository =>
  createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": dockerfile,
    "one/handler.py": "0\n",
  });

/** Whether a layer of the image has eStargz's index. */
async function isLazy(repository: string, digest: string | undefined): Promise<boolean> {
  const found = await readManifest(machine.registry, repository, digest ?? "");
  const inner = found?.json.manifests?.find(({ platform }) => platform?.architecture !== "unknown");
  const manifest =
    inner === undefined ? found : await readManifest(machine.registry, repository, inner.digest);
  return JSON.stringify(manifest?.json.layers).includes("stargz/toc.digest");
}

test("what differs is not built on the user's stargz builder", async (context) => {
  context.skip(missing !== undefined, missing);
  using users = createPoorBuilder({ like: String(machine.containerBuilder), snapshotter: "stargz" });
  using repository = createOne(
    `FROM ${machine.base}\nRUN : users-${id} && head -c 12000000 /dev/urandom > /big && mkdir /d && echo x > /d/old && touch -d @0 /d/old && sleep 2.2\nCOPY handler.py /\nRUN echo it has $(stat -c %Y /d/old)\n`,
  );
  const inputs = { registry: `${machine.registry}/users-${id}`, lazy: "true" };
  const env = { BUILDX_BUILDER: users.name };
  await runLazily(repository, inputs, env);
  for (const lazy of ["true", "false"]) {
    repository.commit({ "one/handler.py": `${lazy}\n` });
    const edit = await runLazily(repository, { ...inputs, lazy }, env);
    expect(edit.images.one?.status, edit.log).toBe("built");
    expect(edit.log).toMatch(/it has 0\b/);
    expect(edit.log).not.toContain("it has -");
  }
});

test("cancelled while its cache is written: the post step saves it", async (context) => {
  context.skip(missing !== undefined, missing);
  const config = mkdtempSync(join(tmpdir(), "ml-image-build-test-"));
  using repository = createOne(
    `FROM ${machine.base}\nRUN : cancelled-${id} && head -c 3000000 /dev/urandom > /big && sleep 6\nCOPY handler.py /\n`,
  );
  let isHanging = true;
  let kill: (() => void) | undefined;
  const registry = await startProxy({
    upstream: machine.registry,
    handle({ request, url, forward }) {
      const isWrite = ["PUT", "PATCH"].includes(request.method ?? "") && url.includes("/ml-image-cache/");
      if (isHanging && isWrite) kill?.();
      else forward();
    },
  });
  const inputs = { registry: `${registry.host}/cancelled-${id}`, lazy: "false" };
  const env = { RUNNER_TEMP: config, BUILDX_BUILDER: String(machine.containerBuilder) };
  const first = await runWithoutPost(repository, inputs, env, (child) => {
    kill = () => {
      kill = undefined;
      isHanging = false;
      setTimeout(() => child.kill("SIGINT"), 300);
    };
  });
  const post = await runPost(repository, first.state, env);
  await registry.stop();
  expect(post.log, first.log).toMatch(/2 finished steps .* in the cache/);
});

test("an image that becomes a function's is in gzip", async (context) => {
  context.skip(missing !== undefined, missing);
  const prefix = `function-${id}`;
  using repository = createOne(`FROM ${machine.base}\n${heavy(prefix)}\nCOPY handler.py /\nCMD ["x"]\n`);
  const inputs = { registry: `${machine.registry}/${prefix}`, lazy: "true" };
  const before = await runLazily(repository, inputs);
  expect(await isLazy(`${prefix}/one`, before.images.one?.digest), before.log).toBe(true);
  repository.commit({ ".github/ml-images.yml": "images:\n  one: { context: one, runtime: lambda }\n" });
  const after = await runLazily(repository, inputs);
  expect(after.log).toContain("its cached layers are in eStargz, which Lambda is not known to take");
  expect(await isLazy(`${prefix}/one`, after.images.one?.digest), after.log).toBe(false);
  repository.commit({ "one/handler.py": "1\n" });
  const edit = await runLazily(repository, inputs);
  expect(edit.log).toMatch(/RUN : function-.*CACHED/);
  expect(await isLazy(`${prefix}/one`, edit.images.one?.digest), edit.log).toBe(false);
});

test("what an edit makes other than a plain build is remembered", async (context) => {
  context.skip(missing !== undefined, missing);
  const stages = `FROM ${machine.base} AS st\n${heavy(id)}\nFROM ${machine.base}\n${heavy(`${id} 2`)}\nCOPY handler.py /\n`;
  using repository = createOne(`${stages}COPY --from=st / /copy\nRUN cat /handler.py\n`);
  const inputs = { registry: `${machine.registry}/remembered-${id}`, lazy: "true" };
  await runLazily(repository, inputs);
  repository.commit({ "one/handler.py": "1\n" });
  const first = await runLazily(repository, inputs);
  expect(first.log).toContain("what was built may be other than by a plain build");
  repository.commit({ "one/handler.py": "2\n" });
  const second = await runLazily(repository, inputs);
  expect(second.log).toContain("lazy: not here: read on demand, a cached layer would differ: /copy has");
  expect(second.log).not.toContain("reading layers on demand");
});

test("a source that is not there is told at once", async (context) => {
  context.skip(missing !== undefined, missing);
  const stages = `FROM ${machine.base} AS st\n${heavy(id)}\nFROM ${machine.base}\n${heavy(`${id} 2`)}\nCOPY handler.py /\n`;
  using repository = createOne(`${stages}COPY --from=st /big /copy\n`);
  const inputs = { registry: `${machine.registry}/mistake-${id}`, lazy: "true" };
  await runLazily(repository, inputs);
  repository.commit({ "one/Dockerfile": `${stages}COPY --from=st /bigg /copy\n` });
  const mistake = await runLazily(repository, inputs);
  expect(mistake.images.one?.status, mistake.log).toBe("failed");
  expect(mistake.log).not.toContain("may not have arrived whole");
});

test("a newer cache of another run stays", async (context) => {
  context.skip(missing !== undefined, missing);
  const prefix = `newer-${id}`;
  using repository = createOne(`FROM ${machine.base}\n${heavy(prefix)}\n`);
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const where = (tag: string): string =>
    `http://${machine.registry}/v2/${prefix}/ml-image-cache/manifests/${tag}`;
  const read = async (tag: string): Promise<{ readonly annotations?: Record<string, string> }> =>
    (await (await fetch(where(tag), { headers: { accept: mediaType } })).json()) as Record<string, never>;
  let tag = "";
  let isThere = false;
  const registry = await startProxy({
    upstream: machine.registry,
    async handle({ request, url, forward }) {
      const put = /\/ml-image-cache\/manifests\/(trusted-.*)$/.exec(url)?.[1];
      if (request.method === "PUT" && put !== undefined) tag = put;
      const isLook =
        request.method === "GET" &&
        request.headers.range !== undefined &&
        url.includes("/ml-image-cache/blobs/");
      if (!isThere && tag !== "" && isLook) {
        isThere = true;
        const body = JSON.stringify({ ...(await read(tag)), annotations: { "other.run": "newer" } });
        await fetch(where(tag), { method: "PUT", headers: { "content-type": mediaType }, body });
      }
      forward();
    },
  });
  const run = await runLazily(repository, { registry: `${registry.host}/${prefix}`, lazy: "true" });
  await registry.stop();
  expect(isThere, run.log).toBe(true);
  expect((await read(tag)).annotations).toMatchObject({ "other.run": "newer" });
});
