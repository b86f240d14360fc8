/** Images that their runtime could not run: told after the push and before every reuse, and no tag moves to them. */
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, inject, test } from "vitest";
import { type ActionRun, runAction } from "../../support/action.ts";
import { createRepository, type GitRepository } from "../../support/git-repository.ts";
import { listTags, readManifest } from "../../support/registry-client.ts";

const machine = inject("machine");
const host = machine.registry;
const drivers = [
  { driver: "docker", missing: machine.engine === "ready" ? undefined : machine.engine.missing, env: {} },
  {
    driver: "docker-container",
    missing: typeof machine.containerBuilder === "string" ? undefined : machine.containerBuilder.missing,
    env: typeof machine.containerBuilder === "string" ? { BUILDX_BUILDER: machine.containerBuilder } : {},
  },
];
const definition =
  "images:\n  app: { context: app, runtime: lambda, parameter: AppUri, tags: [stable] }\n  child: { context: child }\n";

describe.each(drivers)("on the $driver driver", ({ driver, missing, env }) => {
  const act = (
    { root }: GitRepository,
    registry: string,
    inputs: Readonly<Record<string, string>> = {},
    more: Readonly<Record<string, string>> = {},
  ): Promise<ActionRun> =>
    runAction({
      root,
      node: machine.node,
      env: { ...env, RUNNER_DEBUG: "1", ...more },
      inputs: { registry: `${host}/${registry}`, ...inputs },
    });

  test("nothing to start: failed when built and when found again, until it is mended", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = `guard-command-${driver}`;
    const refusal =
      /::error .*title=image app failed.*::app: it is in the registry and cannot run on Lambda, so no tag was moved to it: it has neither ENTRYPOINT nor CMD/;
    using repository = createRepository({
      ".github/ml-images.yml": definition,
      "app/Dockerfile": "FROM scratch\nCOPY handler /handler\n",
      "app/handler": "one\n",
      "child/Dockerfile": "FROM app\nCOPY code /code\n",
      "child/code": "one\n",
    });
    const built = await act(repository, registry);
    expect(built.exitCode, built.log).toBe(1);
    expect(built.log).toMatch(refusal);
    expect(JSON.parse(built.outputs.failed ?? "")).toEqual(["app", "child"]);
    expect(built.images.child?.status).toBe("blocked");
    expect(built.outputs["parameter-overrides"]).toBe("");
    expect(built.summary).toContain("neither ENTRYPOINT nor CMD");
    const tags = await listTags(host, `${registry}/app`);
    expect(tags).toEqual([expect.stringMatching(/^src-[0-9a-f]{20}$/)]);

    const again = await act(repository, registry);
    expect(again.exitCode, again.log).toBe(1);
    expect(again.log).toMatch(refusal);
    expect(JSON.parse(again.outputs.reused ?? "")).toEqual([]);
    expect(again.images.app?.status).toBe("failed");
    expect(await listTags(host, `${registry}/app`)).toEqual(tags);

    repository.commit({ "app/Dockerfile": 'FROM scratch\nCOPY handler /handler\nCMD ["/handler"]\n' });
    const mended = await act(repository, registry);
    expect(mended.exitCode, mended.log).toBe(0);
    expect(mended.log).not.toMatch(refusal);
    const stable = await readManifest(host, `${registry}/app`, "stable");
    expect(stable?.digest).toBe(mended.images.app?.digest);
    const reused = await act(repository, registry);
    expect(JSON.parse(reused.outputs.reused ?? ""), reused.log).toEqual(["app", "child"]);
    expect(reused.log).not.toContain("layers counted");
  });

  test("a layer is counted once in its life", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = `guard-count-${driver}`;
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app: { context: app, runtime: lambda }\n",
      "app/Dockerfile": `FROM ${machine.base}\nCOPY handler /handler\n`,
      "app/handler": "one\n",
    });
    const first = await act(repository, registry);
    expect(first.exitCode, first.log).toBe(0);
    expect(first.log).toContain("app: 2 layers counted");
    repository.commit({ "app/handler": "two\n" });
    const second = await act(repository, registry);
    expect(second.exitCode, second.log).toBe(0);
    expect(second.log).toContain("app: 1 layers counted");
  });

  test("legs and their report hold it too", async (context) => {
    context.skip(missing !== undefined, missing);
    const registry = `guard-legs-${driver}`;
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app: { context: app, runtime: lambda, parameter: AppUri }\n",
      "app/Dockerfile": "FROM scratch\nCOPY handler /handler\n",
      "app/handler": "one\n",
    });
    for (const action of ["build", "reuse"] as const) {
      const directory = mkdtempSync(join(tmpdir(), "ml-image-build-guard-"));
      try {
        const results = join(directory, "results");
        mkdirSync(results);
        const step = (mode: string, inputs: Readonly<Record<string, string>>): Promise<ActionRun> =>
          act(repository, registry, { mode, ...inputs }, { RUNNER_TEMP: join(directory, mode) });
        const planned = await step("plan", {});
        const plan = planned.outputs["plan-file"] ?? "";
        expect(JSON.parse(planned.outputs.plan ?? "{}").images.app.action, planned.log).toBe(action);
        for (const { leg } of JSON.parse(planned.outputs.matrix ?? "").include as { leg: string }[]) {
          const ran = await step("build", { plan, leg });
          expect(ran.exitCode, ran.log).toBe(1);
          expect(ran.log).toContain("neither ENTRYPOINT nor CMD");
          cpSync(ran.outputs.report ?? "", join(results, leg, "report.json"));
        }
        const report = await step("report", { plan, results });
        expect(report.exitCode, report.log).toBe(1);
        expect(report.log).toContain("neither ENTRYPOINT nor CMD");
        expect(JSON.parse(report.outputs.failed ?? "")).toEqual(["app"]);
        expect(await listTags(host, `${registry}/app`)).toHaveLength(1);
      } finally {
        rmSync(directory, { recursive: true, force: true });
      }
    }
  });

  test("more than 10 GiB uncompressed, in a gzip of many members whose trailer tells 64 MiB", async (context) => {
    context.skip(driver !== "docker", "one driver is enough: the layer is never unpacked by it");
    context.skip(missing !== undefined, missing);
    const registry = `guard-size-${driver}`;
    await pushLargeBase(`${registry}-base`);
    using repository = createRepository({
      ".github/ml-images.yml": "images:\n  app: { context: app, runtime: lambda, tags: [stable] }\n",
      // Nothing is unpacked for this: the base's layer is only named.
      "app/Dockerfile": `FROM ${host}/${registry}-base:1\nCMD ["/handler"]\n`,
    });
    const run = await act(repository, registry);
    expect(run.exitCode, run.log).toBe(1);
    expect(run.log).toMatch(/cannot run on Lambda.*its layers have 10\.06 GiB uncompressed/);
    expect(run.images.app?.status).toBe("failed");
    expect(await listTags(host, `${registry}/app`)).toEqual([expect.stringMatching(/^src-/)]);
  });
});

/** 161 times 64 MiB of zeros: 10 MB in the registry. */
async function pushLargeBase(path: string): Promise<void> {
  const member = gzipSync(Buffer.alloc(64 * 1024 ** 2));
  const layer = Buffer.concat(Array.from({ length: 161 }, () => member));
  const config = Buffer.from(
    JSON.stringify({
      os: "linux",
      architecture: "amd64",
      config: {},
      rootfs: { type: "layers", diff_ids: [`sha256:${"2".repeat(64)}`] },
      history: [{ created_by: "zeros" }],
    }),
  );
  const mediaType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: {
        mediaType: "application/vnd.oci.image.config.v1+json",
        digest: await pushBlob(path, config),
        size: config.length,
      },
      layers: [
        {
          mediaType: "application/vnd.oci.image.layer.v1.tar+gzip",
          digest: await pushBlob(path, layer),
          size: layer.length,
        },
      ],
    }),
  );
  const response = await fetch(`http://${host}/v2/${path}/manifests/1`, {
    method: "PUT",
    headers: { "content-type": mediaType },
    body: manifest,
  });
  expect(response.status).toBe(201);
}

async function pushBlob(path: string, bytes: Buffer): Promise<string> {
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
  const begun = await fetch(`http://${host}/v2/${path}/blobs/uploads/`, { method: "POST" });
  const url = new URL(begun.headers.get("location") ?? "", `http://${host}`);
  url.searchParams.set("digest", digest);
  const put = await fetch(url, {
    method: "PUT",
    headers: { "content-type": "application/octet-stream" },
    body: new Uint8Array(bytes),
  });
  expect(put.status).toBe(201);
  return digest;
}
