/** Errors of reading that another image's step had, logs of another form, and runs that meet at one tag. */
import { createHash } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, inject, test } from "vitest";
import { missing, runLazily } from "../real/lazy/lazy-run.ts";
import { flattenImage } from "../support/flatten-image.ts";
import { createRepository } from "../support/git-repository.ts";
import { type RegistryProxy, startProxy } from "../support/registry-proxy.ts";

const machine = inject("machine");
const id = `${process.pid}-${Date.now().toString(36)}`;
const wholeBig = createHash("sha256").update("/big: OK\n").digest("hex").slice(0, 12);
const heavy = (prefix: string): string =>
  `RUN : ${prefix} && head -c 30000000 /dev/urandom > /big && sha256sum /big > /sum && sleep 2.2`;
/** Goes on after what it could not read. */
const hiding = "sha256sum -c /sum > /seen 2>/dev/null || true";
const bothSteps = (step: string): string => `COPY handler.py /handler.py\nRUN ${step}\n`;

/** Refuses what lies in the middle of a layer, as long as it is told to. */
async function refuseMiddles(): Promise<RegistryProxy & { isOn: boolean; hits: number }> {
  const state = { isOn: false, hits: 0 };
  const proxy = await startProxy({
    upstream: machine.registry,
    handle({ request, response, url, forward }) {
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? "")?.[1] ?? 0);
      const isMiddle = request.method === "GET" && url.includes("/blobs/") && from > 5e6 && from < 25e6;
      if (!state.isOn || !isMiddle) return forward();
      state.hits += 1;
      response.writeHead(403).end('{"errors":[{"code":"DENIED"}]}');
    },
  });
  return Object.assign(state, proxy);
}

test("a step that two images share: its error counts for both, whoever came later", async (context) => {
  context.skip(missing !== undefined, missing);
  const prefix = `shared-step-${id}`;
  const dockerfile = (step: string): string => `FROM ${machine.base} AS common
${heavy(prefix)}
${bothSteps(step)}
FROM common AS api
RUN echo api > /name
FROM common AS worker
RUN echo worker > /name
FROM ${machine.base} AS slow
RUN : ${prefix} slow && sleep 5
${bothSteps("sleep 5")}`;
  using repository = createRepository({
    ".github/ml-images.yml":
      "images:\n  slow: { context: one, target: slow }\n  api: { context: one, target: api }\n  worker: { context: one, target: worker }\n",
    "one/Dockerfile": dockerfile("sha256sum -c /sum > /seen"),
    "one/handler.py": "0\n",
  });
  const registry = await refuseMiddles();
  const inputs = { registry: `${registry.host}/${prefix}`, lazy: "true", "max-parallel": "2" };
  await runLazily(repository, inputs);
  registry.isOn = true;
  repository.commit({ "one/handler.py": "1\n", "one/Dockerfile": dockerfile(`(${hiding}); sleep 14`) });
  const edit = await runLazily(repository, inputs);
  await registry.stop();
  expect(registry.hits, edit.log).toBeGreaterThan(0);
  for (const name of ["api", "worker"]) {
    expect(edit.images[name]?.status, edit.log).toBe("built");
    const files = await flattenImage(machine.registry, `${prefix}/${name}`, edit.images[name]?.digest ?? "");
    expect(files.get("/seen"), `${name}\n${edit.log}`).toContain(wholeBig);
  }
});

test("a builder that logs JSON", async (context) => {
  context.skip(missing !== undefined, missing);
  const prefix = `json-log-${id}`;
  const config = mkdtempSync(join(tmpdir(), "ml-image-build-test-"));
  writeFileSync(join(config, "buildkitd.default.toml"), '[log]\n  format = "json"\n');
  const dockerfile = (step: string): string => `FROM ${machine.base}\n${heavy(prefix)}\n${bothSteps(step)}`;
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": dockerfile("sha256sum -c /sum > /seen"),
    "one/handler.py": "0\n",
  });
  const registry = await refuseMiddles();
  const inputs = { registry: `${registry.host}/${prefix}`, lazy: "true" };
  const env = { BUILDX_CONFIG: config };
  await runLazily(repository, inputs, env);
  repository.commit({ "one/handler.py": "1\n" });
  const whole = await runLazily(repository, inputs, env);
  expect(whole.log).toMatch(/one: built in .*, reading layers on demand/);
  expect(whole.log).not.toContain("built again");
  registry.isOn = true;
  repository.commit({ "one/handler.py": "2\n", "one/Dockerfile": dockerfile(hiding) });
  const edit = await runLazily(repository, inputs, env);
  await registry.stop();
  expect(edit.log).toContain("the builder's log has errors of reading");
  const files = await flattenImage(machine.registry, `${prefix}/one`, edit.images.one?.digest ?? "");
  expect(files.get("/seen"), edit.log).toContain(wholeBig);
});

test("an immutable tag that another run set first", async (context) => {
  context.skip(missing !== undefined, missing);
  const prefix = `immutable-${id}`;
  using repository = createRepository({
    ".github/ml-images.yml": "images:\n  one: { context: one }\n",
    "one/Dockerfile": `FROM ${machine.base}\n${heavy(prefix)}\n${bothSteps("cat /handler.py")}`,
    "one/handler.py": "0\n",
  });
  let isRace = false;
  const registry = await startProxy({
    upstream: machine.registry,
    async handle({ request, response, url, forward }) {
      if (!isRace || request.method !== "PUT" || !/\/one\/manifests\/src-/.test(url)) return forward();
      isRace = false;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      // The other run's: the same content, with another digest.
      const body = JSON.stringify(JSON.parse(Buffer.concat(chunks).toString()), undefined, 1);
      const headers = { "content-type": request.headers["content-type"] ?? "" };
      await fetch(`http://${machine.registry}${url}`, { method: "PUT", body, headers });
      const message = "The image tag already exists and cannot be overwritten because the tag is immutable.";
      response
        .writeHead(400, { "content-type": "application/json" })
        .end(JSON.stringify({ errors: [{ code: "TAG_INVALID", message }] }));
    },
  });
  const inputs = { registry: `${registry.host}/${prefix}`, lazy: "true" };
  await runLazily(repository, inputs);
  repository.commit({ "one/handler.py": "1\n" });
  isRace = true;
  const edit = await runLazily(repository, inputs);
  await registry.stop();
  expect(isRace).toBe(false);
  expect(edit.images.one?.status, edit.log).toBe("built");
  expect(edit.log).toMatch(/one: built in .*, reading layers on demand/);
});
